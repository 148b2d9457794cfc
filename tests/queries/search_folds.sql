SELECT concat('{"katakana":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p4.candidate_name), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.id IN (SELECT unnest(matching_shares($1::TEXT[])) AS unnest_1) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $2::INTEGER) AS p4 
HAVING true), ',"half":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p7.candidate_name), '}'), ','), ']}') AS concat_3 
FROM (SELECT t6.id AS id, t6.organisation_id AS organisation_id, t6.candidate_id AS candidate_id, t6.result_id AS result_id, t6.shared_at AS shared_at, t6.expires_at AS expires_at, t6.revoked_at AS revoked_at, t6.ended_at AS ended_at, t6.opened_at AS opened_at, t6.hide_photo AS hide_photo, t6.sequence AS sequence, t6.candidate_name AS candidate_name, t6.sort_name AS sort_name, t6.sort_score AS sort_score, t6.sort_session AS sort_session, t6.search_text AS search_text 
FROM share AS t6 
WHERE t6.organisation_id = r1.id AND t6.id IN (SELECT unnest(matching_shares($3::TEXT[])) AS unnest_2) AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) ORDER BY t6.shared_at DESC, t6.id DESC 
 LIMIT $4::INTEGER) AS p7 
HAVING true), ',"hiragana":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p10.candidate_name), '}'), ','), ']}') AS concat_4 
FROM (SELECT t9.id AS id, t9.organisation_id AS organisation_id, t9.candidate_id AS candidate_id, t9.result_id AS result_id, t9.shared_at AS shared_at, t9.expires_at AS expires_at, t9.revoked_at AS revoked_at, t9.ended_at AS ended_at, t9.opened_at AS opened_at, t9.hide_photo AS hide_photo, t9.sequence AS sequence, t9.candidate_name AS candidate_name, t9.sort_name AS sort_name, t9.sort_score AS sort_score, t9.sort_session AS sort_session, t9.search_text AS search_text 
FROM share AS t9 
WHERE t9.organisation_id = r1.id AND t9.id IN (SELECT unnest(matching_shares($5::TEXT[])) AS unnest_3) AND t9.ended_at IS NULL AND (t9.expires_at IS NULL OR t9.expires_at > now()) ORDER BY t9.shared_at DESC, t9.id DESC 
 LIMIT $6::INTEGER) AS p10 
HAVING true), ',"kanji":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p13.candidate_name), '}'), ','), ']}') AS concat_5 
FROM (SELECT t12.id AS id, t12.organisation_id AS organisation_id, t12.candidate_id AS candidate_id, t12.result_id AS result_id, t12.shared_at AS shared_at, t12.expires_at AS expires_at, t12.revoked_at AS revoked_at, t12.ended_at AS ended_at, t12.opened_at AS opened_at, t12.hide_photo AS hide_photo, t12.sequence AS sequence, t12.candidate_name AS candidate_name, t12.sort_name AS sort_name, t12.sort_score AS sort_score, t12.sort_session AS sort_session, t12.search_text AS search_text 
FROM share AS t12 
WHERE t12.organisation_id = r1.id AND t12.id IN (SELECT unnest(matching_shares($7::TEXT[])) AS unnest_4) AND t12.ended_at IS NULL AND (t12.expires_at IS NULL OR t12.expires_at > now()) ORDER BY t12.shared_at DESC, t12.id DESC 
 LIMIT $8::INTEGER) AS p13 
HAVING true), ',"native":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p16.candidate_name), '}'), ','), ']}') AS concat_6 
FROM (SELECT t15.id AS id, t15.organisation_id AS organisation_id, t15.candidate_id AS candidate_id, t15.result_id AS result_id, t15.shared_at AS shared_at, t15.expires_at AS expires_at, t15.revoked_at AS revoked_at, t15.ended_at AS ended_at, t15.opened_at AS opened_at, t15.hide_photo AS hide_photo, t15.sequence AS sequence, t15.candidate_name AS candidate_name, t15.sort_name AS sort_name, t15.sort_score AS sort_score, t15.sort_session AS sort_session, t15.search_text AS search_text 
FROM share AS t15 
WHERE t15.organisation_id = r1.id AND t15.id IN (SELECT unnest(matching_shares($9::TEXT[])) AS unnest_5) AND t15.ended_at IS NULL AND (t15.expires_at IS NULL OR t15.expires_at > now()) ORDER BY t15.shared_at DESC, t15.id DESC 
 LIMIT $10::INTEGER) AS p16 
HAVING true), ',"latin":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p19.candidate_name), '}'), ','), ']}') AS concat_7 
FROM (SELECT t18.id AS id, t18.organisation_id AS organisation_id, t18.candidate_id AS candidate_id, t18.result_id AS result_id, t18.shared_at AS shared_at, t18.expires_at AS expires_at, t18.revoked_at AS revoked_at, t18.ended_at AS ended_at, t18.opened_at AS opened_at, t18.hide_photo AS hide_photo, t18.sequence AS sequence, t18.candidate_name AS candidate_name, t18.sort_name AS sort_name, t18.sort_score AS sort_score, t18.sort_session AS sort_session, t18.search_text AS search_text 
FROM share AS t18 
WHERE t18.organisation_id = r1.id AND t18.id IN (SELECT unnest(matching_shares($11::TEXT[])) AS unnest_6) AND t18.ended_at IS NULL AND (t18.expires_at IS NULL OR t18.expires_at > now()) ORDER BY t18.shared_at DESC, t18.id DESC 
 LIMIT $12::INTEGER) AS p19 
HAVING true), ',"accents":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p22.candidate_name), ',"result":', coalesce((SELECT concat('{"id":"res_', t23.id, '"}') AS concat_9 
FROM result AS t23 
WHERE t23.id = p22.result_id AND p22.ended_at IS NULL AND (p22.expires_at IS NULL OR p22.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_8 
FROM (SELECT t21.id AS id, t21.organisation_id AS organisation_id, t21.candidate_id AS candidate_id, t21.result_id AS result_id, t21.shared_at AS shared_at, t21.expires_at AS expires_at, t21.revoked_at AS revoked_at, t21.ended_at AS ended_at, t21.opened_at AS opened_at, t21.hide_photo AS hide_photo, t21.sequence AS sequence, t21.candidate_name AS candidate_name, t21.sort_name AS sort_name, t21.sort_score AS sort_score, t21.sort_session AS sort_session, t21.search_text AS search_text 
FROM share AS t21 
WHERE t21.organisation_id = r1.id AND t21.id IN (SELECT unnest(matching_shares($13::TEXT[])) AS unnest_7) AND t21.ended_at IS NULL AND (t21.expires_at IS NULL OR t21.expires_at > now()) ORDER BY t21.shared_at DESC, t21.id DESC 
 LIMIT $14::INTEGER) AS p22 
HAVING true), ',"wide":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p26.candidate_name), '}'), ','), ']}') AS concat_10 
FROM (SELECT t25.id AS id, t25.organisation_id AS organisation_id, t25.candidate_id AS candidate_id, t25.result_id AS result_id, t25.shared_at AS shared_at, t25.expires_at AS expires_at, t25.revoked_at AS revoked_at, t25.ended_at AS ended_at, t25.opened_at AS opened_at, t25.hide_photo AS hide_photo, t25.sequence AS sequence, t25.candidate_name AS candidate_name, t25.sort_name AS sort_name, t25.sort_score AS sort_score, t25.sort_session AS sort_session, t25.search_text AS search_text 
FROM share AS t25 
WHERE t25.organisation_id = r1.id AND t25.id IN (SELECT unnest(matching_shares($15::TEXT[])) AS unnest_8) AND t25.ended_at IS NULL AND (t25.expires_at IS NULL OR t25.expires_at > now()) ORDER BY t25.shared_at DESC, t25.id DESC 
 LIMIT $16::INTEGER) AS p26 
HAVING true), ',"part":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t28 
WHERE t28.organisation_id = r1.id AND t28.id IN (SELECT unnest(matching_shares($17::TEXT[])) AS unnest_9) AND t28.ended_at IS NULL AND (t28.expires_at IS NULL OR t28.expires_at > now())), '}'), ',"number":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p31.candidate_name), '}'), ','), ']}') AS concat_11 
FROM (SELECT t30.id AS id, t30.organisation_id AS organisation_id, t30.candidate_id AS candidate_id, t30.result_id AS result_id, t30.shared_at AS shared_at, t30.expires_at AS expires_at, t30.revoked_at AS revoked_at, t30.ended_at AS ended_at, t30.opened_at AS opened_at, t30.hide_photo AS hide_photo, t30.sequence AS sequence, t30.candidate_name AS candidate_name, t30.sort_name AS sort_name, t30.sort_score AS sort_score, t30.sort_session AS sort_session, t30.search_text AS search_text 
FROM share AS t30 
WHERE t30.organisation_id = r1.id AND t30.id IN (SELECT unnest(matching_shares($18::TEXT[])) AS unnest_10) AND t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now()) ORDER BY t30.shared_at DESC, t30.id DESC 
 LIMIT $19::INTEGER) AS p31 
HAVING true), ',"letter":', concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t33 
WHERE t33.organisation_id = r1.id AND t33.id IN (SELECT unnest(matching_shares($20::TEXT[])) AS unnest_11) AND t33.ended_at IS NULL AND (t33.expires_at IS NULL OR t33.expires_at > now())), '}'), ',"one":', concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t35 
WHERE t35.organisation_id = r1.id AND t35.id IN (SELECT unnest(matching_shares($21::TEXT[])) AS unnest_12) AND t35.ended_at IS NULL AND (t35.expires_at IS NULL OR t35.expires_at > now())), '}'), ',"blank":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM share AS t37 
WHERE t37.organisation_id = r1.id AND t37.ended_at IS NULL AND (t37.expires_at IS NULL OR t37.expires_at > now())), '}'), ',"unseen":', concat('{"totalCount":', (SELECT count(*) AS count_5 
FROM share AS t39 
WHERE t39.organisation_id = r1.id AND t39.id IN (SELECT unnest(matching_shares($22::TEXT[])) AS unnest_13) AND t39.ended_at IS NULL AND (t39.expires_at IS NULL OR t39.expires_at > now())), '}'), ',"percent":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM share AS t41 
WHERE t41.organisation_id = r1.id AND t41.id IN (SELECT unnest(matching_shares($23::TEXT[])) AS unnest_14) AND t41.ended_at IS NULL AND (t41.expires_at IS NULL OR t41.expires_at > now())), '}'), ',"joined":', concat('{"totalCount":', (SELECT count(*) AS count_7 
FROM share AS t43 
WHERE t43.organisation_id = r1.id AND t43.id IN (SELECT unnest(matching_shares($24::TEXT[])) AS unnest_15) AND t43.ended_at IS NULL AND (t43.expires_at IS NULL OR t43.expires_at > now())), '}'), ',"ended":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p46.candidate_name), '}'), ','), ']}') AS concat_12 
FROM (SELECT t45.id AS id, t45.organisation_id AS organisation_id, t45.candidate_id AS candidate_id, t45.result_id AS result_id, t45.shared_at AS shared_at, t45.expires_at AS expires_at, t45.revoked_at AS revoked_at, t45.ended_at AS ended_at, t45.opened_at AS opened_at, t45.hide_photo AS hide_photo, t45.sequence AS sequence, t45.candidate_name AS candidate_name, t45.sort_name AS sort_name, t45.sort_score AS sort_score, t45.sort_session AS sort_session, t45.search_text AS search_text 
FROM share AS t45 
WHERE t45.organisation_id = r1.id AND t45.id IN (SELECT unnest(matching_shares($25::TEXT[])) AS unnest_16) AND ('ACTIVE' = ANY ($26::TEXT[]) AND t45.ended_at IS NULL AND (t45.expires_at IS NULL OR t45.expires_at > now()) OR 'EXPIRED' = ANY ($26::TEXT[]) AND t45.revoked_at IS NULL AND coalesce(t45.ended_at IS NOT NULL OR t45.expires_at <= now(), false) OR 'REVOKED' = ANY ($26::TEXT[]) AND t45.revoked_at IS NOT NULL) ORDER BY t45.shared_at DESC, t45.id DESC 
 LIMIT $27::INTEGER) AS p46 
HAVING true), ',"nothing":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_8 
FROM share AS t50 
WHERE t50.organisation_id = r1.id AND t50.id IN (SELECT unnest(matching_shares($28::TEXT[])) AS unnest_17) AND t50.ended_at IS NULL AND (t50.expires_at IS NULL OR t50.expires_at > now())), ',"nodes":[', string_agg(concat('{"id":"shr_', p49.id, '"}'), ','), '],"pageInfo":{"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($29::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(p49.shared_at))[least($30::INTEGER, count(*))], (array_agg(p49.id))[least($30::INTEGER, count(*))]) AS TEXT), $31::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, '}}') AS concat_13 
FROM (SELECT t48.id AS id, t48.organisation_id AS organisation_id, t48.candidate_id AS candidate_id, t48.result_id AS result_id, t48.shared_at AS shared_at, t48.expires_at AS expires_at, t48.revoked_at AS revoked_at, t48.ended_at AS ended_at, t48.opened_at AS opened_at, t48.hide_photo AS hide_photo, t48.sequence AS sequence, t48.candidate_name AS candidate_name, t48.sort_name AS sort_name, t48.sort_score AS sort_score, t48.sort_session AS sort_session, t48.search_text AS search_text 
FROM share AS t48 
WHERE t48.organisation_id = r1.id AND t48.id IN (SELECT unnest(matching_shares($28::TEXT[])) AS unnest_18) AND t48.ended_at IS NULL AND (t48.expires_at IS NULL OR t48.expires_at > now()) ORDER BY t48.shared_at DESC, t48.id DESC 
 LIMIT $32::INTEGER) AS p49 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at 
FROM organisation 
WHERE organisation.id = $33::UUID) AS r1
