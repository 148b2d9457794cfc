SELECT concat('{"newest":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '"}'), ','), '],"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t5 
WHERE t5.organisation_id = r1.id AND t5.ended_at IS NULL AND (t5.expires_at IS NULL OR t5.expires_at > now())), '}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), ',"oldest":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p8.id, '"}'), ','), '],"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t9 
WHERE t9.organisation_id = r1.id AND t9.ended_at IS NULL AND (t9.expires_at IS NULL OR t9.expires_at > now())), '}') AS concat_3 
FROM (SELECT t7.id AS id, t7.organisation_id AS organisation_id, t7.candidate_id AS candidate_id, t7.result_id AS result_id, t7.shared_at AS shared_at, t7.expires_at AS expires_at, t7.revoked_at AS revoked_at, t7.ended_at AS ended_at, t7.opened_at AS opened_at, t7.hide_photo AS hide_photo, t7.sequence AS sequence, t7.candidate_name AS candidate_name, t7.sort_name AS sort_name, t7.sort_score AS sort_score, t7.sort_session AS sort_session, t7.search_text AS search_text, t7.invitation_id AS invitation_id 
FROM share AS t7 
WHERE t7.organisation_id = r1.id AND t7.ended_at IS NULL AND (t7.expires_at IS NULL OR t7.expires_at > now()) ORDER BY t7.shared_at ASC, t7.id ASC 
 LIMIT $2::INTEGER) AS p8 
HAVING true), ',"unread":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p14.id, '","isNew":', CAST(p14.ended_at IS NULL AND (p14.expires_at IS NULL OR p14.expires_at > now()) AND coalesce(p14.sequence, 9223372036854775807) > (SELECT t15.seen_until 
FROM app_user AS t15 
WHERE t15.id = $3::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t16 
WHERE t16.share_id = p14.id AND t16.user_id = $3::UUID)) AS TEXT), '}'), ','), '],"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t17 
WHERE t17.organisation_id = r1.id AND t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now()) AND coalesce(t17.sequence, 9223372036854775807) > (SELECT t18.seen_until 
FROM app_user AS t18 
WHERE t18.id = $3::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t19 
WHERE t19.share_id = t17.id AND t19.user_id = $3::UUID)) AND t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now())), '}') AS concat_4 
FROM (SELECT t11.id AS id, t11.organisation_id AS organisation_id, t11.candidate_id AS candidate_id, t11.result_id AS result_id, t11.shared_at AS shared_at, t11.expires_at AS expires_at, t11.revoked_at AS revoked_at, t11.ended_at AS ended_at, t11.opened_at AS opened_at, t11.hide_photo AS hide_photo, t11.sequence AS sequence, t11.candidate_name AS candidate_name, t11.sort_name AS sort_name, t11.sort_score AS sort_score, t11.sort_session AS sort_session, t11.search_text AS search_text, t11.invitation_id AS invitation_id 
FROM share AS t11 
WHERE t11.organisation_id = r1.id AND t11.ended_at IS NULL AND (t11.expires_at IS NULL OR t11.expires_at > now()) AND coalesce(t11.sequence, 9223372036854775807) > (SELECT t12.seen_until 
FROM app_user AS t12 
WHERE t12.id = $3::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t13 
WHERE t13.share_id = t11.id AND t13.user_id = $3::UUID)) AND t11.ended_at IS NULL AND (t11.expires_at IS NULL OR t11.expires_at > now()) ORDER BY t11.shared_at DESC, t11.id DESC 
 LIMIT $4::INTEGER) AS p14 
HAVING true), ',"first":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p23.id, '","result":', coalesce((SELECT concat('{"id":"res_', t24.id, '"}') AS concat_6 
FROM result AS t24 
WHERE t24.id = p23.result_id AND p23.ended_at IS NULL AND (p23.expires_at IS NULL OR p23.expires_at > now())), 'null'), ',"one":', coalesce((SELECT concat('{"exam":{"code":"', t25.exam_code, '"}}') AS concat_7 
FROM result AS t25 
WHERE t25.id = p23.result_id AND p23.ended_at IS NULL AND (p23.expires_at IS NULL OR p23.expires_at > now())), 'null'), ',"two":', coalesce((SELECT concat('{"exam":', coalesce((SELECT concat('{"name":', to_json(t27.name_en), '}') AS concat_9 
FROM exam AS t27 
WHERE t27.code = t26.exam_code), 'null'), '}') AS concat_8 
FROM result AS t26 
WHERE t26.id = p23.result_id AND p23.ended_at IS NULL AND (p23.expires_at IS NULL OR p23.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_5 
FROM (SELECT t21.id AS id, t21.organisation_id AS organisation_id, t21.candidate_id AS candidate_id, t21.result_id AS result_id, t21.shared_at AS shared_at, t21.expires_at AS expires_at, t21.revoked_at AS revoked_at, t21.ended_at AS ended_at, t21.opened_at AS opened_at, t21.hide_photo AS hide_photo, t21.sequence AS sequence, t21.candidate_name AS candidate_name, t21.sort_name AS sort_name, t21.sort_score AS sort_score, t21.sort_session AS sort_session, t21.search_text AS search_text, t21.invitation_id AS invitation_id 
FROM share AS t21 
WHERE t21.organisation_id = r1.id AND t21.ended_at IS NULL AND (t21.expires_at IS NULL OR t21.expires_at > now()) AND (SELECT t22.exam_code 
FROM result AS t22 
WHERE t22.id = t21.result_id) = ANY ($5::TEXT[]) ORDER BY t21.shared_at DESC, t21.id DESC 
 LIMIT $6::INTEGER) AS p23 
HAVING true), ',"found":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM share AS t32 
WHERE t32.organisation_id = r1.id AND t32.id = ANY (CAST((SELECT matching_shares($7::TEXT[]) AS matching_shares_1) AS UUID[])) AND ('ACTIVE' = ANY ($8::TEXT[]) AND t32.ended_at IS NULL AND (t32.expires_at IS NULL OR t32.expires_at > now()) OR 'EXPIRED' = ANY ($8::TEXT[]) AND t32.revoked_at IS NULL AND coalesce(t32.ended_at IS NOT NULL OR t32.expires_at <= now(), false) OR 'REVOKED' = ANY ($8::TEXT[]) AND t32.revoked_at IS NOT NULL)), ',"nodes":[', string_agg(concat('{"id":"shr_', p31.id, '","status":"', CASE WHEN (p31.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p31.revoked_at IS NULL AND coalesce(p31.ended_at IS NOT NULL OR p31.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '"}'), ','), '],"totalAgain":', (SELECT count(*) AS count_5 
FROM share AS t33 
WHERE t33.organisation_id = r1.id AND t33.id = ANY (CAST((SELECT matching_shares($7::TEXT[]) AS matching_shares_2) AS UUID[])) AND ('ACTIVE' = ANY ($8::TEXT[]) AND t33.ended_at IS NULL AND (t33.expires_at IS NULL OR t33.expires_at > now()) OR 'EXPIRED' = ANY ($8::TEXT[]) AND t33.revoked_at IS NULL AND coalesce(t33.ended_at IS NOT NULL OR t33.expires_at <= now(), false) OR 'REVOKED' = ANY ($8::TEXT[]) AND t33.revoked_at IS NOT NULL)), '}') AS concat_10 
FROM (SELECT t30.id AS id, t30.organisation_id AS organisation_id, t30.candidate_id AS candidate_id, t30.result_id AS result_id, t30.shared_at AS shared_at, t30.expires_at AS expires_at, t30.revoked_at AS revoked_at, t30.ended_at AS ended_at, t30.opened_at AS opened_at, t30.hide_photo AS hide_photo, t30.sequence AS sequence, t30.candidate_name AS candidate_name, t30.sort_name AS sort_name, t30.sort_score AS sort_score, t30.sort_session AS sort_session, t30.search_text AS search_text, t30.invitation_id AS invitation_id 
FROM share AS t30 
WHERE t30.organisation_id = r1.id AND t30.id = ANY (CAST((SELECT matching_shares($7::TEXT[]) AS matching_shares_3) AS UUID[])) AND ('ACTIVE' = ANY ($8::TEXT[]) AND t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now()) OR 'EXPIRED' = ANY ($8::TEXT[]) AND t30.revoked_at IS NULL AND coalesce(t30.ended_at IS NOT NULL OR t30.expires_at <= now(), false) OR 'REVOKED' = ANY ($8::TEXT[]) AND t30.revoked_at IS NOT NULL) ORDER BY t30.shared_at DESC, t30.id DESC 
 LIMIT $9::INTEGER) AS p31 
HAVING true), ',"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', n37.id, '"}'), ',' ORDER BY n37.n_ DESC), ']}') AS concat_11 
FROM (SELECT p36.id AS id, p36.organisation_id AS organisation_id, p36.candidate_id AS candidate_id, p36.result_id AS result_id, p36.shared_at AS shared_at, p36.expires_at AS expires_at, p36.revoked_at AS revoked_at, p36.ended_at AS ended_at, p36.opened_at AS opened_at, p36.hide_photo AS hide_photo, p36.sequence AS sequence, p36.candidate_name AS candidate_name, p36.sort_name AS sort_name, p36.sort_score AS sort_score, p36.sort_session AS sort_session, p36.search_text AS search_text, p36.invitation_id AS invitation_id, row_number() OVER () AS n_ 
FROM (SELECT t35.id AS id, t35.organisation_id AS organisation_id, t35.candidate_id AS candidate_id, t35.result_id AS result_id, t35.shared_at AS shared_at, t35.expires_at AS expires_at, t35.revoked_at AS revoked_at, t35.ended_at AS ended_at, t35.opened_at AS opened_at, t35.hide_photo AS hide_photo, t35.sequence AS sequence, t35.candidate_name AS candidate_name, t35.sort_name AS sort_name, t35.sort_score AS sort_score, t35.sort_session AS sort_session, t35.search_text AS search_text, t35.invitation_id AS invitation_id 
FROM share AS t35 
WHERE t35.organisation_id = r1.id AND t35.ended_at IS NULL AND (t35.expires_at IS NULL OR t35.expires_at > now()) ORDER BY t35.shared_at ASC, t35.id ASC 
 LIMIT $10::INTEGER) AS p36) AS n37 
HAVING true), ',"ended":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM share AS t39 
WHERE t39.organisation_id = r1.id AND ('ACTIVE' = ANY ($11::TEXT[]) AND t39.ended_at IS NULL AND (t39.expires_at IS NULL OR t39.expires_at > now()) OR 'EXPIRED' = ANY ($11::TEXT[]) AND t39.revoked_at IS NULL AND coalesce(t39.ended_at IS NOT NULL OR t39.expires_at <= now(), false) OR 'REVOKED' = ANY ($11::TEXT[]) AND t39.revoked_at IS NOT NULL)), '}'), ',"counts":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r46.key), ',"n":', r46.count, '}'), ','), ']') AS concat_12 
FROM (SELECT anon_1.key AS key, coalesce((SELECT t42.name_en 
FROM exam AS t42 
WHERE t42.code = anon_1.key), anon_1.key) AS label, count(*) AS count, count(*) FILTER (WHERE anon_1.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t43.exam_code 
FROM result AS t43 
WHERE t43.id = t41.result_id) AS TEXT), '') AS key, t41.ended_at IS NULL AND (t41.expires_at IS NULL OR t41.expires_at > now()) AND coalesce(t41.sequence, 9223372036854775807) > (SELECT t44.seen_until 
FROM app_user AS t44 
WHERE t44.id = $3::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t45 
WHERE t45.share_id = t41.id AND t45.user_id = $3::UUID)) AS is_new 
FROM share AS t41 
WHERE t41.organisation_id = r1.id AND t41.ended_at IS NULL AND (t41.expires_at IS NULL OR t41.expires_at > now())) AS anon_1 GROUP BY anon_1.key ORDER BY count(*) DESC, anon_1.key) AS r46), ',"newCounts":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r55.key), ',"n":', r55.new_count, '}'), ','), ']') AS concat_13 
FROM (SELECT anon_2.key AS key, coalesce((SELECT t49.name_en 
FROM exam AS t49 
WHERE t49.code = anon_2.key), anon_2.key) AS label, count(*) AS count, count(*) FILTER (WHERE anon_2.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t50.exam_code 
FROM result AS t50 
WHERE t50.id = t48.result_id) AS TEXT), '') AS key, t48.ended_at IS NULL AND (t48.expires_at IS NULL OR t48.expires_at > now()) AND coalesce(t48.sequence, 9223372036854775807) > (SELECT t53.seen_until 
FROM app_user AS t53 
WHERE t53.id = $3::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t54 
WHERE t54.share_id = t48.id AND t54.user_id = $3::UUID)) AS is_new 
FROM share AS t48 
WHERE t48.organisation_id = r1.id AND t48.ended_at IS NULL AND (t48.expires_at IS NULL OR t48.expires_at > now()) AND coalesce(t48.sequence, 9223372036854775807) > (SELECT t51.seen_until 
FROM app_user AS t51 
WHERE t51.id = $3::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t52 
WHERE t52.share_id = t48.id AND t52.user_id = $3::UUID)) AND t48.ended_at IS NULL AND (t48.expires_at IS NULL OR t48.expires_at > now())) AS anon_2 GROUP BY anon_2.key ORDER BY count(*) DESC, anon_2.key) AS r55), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $12::UUID) AS r1
