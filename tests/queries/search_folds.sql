SELECT concat('{"katakana":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p4.candidate_name), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.id = ANY (CAST((SELECT matching_shares($1::TEXT[]) AS matching_shares_1) AS UUID[])) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $2::INTEGER) AS p4 
HAVING true), ',"half":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p7.candidate_name), '}'), ','), ']}') AS concat_3 
FROM (SELECT t6.id AS id, t6.organisation_id AS organisation_id, t6.candidate_id AS candidate_id, t6.result_id AS result_id, t6.shared_at AS shared_at, t6.expires_at AS expires_at, t6.revoked_at AS revoked_at, t6.ended_at AS ended_at, t6.opened_at AS opened_at, t6.hide_photo AS hide_photo, t6.sequence AS sequence, t6.candidate_name AS candidate_name, t6.sort_name AS sort_name, t6.sort_score AS sort_score, t6.sort_session AS sort_session, t6.search_text AS search_text, t6.invitation_id AS invitation_id 
FROM share AS t6 
WHERE t6.organisation_id = r1.id AND t6.id = ANY (CAST((SELECT matching_shares($3::TEXT[]) AS matching_shares_2) AS UUID[])) AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) ORDER BY t6.shared_at DESC, t6.id DESC 
 LIMIT $4::INTEGER) AS p7 
HAVING true), ',"hiragana":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p10.candidate_name), '}'), ','), ']}') AS concat_4 
FROM (SELECT t9.id AS id, t9.organisation_id AS organisation_id, t9.candidate_id AS candidate_id, t9.result_id AS result_id, t9.shared_at AS shared_at, t9.expires_at AS expires_at, t9.revoked_at AS revoked_at, t9.ended_at AS ended_at, t9.opened_at AS opened_at, t9.hide_photo AS hide_photo, t9.sequence AS sequence, t9.candidate_name AS candidate_name, t9.sort_name AS sort_name, t9.sort_score AS sort_score, t9.sort_session AS sort_session, t9.search_text AS search_text, t9.invitation_id AS invitation_id 
FROM share AS t9 
WHERE t9.organisation_id = r1.id AND t9.id = ANY (CAST((SELECT matching_shares($5::TEXT[]) AS matching_shares_3) AS UUID[])) AND t9.ended_at IS NULL AND (t9.expires_at IS NULL OR t9.expires_at > now()) ORDER BY t9.shared_at DESC, t9.id DESC 
 LIMIT $6::INTEGER) AS p10 
HAVING true), ',"kanji":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p13.candidate_name), '}'), ','), ']}') AS concat_5 
FROM (SELECT t12.id AS id, t12.organisation_id AS organisation_id, t12.candidate_id AS candidate_id, t12.result_id AS result_id, t12.shared_at AS shared_at, t12.expires_at AS expires_at, t12.revoked_at AS revoked_at, t12.ended_at AS ended_at, t12.opened_at AS opened_at, t12.hide_photo AS hide_photo, t12.sequence AS sequence, t12.candidate_name AS candidate_name, t12.sort_name AS sort_name, t12.sort_score AS sort_score, t12.sort_session AS sort_session, t12.search_text AS search_text, t12.invitation_id AS invitation_id 
FROM share AS t12 
WHERE t12.organisation_id = r1.id AND t12.id = ANY (CAST((SELECT matching_shares($7::TEXT[]) AS matching_shares_4) AS UUID[])) AND t12.ended_at IS NULL AND (t12.expires_at IS NULL OR t12.expires_at > now()) ORDER BY t12.shared_at DESC, t12.id DESC 
 LIMIT $8::INTEGER) AS p13 
HAVING true), ',"native":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p16.candidate_name), '}'), ','), ']}') AS concat_6 
FROM (SELECT t15.id AS id, t15.organisation_id AS organisation_id, t15.candidate_id AS candidate_id, t15.result_id AS result_id, t15.shared_at AS shared_at, t15.expires_at AS expires_at, t15.revoked_at AS revoked_at, t15.ended_at AS ended_at, t15.opened_at AS opened_at, t15.hide_photo AS hide_photo, t15.sequence AS sequence, t15.candidate_name AS candidate_name, t15.sort_name AS sort_name, t15.sort_score AS sort_score, t15.sort_session AS sort_session, t15.search_text AS search_text, t15.invitation_id AS invitation_id 
FROM share AS t15 
WHERE t15.organisation_id = r1.id AND t15.id = ANY (CAST((SELECT matching_shares($9::TEXT[]) AS matching_shares_5) AS UUID[])) AND t15.ended_at IS NULL AND (t15.expires_at IS NULL OR t15.expires_at > now()) ORDER BY t15.shared_at DESC, t15.id DESC 
 LIMIT $10::INTEGER) AS p16 
HAVING true), ',"latin":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p19.candidate_name), '}'), ','), ']}') AS concat_7 
FROM (SELECT t18.id AS id, t18.organisation_id AS organisation_id, t18.candidate_id AS candidate_id, t18.result_id AS result_id, t18.shared_at AS shared_at, t18.expires_at AS expires_at, t18.revoked_at AS revoked_at, t18.ended_at AS ended_at, t18.opened_at AS opened_at, t18.hide_photo AS hide_photo, t18.sequence AS sequence, t18.candidate_name AS candidate_name, t18.sort_name AS sort_name, t18.sort_score AS sort_score, t18.sort_session AS sort_session, t18.search_text AS search_text, t18.invitation_id AS invitation_id 
FROM share AS t18 
WHERE t18.organisation_id = r1.id AND t18.id = ANY (CAST((SELECT matching_shares($11::TEXT[]) AS matching_shares_6) AS UUID[])) AND t18.ended_at IS NULL AND (t18.expires_at IS NULL OR t18.expires_at > now()) ORDER BY t18.shared_at DESC, t18.id DESC 
 LIMIT $12::INTEGER) AS p19 
HAVING true), ',"accents":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p22.candidate_name), ',"result":', coalesce((SELECT concat('{"id":"res_', t23.id, '"}') AS concat_9 
FROM result AS t23 
WHERE t23.id = p22.result_id AND p22.ended_at IS NULL AND (p22.expires_at IS NULL OR p22.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_8 
FROM (SELECT t21.id AS id, t21.organisation_id AS organisation_id, t21.candidate_id AS candidate_id, t21.result_id AS result_id, t21.shared_at AS shared_at, t21.expires_at AS expires_at, t21.revoked_at AS revoked_at, t21.ended_at AS ended_at, t21.opened_at AS opened_at, t21.hide_photo AS hide_photo, t21.sequence AS sequence, t21.candidate_name AS candidate_name, t21.sort_name AS sort_name, t21.sort_score AS sort_score, t21.sort_session AS sort_session, t21.search_text AS search_text, t21.invitation_id AS invitation_id 
FROM share AS t21 
WHERE t21.organisation_id = r1.id AND t21.id = ANY (CAST((SELECT matching_shares($13::TEXT[]) AS matching_shares_7) AS UUID[])) AND t21.ended_at IS NULL AND (t21.expires_at IS NULL OR t21.expires_at > now()) ORDER BY t21.shared_at DESC, t21.id DESC 
 LIMIT $14::INTEGER) AS p22 
HAVING true), ',"wide":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p26.candidate_name), '}'), ','), ']}') AS concat_10 
FROM (SELECT t25.id AS id, t25.organisation_id AS organisation_id, t25.candidate_id AS candidate_id, t25.result_id AS result_id, t25.shared_at AS shared_at, t25.expires_at AS expires_at, t25.revoked_at AS revoked_at, t25.ended_at AS ended_at, t25.opened_at AS opened_at, t25.hide_photo AS hide_photo, t25.sequence AS sequence, t25.candidate_name AS candidate_name, t25.sort_name AS sort_name, t25.sort_score AS sort_score, t25.sort_session AS sort_session, t25.search_text AS search_text, t25.invitation_id AS invitation_id 
FROM share AS t25 
WHERE t25.organisation_id = r1.id AND t25.id = ANY (CAST((SELECT matching_shares($15::TEXT[]) AS matching_shares_8) AS UUID[])) AND t25.ended_at IS NULL AND (t25.expires_at IS NULL OR t25.expires_at > now()) ORDER BY t25.shared_at DESC, t25.id DESC 
 LIMIT $16::INTEGER) AS p26 
HAVING true), ',"part":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t28 
WHERE t28.organisation_id = r1.id AND t28.id = ANY (CAST((SELECT matching_shares($17::TEXT[]) AS matching_shares_9) AS UUID[])) AND t28.ended_at IS NULL AND (t28.expires_at IS NULL OR t28.expires_at > now())), '}'), ',"behind":', concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t30 
WHERE t30.organisation_id = r1.id AND t30.id = ANY (CAST((SELECT matching_shares($18::TEXT[]) AS matching_shares_10) AS UUID[])) AND t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now())), '}'), ',"number":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p33.candidate_name), '}'), ','), ']}') AS concat_11 
FROM (SELECT t32.id AS id, t32.organisation_id AS organisation_id, t32.candidate_id AS candidate_id, t32.result_id AS result_id, t32.shared_at AS shared_at, t32.expires_at AS expires_at, t32.revoked_at AS revoked_at, t32.ended_at AS ended_at, t32.opened_at AS opened_at, t32.hide_photo AS hide_photo, t32.sequence AS sequence, t32.candidate_name AS candidate_name, t32.sort_name AS sort_name, t32.sort_score AS sort_score, t32.sort_session AS sort_session, t32.search_text AS search_text, t32.invitation_id AS invitation_id 
FROM share AS t32 
WHERE t32.organisation_id = r1.id AND t32.id = ANY (CAST((SELECT matching_shares($19::TEXT[]) AS matching_shares_11) AS UUID[])) AND t32.ended_at IS NULL AND (t32.expires_at IS NULL OR t32.expires_at > now()) ORDER BY t32.shared_at DESC, t32.id DESC 
 LIMIT $20::INTEGER) AS p33 
HAVING true), ',"end":', concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t35 
WHERE t35.organisation_id = r1.id AND t35.id = ANY (CAST((SELECT matching_shares($21::TEXT[]) AS matching_shares_12) AS UUID[])) AND t35.ended_at IS NULL AND (t35.expires_at IS NULL OR t35.expires_at > now())), '}'), ',"quoted":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM share AS t37 
WHERE t37.organisation_id = r1.id AND t37.id = ANY (CAST((SELECT matching_shares($22::TEXT[]) AS matching_shares_13) AS UUID[])) AND t37.ended_at IS NULL AND (t37.expires_at IS NULL OR t37.expires_at > now())), '}'), ',"letter":', concat('{"totalCount":', (SELECT count(*) AS count_5 
FROM share AS t39 
WHERE t39.organisation_id = r1.id AND t39.id = ANY (CAST((SELECT matching_shares($23::TEXT[]) AS matching_shares_14) AS UUID[])) AND t39.ended_at IS NULL AND (t39.expires_at IS NULL OR t39.expires_at > now())), '}'), ',"one":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM share AS t41 
WHERE t41.organisation_id = r1.id AND t41.id = ANY (CAST((SELECT matching_shares($24::TEXT[]) AS matching_shares_15) AS UUID[])) AND t41.ended_at IS NULL AND (t41.expires_at IS NULL OR t41.expires_at > now())), '}'), ',"blank":', concat('{"totalCount":', (SELECT count(*) AS count_7 
FROM share AS t43 
WHERE t43.organisation_id = r1.id AND t43.ended_at IS NULL AND (t43.expires_at IS NULL OR t43.expires_at > now())), '}'), ',"unseen":', concat('{"totalCount":', (SELECT count(*) AS count_8 
FROM share AS t45 
WHERE t45.organisation_id = r1.id AND t45.id = ANY (CAST((SELECT matching_shares($25::TEXT[]) AS matching_shares_16) AS UUID[])) AND t45.ended_at IS NULL AND (t45.expires_at IS NULL OR t45.expires_at > now())), '}'), ',"percent":', concat('{"totalCount":', (SELECT count(*) AS count_9 
FROM share AS t47 
WHERE t47.organisation_id = r1.id AND t47.id = ANY (CAST((SELECT matching_shares($26::TEXT[]) AS matching_shares_17) AS UUID[])) AND t47.ended_at IS NULL AND (t47.expires_at IS NULL OR t47.expires_at > now())), '}'), ',"joined":', concat('{"totalCount":', (SELECT count(*) AS count_10 
FROM share AS t49 
WHERE t49.organisation_id = r1.id AND t49.id = ANY (CAST((SELECT matching_shares($27::TEXT[]) AS matching_shares_18) AS UUID[])) AND t49.ended_at IS NULL AND (t49.expires_at IS NULL OR t49.expires_at > now())), '}'), ',"ended":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p52.candidate_name), '}'), ','), ']}') AS concat_12 
FROM (SELECT t51.id AS id, t51.organisation_id AS organisation_id, t51.candidate_id AS candidate_id, t51.result_id AS result_id, t51.shared_at AS shared_at, t51.expires_at AS expires_at, t51.revoked_at AS revoked_at, t51.ended_at AS ended_at, t51.opened_at AS opened_at, t51.hide_photo AS hide_photo, t51.sequence AS sequence, t51.candidate_name AS candidate_name, t51.sort_name AS sort_name, t51.sort_score AS sort_score, t51.sort_session AS sort_session, t51.search_text AS search_text, t51.invitation_id AS invitation_id 
FROM share AS t51 
WHERE t51.organisation_id = r1.id AND t51.id = ANY (CAST((SELECT matching_shares($28::TEXT[]) AS matching_shares_19) AS UUID[])) AND ('ACTIVE' = ANY ($29::TEXT[]) AND t51.ended_at IS NULL AND (t51.expires_at IS NULL OR t51.expires_at > now()) OR 'EXPIRED' = ANY ($29::TEXT[]) AND t51.revoked_at IS NULL AND coalesce(t51.ended_at IS NOT NULL OR t51.expires_at <= now(), false) OR 'REVOKED' = ANY ($29::TEXT[]) AND t51.revoked_at IS NOT NULL) ORDER BY t51.shared_at DESC, t51.id DESC 
 LIMIT $30::INTEGER) AS p52 
HAVING true), ',"nothing":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_11 
FROM share AS t56 
WHERE t56.organisation_id = r1.id AND t56.id = ANY (CAST((SELECT matching_shares($31::TEXT[]) AS matching_shares_20) AS UUID[])) AND t56.ended_at IS NULL AND (t56.expires_at IS NULL OR t56.expires_at > now())), ',"nodes":[', string_agg(concat('{"id":"shr_', p55.id, '"}'), ','), '],"pageInfo":{"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($32::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(p55.shared_at))[least($33::INTEGER, count(*))], (array_agg(p55.id))[least($33::INTEGER, count(*))]) AS TEXT), $34::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, '}}') AS concat_13 
FROM (SELECT t54.id AS id, t54.organisation_id AS organisation_id, t54.candidate_id AS candidate_id, t54.result_id AS result_id, t54.shared_at AS shared_at, t54.expires_at AS expires_at, t54.revoked_at AS revoked_at, t54.ended_at AS ended_at, t54.opened_at AS opened_at, t54.hide_photo AS hide_photo, t54.sequence AS sequence, t54.candidate_name AS candidate_name, t54.sort_name AS sort_name, t54.sort_score AS sort_score, t54.sort_session AS sort_session, t54.search_text AS search_text, t54.invitation_id AS invitation_id 
FROM share AS t54 
WHERE t54.organisation_id = r1.id AND t54.id = ANY (CAST((SELECT matching_shares($31::TEXT[]) AS matching_shares_21) AS UUID[])) AND t54.ended_at IS NULL AND (t54.expires_at IS NULL OR t54.expires_at > now()) ORDER BY t54.shared_at DESC, t54.id DESC 
 LIMIT $35::INTEGER) AS p55 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $36::UUID) AS r1
