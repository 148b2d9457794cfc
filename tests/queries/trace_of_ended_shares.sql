SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","isNew":', CAST(p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now()) AND coalesce(p4.sequence, 9223372036854775807) > (SELECT t5.seen_until 
FROM app_user AS t5 
WHERE t5.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t6 
WHERE t6.share_id = p4.id AND t6.user_id = $1::UUID)) AS TEXT), ',"isChanged":', CAST(p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now()) AND (EXISTS (SELECT 1 
FROM sighting AS t7 JOIN result AS t8 ON t8.id = p4.result_id 
WHERE t7.share_id = p4.id AND t7.user_id = $1::UUID AND t7.opened_version < t8.version)) AS TEXT), ',"status":"', CASE WHEN (p4.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p4.revoked_at IS NULL AND coalesce(p4.ended_at IS NOT NULL OR p4.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","sharedAt":', to_json(p4.shared_at), ',"openedAt":', coalesce(CAST(to_json(p4.opened_at) AS TEXT), 'null'), ',"expiresAt":', coalesce(CAST(to_json(p4.expires_at) AS TEXT), 'null'), ',"endedAt":', coalesce(CAST(to_json(CASE WHEN (p4.revoked_at IS NOT NULL) THEN p4.revoked_at WHEN (p4.revoked_at IS NULL AND coalesce(p4.ended_at IS NOT NULL OR p4.expires_at <= now(), false)) THEN p4.expires_at END) AS TEXT), 'null'), ',"candidateName":', to_json(p4.candidate_name), ',"url":', to_json('/shares/shr_' || CAST(p4.id AS TEXT)), ',"openings":', (SELECT concat('[', string_agg(concat('{"openedAt":', to_json(r10.opened_at), ',"user":{"name":', to_json(CASE WHEN ('USER' = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t11.family_name, t11.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t11.family_name || ' ' || t11.given_name ELSE t11.given_name || ' ' || t11.family_name END) AS btrim_1 
FROM app_user AS t11 
WHERE t11.id = r10.user_id), 'user') ELSE lower('USER') END), '}}'), ','), ']') AS concat_3 
FROM (SELECT t9.share_id AS share_id, t9.user_id AS user_id, t9.organisation_id AS organisation_id, t9.seen_at AS seen_at, t9.opened_at AS opened_at, t9.opened_version AS opened_version 
FROM sighting AS t9 
WHERE t9.share_id = p4.id AND t9.opened_at IS NOT NULL ORDER BY t9.opened_at, t9.user_id) AS r10), ',"candidate":', coalesce((SELECT concat('{"id":"cnd_', t12.candidate_id, '","displayName":', to_json(t12.display_name), ',"shares":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t14 
WHERE t14.candidate_id = t12.candidate_id AND t14.organisation_id = $2::UUID AND t14.ended_at IS NULL AND (t14.expires_at IS NULL OR t14.expires_at > now())), '}'), '}') AS concat_4 
FROM result AS t12 
WHERE t12.id = p4.result_id AND p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now())), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t15.id, '"}') AS concat_5 
FROM result AS t15 
WHERE t15.id = p4.result_id AND p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND ('ACTIVE' = ANY ($3::TEXT[]) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) OR 'EXPIRED' = ANY ($3::TEXT[]) AND t3.revoked_at IS NULL AND coalesce(t3.ended_at IS NOT NULL OR t3.expires_at <= now(), false) OR 'REVOKED' = ANY ($3::TEXT[]) AND t3.revoked_at IS NOT NULL) ORDER BY t3.sort_name ASC, t3.id ASC 
 LIMIT $4::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"score":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND ('ACTIVE' = ANY ($1::TEXT[]) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) OR 'EXPIRED' = ANY ($1::TEXT[]) AND t3.revoked_at IS NULL AND coalesce(t3.ended_at IS NOT NULL OR t3.expires_at <= now(), false) OR 'REVOKED' = ANY ($1::TEXT[]) AND t3.revoked_at IS NOT NULL) AND t3.sort_score IS NOT NULL AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND t3.sort_score >= $2::INTEGER AND t3.sort_score <= $3::INTEGER), '}'), ',"scored":', concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t5 
WHERE t5.organisation_id = r1.id AND ('ACTIVE' = ANY ($4::TEXT[]) AND t5.ended_at IS NULL AND (t5.expires_at IS NULL OR t5.expires_at > now()) OR 'EXPIRED' = ANY ($4::TEXT[]) AND t5.revoked_at IS NULL AND coalesce(t5.ended_at IS NOT NULL OR t5.expires_at <= now(), false) OR 'REVOKED' = ANY ($4::TEXT[]) AND t5.revoked_at IS NOT NULL) AND t5.sort_score IS NOT NULL AND t5.ended_at IS NULL AND (t5.expires_at IS NULL OR t5.expires_at > now())), '}'), ',"skill":', concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t7 
WHERE t7.organisation_id = r1.id AND ('ACTIVE' = ANY ($5::TEXT[]) AND t7.ended_at IS NULL AND (t7.expires_at IS NULL OR t7.expires_at > now()) OR 'EXPIRED' = ANY ($5::TEXT[]) AND t7.revoked_at IS NULL AND coalesce(t7.ended_at IS NOT NULL OR t7.expires_at <= now(), false) OR 'REVOKED' = ANY ($5::TEXT[]) AND t7.revoked_at IS NOT NULL) AND ((SELECT t8.scores[array_position(t9.skills, 'READING')] AS anon_1 
FROM result AS t8 JOIN exam AS t9 ON t9.code = t8.exam_code 
WHERE t8.id = t7.result_id) >= $6::INTEGER)), '}'), ',"session":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM share AS t11 
WHERE t11.organisation_id = r1.id AND ('ACTIVE' = ANY ($7::TEXT[]) AND t11.ended_at IS NULL AND (t11.expires_at IS NULL OR t11.expires_at > now()) OR 'EXPIRED' = ANY ($7::TEXT[]) AND t11.revoked_at IS NULL AND coalesce(t11.ended_at IS NOT NULL OR t11.expires_at <= now(), false) OR 'REVOKED' = ANY ($7::TEXT[]) AND t11.revoked_at IS NOT NULL) AND t11.ended_at IS NULL AND (t11.expires_at IS NULL OR t11.expires_at > now()) AND t11.sort_session >= $8::DATE), '}'), ',"number":', concat('{"totalCount":', (SELECT count(*) AS count_5 
FROM share AS t13 
WHERE t13.organisation_id = r1.id AND t13.id = ANY (CAST((SELECT matching_shares($9::TEXT[]) AS matching_shares_1) AS UUID[])) AND ('ACTIVE' = ANY ($10::TEXT[]) AND t13.ended_at IS NULL AND (t13.expires_at IS NULL OR t13.expires_at > now()) OR 'EXPIRED' = ANY ($10::TEXT[]) AND t13.revoked_at IS NULL AND coalesce(t13.ended_at IS NOT NULL OR t13.expires_at <= now(), false) OR 'REVOKED' = ANY ($10::TEXT[]) AND t13.revoked_at IS NOT NULL)), '}'), ',"name":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p16.candidate_name), '}'), ','), ']}') AS concat_2 
FROM (SELECT t15.id AS id, t15.organisation_id AS organisation_id, t15.candidate_id AS candidate_id, t15.result_id AS result_id, t15.shared_at AS shared_at, t15.expires_at AS expires_at, t15.revoked_at AS revoked_at, t15.ended_at AS ended_at, t15.opened_at AS opened_at, t15.hide_photo AS hide_photo, t15.sequence AS sequence, t15.candidate_name AS candidate_name, t15.sort_name AS sort_name, t15.sort_score AS sort_score, t15.sort_session AS sort_session, t15.search_text AS search_text, t15.invitation_id AS invitation_id 
FROM share AS t15 
WHERE t15.organisation_id = r1.id AND t15.id = ANY (CAST((SELECT matching_shares($11::TEXT[]) AS matching_shares_2) AS UUID[])) AND ('ACTIVE' = ANY ($12::TEXT[]) AND t15.ended_at IS NULL AND (t15.expires_at IS NULL OR t15.expires_at > now()) OR 'EXPIRED' = ANY ($12::TEXT[]) AND t15.revoked_at IS NULL AND coalesce(t15.ended_at IS NOT NULL OR t15.expires_at <= now(), false) OR 'REVOKED' = ANY ($12::TEXT[]) AND t15.revoked_at IS NOT NULL) ORDER BY t15.shared_at DESC, t15.id DESC 
 LIMIT $13::INTEGER) AS p16 
HAVING true), ',"nameAndNumber":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM share AS t18 
WHERE t18.organisation_id = r1.id AND t18.id = ANY (CAST((SELECT matching_shares($14::TEXT[]) AS matching_shares_3) AS UUID[])) AND ('ACTIVE' = ANY ($15::TEXT[]) AND t18.ended_at IS NULL AND (t18.expires_at IS NULL OR t18.expires_at > now()) OR 'EXPIRED' = ANY ($15::TEXT[]) AND t18.revoked_at IS NULL AND coalesce(t18.ended_at IS NOT NULL OR t18.expires_at <= now(), false) OR 'REVOKED' = ANY ($15::TEXT[]) AND t18.revoked_at IS NOT NULL)), '}'), ',"exam":', concat('{"totalCount":', (SELECT count(*) AS count_7 
FROM share AS t20 
WHERE t20.organisation_id = r1.id AND ('ACTIVE' = ANY ($16::TEXT[]) AND t20.ended_at IS NULL AND (t20.expires_at IS NULL OR t20.expires_at > now()) OR 'EXPIRED' = ANY ($16::TEXT[]) AND t20.revoked_at IS NULL AND coalesce(t20.ended_at IS NOT NULL OR t20.expires_at <= now(), false) OR 'REVOKED' = ANY ($16::TEXT[]) AND t20.revoked_at IS NOT NULL) AND (SELECT t21.exam_code 
FROM result AS t21 
WHERE t21.id = t20.result_id) = ANY ($17::TEXT[])), '}'), ',"bySession":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r27.key), ',"count":', r27.count, '}'), ','), ']') AS concat_3 
FROM (SELECT anon_2.key AS key, anon_2.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_2.is_new) AS new_count 
FROM (SELECT coalesce(CAST(CASE WHEN (t23.ended_at IS NULL AND (t23.expires_at IS NULL OR t23.expires_at > now())) THEN t23.sort_session END AS TEXT), '') AS key, t23.ended_at IS NULL AND (t23.expires_at IS NULL OR t23.expires_at > now()) AND coalesce(t23.sequence, 9223372036854775807) > (SELECT t25.seen_until 
FROM app_user AS t25 
WHERE t25.id = $18::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t26 
WHERE t26.share_id = t23.id AND t26.user_id = $18::UUID)) AS is_new 
FROM share AS t23 
WHERE t23.organisation_id = r1.id AND ('ACTIVE' = ANY ($19::TEXT[]) AND t23.ended_at IS NULL AND (t23.expires_at IS NULL OR t23.expires_at > now()) OR 'EXPIRED' = ANY ($19::TEXT[]) AND t23.revoked_at IS NULL AND coalesce(t23.ended_at IS NOT NULL OR t23.expires_at <= now(), false) OR 'REVOKED' = ANY ($19::TEXT[]) AND t23.revoked_at IS NOT NULL)) AS anon_2 GROUP BY anon_2.key ORDER BY count(*) DESC, anon_2.key) AS r27), ',"byGrade":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r34.key), ',"count":', r34.count, '}'), ','), ']') AS concat_4 
FROM (SELECT anon_3.key AS key, CASE WHEN (anon_3.key = 'A') THEN 'Grade A' WHEN (anon_3.key = 'B') THEN 'Grade B' WHEN (anon_3.key = 'C') THEN 'Grade C' WHEN (anon_3.key = 'PASS_WITH_DISTINCTION') THEN 'Pass with Distinction' WHEN (anon_3.key = 'PASS_WITH_MERIT') THEN 'Pass with Merit' WHEN (anon_3.key = 'PASS') THEN 'Pass' WHEN (anon_3.key = 'FAIL') THEN 'Fail' WHEN (anon_3.key = 'LEVEL_A1') THEN 'Level A1' WHEN (anon_3.key = 'LEVEL_A2') THEN 'Level A2' WHEN (anon_3.key = 'LEVEL_B1') THEN 'Level B1' WHEN (anon_3.key = 'LEVEL_B2') THEN 'Level B2' WHEN (anon_3.key = 'LEVEL_C1') THEN 'Level C1' ELSE anon_3.key END AS label, count(*) AS count, count(*) FILTER (WHERE anon_3.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t31.grade 
FROM result AS t31 
WHERE t31.id = t29.result_id) AS TEXT), '') AS key, t29.ended_at IS NULL AND (t29.expires_at IS NULL OR t29.expires_at > now()) AND coalesce(t29.sequence, 9223372036854775807) > (SELECT t32.seen_until 
FROM app_user AS t32 
WHERE t32.id = $18::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t33 
WHERE t33.share_id = t29.id AND t33.user_id = $18::UUID)) AS is_new 
FROM share AS t29 
WHERE t29.organisation_id = r1.id AND ('ACTIVE' = ANY ($20::TEXT[]) AND t29.ended_at IS NULL AND (t29.expires_at IS NULL OR t29.expires_at > now()) OR 'EXPIRED' = ANY ($20::TEXT[]) AND t29.revoked_at IS NULL AND coalesce(t29.ended_at IS NOT NULL OR t29.expires_at <= now(), false) OR 'REVOKED' = ANY ($20::TEXT[]) AND t29.revoked_at IS NOT NULL)) AS anon_3 GROUP BY anon_3.key ORDER BY count(*) DESC, anon_3.key) AS r34), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $21::UUID) AS r1
;

SELECT concat('{"candidateName":', to_json(r1.candidate_name), ',"result":', coalesce((SELECT concat('{"id":"res_', t2.id, '"}') AS concat_2 
FROM result AS t2 
WHERE t2.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), ',"candidate":', coalesce((SELECT concat('{"id":"cnd_', t3.candidate_id, '"}') AS concat_3 
FROM result AS t3 
WHERE t3.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $1::UUID AND share.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"id":"res_', r1.id, '"}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"displayName":', to_json(r1.display_name), ',"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","status":"', CASE WHEN (p4.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p4.revoked_at IS NULL AND coalesce(p4.ended_at IS NOT NULL OR p4.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '"}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.candidate_id = r1.candidate_id AND t3.organisation_id = $1::UUID AND ('ACTIVE' = ANY ($2::TEXT[]) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) OR 'EXPIRED' = ANY ($2::TEXT[]) AND t3.revoked_at IS NULL AND coalesce(t3.ended_at IS NOT NULL OR t3.expires_at <= now(), false) OR 'REVOKED' = ANY ($2::TEXT[]) AND t3.revoked_at IS NOT NULL) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $3::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT DISTINCT ON (result.candidate_id) result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.candidate_id = ANY ($4::UUID[]) ORDER BY result.candidate_id, result.session_date DESC, result.id DESC) AS r1

-- as the second viewer

SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","isNew":', CAST(p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now()) AND coalesce(p4.sequence, 9223372036854775807) > (SELECT t5.seen_until 
FROM app_user AS t5 
WHERE t5.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t6 
WHERE t6.share_id = p4.id AND t6.user_id = $1::UUID)) AS TEXT), ',"isChanged":', CAST(p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now()) AND (EXISTS (SELECT 1 
FROM sighting AS t7 JOIN result AS t8 ON t8.id = p4.result_id 
WHERE t7.share_id = p4.id AND t7.user_id = $1::UUID AND t7.opened_version < t8.version)) AS TEXT), ',"status":"', CASE WHEN (p4.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p4.revoked_at IS NULL AND coalesce(p4.ended_at IS NOT NULL OR p4.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","sharedAt":', to_json(p4.shared_at), ',"openedAt":', coalesce(CAST(to_json(p4.opened_at) AS TEXT), 'null'), ',"expiresAt":', coalesce(CAST(to_json(p4.expires_at) AS TEXT), 'null'), ',"endedAt":', coalesce(CAST(to_json(CASE WHEN (p4.revoked_at IS NOT NULL) THEN p4.revoked_at WHEN (p4.revoked_at IS NULL AND coalesce(p4.ended_at IS NOT NULL OR p4.expires_at <= now(), false)) THEN p4.expires_at END) AS TEXT), 'null'), ',"candidateName":', to_json(p4.candidate_name), ',"url":', to_json('/shares/shr_' || CAST(p4.id AS TEXT)), ',"openings":', (SELECT concat('[', string_agg(concat('{"openedAt":', to_json(r10.opened_at), ',"user":{"name":', to_json(CASE WHEN ('USER' = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t11.family_name, t11.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t11.family_name || ' ' || t11.given_name ELSE t11.given_name || ' ' || t11.family_name END) AS btrim_1 
FROM app_user AS t11 
WHERE t11.id = r10.user_id), 'user') ELSE lower('USER') END), '}}'), ','), ']') AS concat_3 
FROM (SELECT t9.share_id AS share_id, t9.user_id AS user_id, t9.organisation_id AS organisation_id, t9.seen_at AS seen_at, t9.opened_at AS opened_at, t9.opened_version AS opened_version 
FROM sighting AS t9 
WHERE t9.share_id = p4.id AND t9.opened_at IS NOT NULL ORDER BY t9.opened_at, t9.user_id) AS r10), ',"candidate":', coalesce((SELECT concat('{"id":"cnd_', t12.candidate_id, '","displayName":', to_json(t12.display_name), ',"shares":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t14 
WHERE t14.candidate_id = t12.candidate_id AND t14.organisation_id = $2::UUID AND t14.ended_at IS NULL AND (t14.expires_at IS NULL OR t14.expires_at > now())), '}'), '}') AS concat_4 
FROM result AS t12 
WHERE t12.id = p4.result_id AND p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now())), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t15.id, '"}') AS concat_5 
FROM result AS t15 
WHERE t15.id = p4.result_id AND p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND ('ACTIVE' = ANY ($3::TEXT[]) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) OR 'EXPIRED' = ANY ($3::TEXT[]) AND t3.revoked_at IS NULL AND coalesce(t3.ended_at IS NOT NULL OR t3.expires_at <= now(), false) OR 'REVOKED' = ANY ($3::TEXT[]) AND t3.revoked_at IS NOT NULL) ORDER BY t3.sort_name ASC, t3.id ASC 
 LIMIT $4::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"score":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND ('ACTIVE' = ANY ($1::TEXT[]) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) OR 'EXPIRED' = ANY ($1::TEXT[]) AND t3.revoked_at IS NULL AND coalesce(t3.ended_at IS NOT NULL OR t3.expires_at <= now(), false) OR 'REVOKED' = ANY ($1::TEXT[]) AND t3.revoked_at IS NOT NULL) AND t3.sort_score IS NOT NULL AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND t3.sort_score >= $2::INTEGER AND t3.sort_score <= $3::INTEGER), '}'), ',"scored":', concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t5 
WHERE t5.organisation_id = r1.id AND ('ACTIVE' = ANY ($4::TEXT[]) AND t5.ended_at IS NULL AND (t5.expires_at IS NULL OR t5.expires_at > now()) OR 'EXPIRED' = ANY ($4::TEXT[]) AND t5.revoked_at IS NULL AND coalesce(t5.ended_at IS NOT NULL OR t5.expires_at <= now(), false) OR 'REVOKED' = ANY ($4::TEXT[]) AND t5.revoked_at IS NOT NULL) AND t5.sort_score IS NOT NULL AND t5.ended_at IS NULL AND (t5.expires_at IS NULL OR t5.expires_at > now())), '}'), ',"skill":', concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t7 
WHERE t7.organisation_id = r1.id AND ('ACTIVE' = ANY ($5::TEXT[]) AND t7.ended_at IS NULL AND (t7.expires_at IS NULL OR t7.expires_at > now()) OR 'EXPIRED' = ANY ($5::TEXT[]) AND t7.revoked_at IS NULL AND coalesce(t7.ended_at IS NOT NULL OR t7.expires_at <= now(), false) OR 'REVOKED' = ANY ($5::TEXT[]) AND t7.revoked_at IS NOT NULL) AND ((SELECT t8.scores[array_position(t9.skills, 'READING')] AS anon_1 
FROM result AS t8 JOIN exam AS t9 ON t9.code = t8.exam_code 
WHERE t8.id = t7.result_id) >= $6::INTEGER)), '}'), ',"session":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM share AS t11 
WHERE t11.organisation_id = r1.id AND ('ACTIVE' = ANY ($7::TEXT[]) AND t11.ended_at IS NULL AND (t11.expires_at IS NULL OR t11.expires_at > now()) OR 'EXPIRED' = ANY ($7::TEXT[]) AND t11.revoked_at IS NULL AND coalesce(t11.ended_at IS NOT NULL OR t11.expires_at <= now(), false) OR 'REVOKED' = ANY ($7::TEXT[]) AND t11.revoked_at IS NOT NULL) AND t11.ended_at IS NULL AND (t11.expires_at IS NULL OR t11.expires_at > now()) AND t11.sort_session >= $8::DATE), '}'), ',"number":', concat('{"totalCount":', (SELECT count(*) AS count_5 
FROM share AS t13 
WHERE t13.organisation_id = r1.id AND t13.id = ANY (CAST((SELECT matching_shares($9::TEXT[]) AS matching_shares_1) AS UUID[])) AND ('ACTIVE' = ANY ($10::TEXT[]) AND t13.ended_at IS NULL AND (t13.expires_at IS NULL OR t13.expires_at > now()) OR 'EXPIRED' = ANY ($10::TEXT[]) AND t13.revoked_at IS NULL AND coalesce(t13.ended_at IS NOT NULL OR t13.expires_at <= now(), false) OR 'REVOKED' = ANY ($10::TEXT[]) AND t13.revoked_at IS NOT NULL)), '}'), ',"name":', (SELECT concat('{"nodes":[', string_agg(concat('{"candidateName":', to_json(p16.candidate_name), '}'), ','), ']}') AS concat_2 
FROM (SELECT t15.id AS id, t15.organisation_id AS organisation_id, t15.candidate_id AS candidate_id, t15.result_id AS result_id, t15.shared_at AS shared_at, t15.expires_at AS expires_at, t15.revoked_at AS revoked_at, t15.ended_at AS ended_at, t15.opened_at AS opened_at, t15.hide_photo AS hide_photo, t15.sequence AS sequence, t15.candidate_name AS candidate_name, t15.sort_name AS sort_name, t15.sort_score AS sort_score, t15.sort_session AS sort_session, t15.search_text AS search_text, t15.invitation_id AS invitation_id 
FROM share AS t15 
WHERE t15.organisation_id = r1.id AND t15.id = ANY (CAST((SELECT matching_shares($11::TEXT[]) AS matching_shares_2) AS UUID[])) AND ('ACTIVE' = ANY ($12::TEXT[]) AND t15.ended_at IS NULL AND (t15.expires_at IS NULL OR t15.expires_at > now()) OR 'EXPIRED' = ANY ($12::TEXT[]) AND t15.revoked_at IS NULL AND coalesce(t15.ended_at IS NOT NULL OR t15.expires_at <= now(), false) OR 'REVOKED' = ANY ($12::TEXT[]) AND t15.revoked_at IS NOT NULL) ORDER BY t15.shared_at DESC, t15.id DESC 
 LIMIT $13::INTEGER) AS p16 
HAVING true), ',"nameAndNumber":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM share AS t18 
WHERE t18.organisation_id = r1.id AND t18.id = ANY (CAST((SELECT matching_shares($14::TEXT[]) AS matching_shares_3) AS UUID[])) AND ('ACTIVE' = ANY ($15::TEXT[]) AND t18.ended_at IS NULL AND (t18.expires_at IS NULL OR t18.expires_at > now()) OR 'EXPIRED' = ANY ($15::TEXT[]) AND t18.revoked_at IS NULL AND coalesce(t18.ended_at IS NOT NULL OR t18.expires_at <= now(), false) OR 'REVOKED' = ANY ($15::TEXT[]) AND t18.revoked_at IS NOT NULL)), '}'), ',"exam":', concat('{"totalCount":', (SELECT count(*) AS count_7 
FROM share AS t20 
WHERE t20.organisation_id = r1.id AND ('ACTIVE' = ANY ($16::TEXT[]) AND t20.ended_at IS NULL AND (t20.expires_at IS NULL OR t20.expires_at > now()) OR 'EXPIRED' = ANY ($16::TEXT[]) AND t20.revoked_at IS NULL AND coalesce(t20.ended_at IS NOT NULL OR t20.expires_at <= now(), false) OR 'REVOKED' = ANY ($16::TEXT[]) AND t20.revoked_at IS NOT NULL) AND (SELECT t21.exam_code 
FROM result AS t21 
WHERE t21.id = t20.result_id) = ANY ($17::TEXT[])), '}'), ',"bySession":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r27.key), ',"count":', r27.count, '}'), ','), ']') AS concat_3 
FROM (SELECT anon_2.key AS key, anon_2.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_2.is_new) AS new_count 
FROM (SELECT coalesce(CAST(CASE WHEN (t23.ended_at IS NULL AND (t23.expires_at IS NULL OR t23.expires_at > now())) THEN t23.sort_session END AS TEXT), '') AS key, t23.ended_at IS NULL AND (t23.expires_at IS NULL OR t23.expires_at > now()) AND coalesce(t23.sequence, 9223372036854775807) > (SELECT t25.seen_until 
FROM app_user AS t25 
WHERE t25.id = $18::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t26 
WHERE t26.share_id = t23.id AND t26.user_id = $18::UUID)) AS is_new 
FROM share AS t23 
WHERE t23.organisation_id = r1.id AND ('ACTIVE' = ANY ($19::TEXT[]) AND t23.ended_at IS NULL AND (t23.expires_at IS NULL OR t23.expires_at > now()) OR 'EXPIRED' = ANY ($19::TEXT[]) AND t23.revoked_at IS NULL AND coalesce(t23.ended_at IS NOT NULL OR t23.expires_at <= now(), false) OR 'REVOKED' = ANY ($19::TEXT[]) AND t23.revoked_at IS NOT NULL)) AS anon_2 GROUP BY anon_2.key ORDER BY count(*) DESC, anon_2.key) AS r27), ',"byGrade":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r34.key), ',"count":', r34.count, '}'), ','), ']') AS concat_4 
FROM (SELECT anon_3.key AS key, CASE WHEN (anon_3.key = 'A') THEN 'グレード A' WHEN (anon_3.key = 'B') THEN 'グレード B' WHEN (anon_3.key = 'C') THEN 'グレード C' WHEN (anon_3.key = 'PASS_WITH_DISTINCTION') THEN '合格（優秀）' WHEN (anon_3.key = 'PASS_WITH_MERIT') THEN '合格（優良）' WHEN (anon_3.key = 'PASS') THEN '合格' WHEN (anon_3.key = 'FAIL') THEN '不合格' WHEN (anon_3.key = 'LEVEL_A1') THEN 'レベル A1' WHEN (anon_3.key = 'LEVEL_A2') THEN 'レベル A2' WHEN (anon_3.key = 'LEVEL_B1') THEN 'レベル B1' WHEN (anon_3.key = 'LEVEL_B2') THEN 'レベル B2' WHEN (anon_3.key = 'LEVEL_C1') THEN 'レベル C1' ELSE anon_3.key END AS label, count(*) AS count, count(*) FILTER (WHERE anon_3.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t31.grade 
FROM result AS t31 
WHERE t31.id = t29.result_id) AS TEXT), '') AS key, t29.ended_at IS NULL AND (t29.expires_at IS NULL OR t29.expires_at > now()) AND coalesce(t29.sequence, 9223372036854775807) > (SELECT t32.seen_until 
FROM app_user AS t32 
WHERE t32.id = $18::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t33 
WHERE t33.share_id = t29.id AND t33.user_id = $18::UUID)) AS is_new 
FROM share AS t29 
WHERE t29.organisation_id = r1.id AND ('ACTIVE' = ANY ($20::TEXT[]) AND t29.ended_at IS NULL AND (t29.expires_at IS NULL OR t29.expires_at > now()) OR 'EXPIRED' = ANY ($20::TEXT[]) AND t29.revoked_at IS NULL AND coalesce(t29.ended_at IS NOT NULL OR t29.expires_at <= now(), false) OR 'REVOKED' = ANY ($20::TEXT[]) AND t29.revoked_at IS NOT NULL)) AS anon_3 GROUP BY anon_3.key ORDER BY count(*) DESC, anon_3.key) AS r34), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $21::UUID) AS r1
;

SELECT concat('{"candidateName":', to_json(r1.candidate_name), ',"result":', coalesce((SELECT concat('{"id":"res_', t2.id, '"}') AS concat_2 
FROM result AS t2 
WHERE t2.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), ',"candidate":', coalesce((SELECT concat('{"id":"cnd_', t3.candidate_id, '"}') AS concat_3 
FROM result AS t3 
WHERE t3.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $1::UUID AND share.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"id":"res_', r1.id, '"}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"displayName":', to_json(r1.display_name), ',"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","status":"', CASE WHEN (p4.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p4.revoked_at IS NULL AND coalesce(p4.ended_at IS NOT NULL OR p4.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '"}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.candidate_id = r1.candidate_id AND t3.organisation_id = $1::UUID AND ('ACTIVE' = ANY ($2::TEXT[]) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) OR 'EXPIRED' = ANY ($2::TEXT[]) AND t3.revoked_at IS NULL AND coalesce(t3.ended_at IS NOT NULL OR t3.expires_at <= now(), false) OR 'REVOKED' = ANY ($2::TEXT[]) AND t3.revoked_at IS NOT NULL) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $3::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT DISTINCT ON (result.candidate_id) result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.candidate_id = ANY ($4::UUID[]) ORDER BY result.candidate_id, result.session_date DESC, result.id DESC) AS r1
