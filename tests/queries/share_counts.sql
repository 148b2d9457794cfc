SELECT concat('{"exam":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r8.key), ',"label":', to_json(r8.label), ',"count":', r8.count, ',"newCount":', r8.new_count, '}'), ','), ']') AS concat_2 
FROM (SELECT anon_1.key AS key, coalesce((SELECT t4.name_en 
FROM exam AS t4 
WHERE t4.code = anon_1.key), anon_1.key) AS label, count(*) AS count, count(*) FILTER (WHERE anon_1.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t5.exam_code 
FROM result AS t5 
WHERE t5.id = t3.result_id) AS TEXT), '') AS key, t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND coalesce(t3.sequence, 9223372036854775807) > (SELECT t6.seen_until 
FROM app_user AS t6 
WHERE t6.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t7 
WHERE t7.share_id = t3.id AND t7.user_id = $1::UUID)) AS is_new 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now())) AS anon_1 GROUP BY anon_1.key ORDER BY count(*) DESC, anon_1.key) AS r8), ',"level":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r15.key), ',"label":', to_json(r15.label), ',"count":', r15.count, ',"newCount":', r15.new_count, '}'), ','), ']') AS concat_3 
FROM (SELECT anon_2.key AS key, anon_2.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_2.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t12.cefr_level 
FROM result AS t12 
WHERE t12.id = t10.result_id) AS TEXT), '') AS key, t10.ended_at IS NULL AND (t10.expires_at IS NULL OR t10.expires_at > now()) AND coalesce(t10.sequence, 9223372036854775807) > (SELECT t13.seen_until 
FROM app_user AS t13 
WHERE t13.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t14 
WHERE t14.share_id = t10.id AND t14.user_id = $1::UUID)) AS is_new 
FROM share AS t10 
WHERE t10.organisation_id = r1.id AND t10.ended_at IS NULL AND (t10.expires_at IS NULL OR t10.expires_at > now())) AS anon_2 GROUP BY anon_2.key ORDER BY count(*) DESC, anon_2.key) AS r15), ',"grade":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r22.key), ',"label":', to_json(r22.label), ',"count":', r22.count, ',"newCount":', r22.new_count, '}'), ','), ']') AS concat_4 
FROM (SELECT anon_3.key AS key, CASE WHEN (anon_3.key = 'A') THEN 'Grade A' WHEN (anon_3.key = 'B') THEN 'Grade B' WHEN (anon_3.key = 'C') THEN 'Grade C' WHEN (anon_3.key = 'PASS_WITH_DISTINCTION') THEN 'Pass with Distinction' WHEN (anon_3.key = 'PASS_WITH_MERIT') THEN 'Pass with Merit' WHEN (anon_3.key = 'PASS') THEN 'Pass' WHEN (anon_3.key = 'FAIL') THEN 'Fail' WHEN (anon_3.key = 'LEVEL_A1') THEN 'Level A1' WHEN (anon_3.key = 'LEVEL_A2') THEN 'Level A2' WHEN (anon_3.key = 'LEVEL_B1') THEN 'Level B1' WHEN (anon_3.key = 'LEVEL_B2') THEN 'Level B2' WHEN (anon_3.key = 'LEVEL_C1') THEN 'Level C1' ELSE anon_3.key END AS label, count(*) AS count, count(*) FILTER (WHERE anon_3.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t19.grade 
FROM result AS t19 
WHERE t19.id = t17.result_id) AS TEXT), '') AS key, t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now()) AND coalesce(t17.sequence, 9223372036854775807) > (SELECT t20.seen_until 
FROM app_user AS t20 
WHERE t20.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t21 
WHERE t21.share_id = t17.id AND t21.user_id = $1::UUID)) AS is_new 
FROM share AS t17 
WHERE t17.organisation_id = r1.id AND t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now())) AS anon_3 GROUP BY anon_3.key ORDER BY count(*) DESC, anon_3.key) AS r22), ',"day":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r28.key), ',"label":', to_json(r28.label), ',"count":', r28.count, ',"newCount":', r28.new_count, '}'), ','), ']') AS concat_5 
FROM (SELECT anon_4.key AS key, anon_4.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_4.is_new) AS new_count 
FROM (SELECT coalesce(CAST(CAST(t24.shared_at AS DATE) AS TEXT), '') AS key, t24.ended_at IS NULL AND (t24.expires_at IS NULL OR t24.expires_at > now()) AND coalesce(t24.sequence, 9223372036854775807) > (SELECT t26.seen_until 
FROM app_user AS t26 
WHERE t26.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t27 
WHERE t27.share_id = t24.id AND t27.user_id = $1::UUID)) AS is_new 
FROM share AS t24 
WHERE t24.organisation_id = r1.id AND t24.ended_at IS NULL AND (t24.expires_at IS NULL OR t24.expires_at > now())) AS anon_4 GROUP BY anon_4.key ORDER BY count(*) DESC, anon_4.key) AS r28), ',"session":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r34.key), ',"label":', to_json(r34.label), ',"count":', r34.count, ',"newCount":', r34.new_count, '}'), ','), ']') AS concat_6 
FROM (SELECT anon_5.key AS key, anon_5.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_5.is_new) AS new_count 
FROM (SELECT coalesce(CAST(CASE WHEN (t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now())) THEN t30.sort_session END AS TEXT), '') AS key, t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now()) AND coalesce(t30.sequence, 9223372036854775807) > (SELECT t32.seen_until 
FROM app_user AS t32 
WHERE t32.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t33 
WHERE t33.share_id = t30.id AND t33.user_id = $1::UUID)) AS is_new 
FROM share AS t30 
WHERE t30.organisation_id = r1.id AND t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now())) AS anon_5 GROUP BY anon_5.key ORDER BY count(*) DESC, anon_5.key) AS r34), ',"ended":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r41.key), ',"label":', to_json(r41.label), ',"count":', r41.count, ',"newCount":', r41.new_count, '}'), ','), ']') AS concat_7 
FROM (SELECT anon_6.key AS key, coalesce((SELECT t37.name_en 
FROM exam AS t37 
WHERE t37.code = anon_6.key), anon_6.key) AS label, count(*) AS count, count(*) FILTER (WHERE anon_6.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t38.exam_code 
FROM result AS t38 
WHERE t38.id = t36.result_id) AS TEXT), '') AS key, t36.ended_at IS NULL AND (t36.expires_at IS NULL OR t36.expires_at > now()) AND coalesce(t36.sequence, 9223372036854775807) > (SELECT t39.seen_until 
FROM app_user AS t39 
WHERE t39.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t40 
WHERE t40.share_id = t36.id AND t40.user_id = $1::UUID)) AS is_new 
FROM share AS t36 
WHERE t36.organisation_id = r1.id AND ('ACTIVE' = ANY ($2::TEXT[]) AND t36.ended_at IS NULL AND (t36.expires_at IS NULL OR t36.expires_at > now()) OR 'EXPIRED' = ANY ($2::TEXT[]) AND t36.revoked_at IS NULL AND coalesce(t36.ended_at IS NOT NULL OR t36.expires_at <= now(), false) OR 'REVOKED' = ANY ($2::TEXT[]) AND t36.revoked_at IS NOT NULL)) AS anon_6 GROUP BY anon_6.key ORDER BY count(*) DESC, anon_6.key) AS r41), ',"found":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r47.key), ',"label":', to_json(r47.label), ',"count":', r47.count, ',"newCount":', r47.new_count, '}'), ','), ']') AS concat_8 
FROM (SELECT anon_7.key AS key, anon_7.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_7.is_new) AS new_count 
FROM (SELECT coalesce(CAST(CAST(t43.shared_at AS DATE) AS TEXT), '') AS key, t43.ended_at IS NULL AND (t43.expires_at IS NULL OR t43.expires_at > now()) AND coalesce(t43.sequence, 9223372036854775807) > (SELECT t45.seen_until 
FROM app_user AS t45 
WHERE t45.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t46 
WHERE t46.share_id = t43.id AND t46.user_id = $1::UUID)) AS is_new 
FROM share AS t43 
WHERE t43.organisation_id = r1.id AND t43.id = ANY (CAST((SELECT matching_shares($3::TEXT[]) AS matching_shares_1) AS UUID[])) AND ('ACTIVE' = ANY ($4::TEXT[]) AND t43.ended_at IS NULL AND (t43.expires_at IS NULL OR t43.expires_at > now()) OR 'EXPIRED' = ANY ($4::TEXT[]) AND t43.revoked_at IS NULL AND coalesce(t43.ended_at IS NOT NULL OR t43.expires_at <= now(), false) OR 'REVOKED' = ANY ($4::TEXT[]) AND t43.revoked_at IS NOT NULL)) AS anon_7 GROUP BY anon_7.key ORDER BY count(*) DESC, anon_7.key) AS r47), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $5::UUID) AS r1

-- as the second viewer

SELECT concat('{"exam":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r8.key), ',"label":', to_json(r8.label), ',"count":', r8.count, ',"newCount":', r8.new_count, '}'), ','), ']') AS concat_2 
FROM (SELECT anon_1.key AS key, coalesce((SELECT t4.name_ja 
FROM exam AS t4 
WHERE t4.code = anon_1.key), anon_1.key) AS label, count(*) AS count, count(*) FILTER (WHERE anon_1.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t5.exam_code 
FROM result AS t5 
WHERE t5.id = t3.result_id) AS TEXT), '') AS key, t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND coalesce(t3.sequence, 9223372036854775807) > (SELECT t6.seen_until 
FROM app_user AS t6 
WHERE t6.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t7 
WHERE t7.share_id = t3.id AND t7.user_id = $1::UUID)) AS is_new 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now())) AS anon_1 GROUP BY anon_1.key ORDER BY count(*) DESC, anon_1.key) AS r8), ',"level":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r15.key), ',"label":', to_json(r15.label), ',"count":', r15.count, ',"newCount":', r15.new_count, '}'), ','), ']') AS concat_3 
FROM (SELECT anon_2.key AS key, anon_2.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_2.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t12.cefr_level 
FROM result AS t12 
WHERE t12.id = t10.result_id) AS TEXT), '') AS key, t10.ended_at IS NULL AND (t10.expires_at IS NULL OR t10.expires_at > now()) AND coalesce(t10.sequence, 9223372036854775807) > (SELECT t13.seen_until 
FROM app_user AS t13 
WHERE t13.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t14 
WHERE t14.share_id = t10.id AND t14.user_id = $1::UUID)) AS is_new 
FROM share AS t10 
WHERE t10.organisation_id = r1.id AND t10.ended_at IS NULL AND (t10.expires_at IS NULL OR t10.expires_at > now())) AS anon_2 GROUP BY anon_2.key ORDER BY count(*) DESC, anon_2.key) AS r15), ',"grade":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r22.key), ',"label":', to_json(r22.label), ',"count":', r22.count, ',"newCount":', r22.new_count, '}'), ','), ']') AS concat_4 
FROM (SELECT anon_3.key AS key, CASE WHEN (anon_3.key = 'A') THEN 'グレード A' WHEN (anon_3.key = 'B') THEN 'グレード B' WHEN (anon_3.key = 'C') THEN 'グレード C' WHEN (anon_3.key = 'PASS_WITH_DISTINCTION') THEN '合格（優秀）' WHEN (anon_3.key = 'PASS_WITH_MERIT') THEN '合格（優良）' WHEN (anon_3.key = 'PASS') THEN '合格' WHEN (anon_3.key = 'FAIL') THEN '不合格' WHEN (anon_3.key = 'LEVEL_A1') THEN 'レベル A1' WHEN (anon_3.key = 'LEVEL_A2') THEN 'レベル A2' WHEN (anon_3.key = 'LEVEL_B1') THEN 'レベル B1' WHEN (anon_3.key = 'LEVEL_B2') THEN 'レベル B2' WHEN (anon_3.key = 'LEVEL_C1') THEN 'レベル C1' ELSE anon_3.key END AS label, count(*) AS count, count(*) FILTER (WHERE anon_3.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t19.grade 
FROM result AS t19 
WHERE t19.id = t17.result_id) AS TEXT), '') AS key, t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now()) AND coalesce(t17.sequence, 9223372036854775807) > (SELECT t20.seen_until 
FROM app_user AS t20 
WHERE t20.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t21 
WHERE t21.share_id = t17.id AND t21.user_id = $1::UUID)) AS is_new 
FROM share AS t17 
WHERE t17.organisation_id = r1.id AND t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now())) AS anon_3 GROUP BY anon_3.key ORDER BY count(*) DESC, anon_3.key) AS r22), ',"day":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r28.key), ',"label":', to_json(r28.label), ',"count":', r28.count, ',"newCount":', r28.new_count, '}'), ','), ']') AS concat_5 
FROM (SELECT anon_4.key AS key, anon_4.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_4.is_new) AS new_count 
FROM (SELECT coalesce(CAST(CAST(t24.shared_at AS DATE) AS TEXT), '') AS key, t24.ended_at IS NULL AND (t24.expires_at IS NULL OR t24.expires_at > now()) AND coalesce(t24.sequence, 9223372036854775807) > (SELECT t26.seen_until 
FROM app_user AS t26 
WHERE t26.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t27 
WHERE t27.share_id = t24.id AND t27.user_id = $1::UUID)) AS is_new 
FROM share AS t24 
WHERE t24.organisation_id = r1.id AND t24.ended_at IS NULL AND (t24.expires_at IS NULL OR t24.expires_at > now())) AS anon_4 GROUP BY anon_4.key ORDER BY count(*) DESC, anon_4.key) AS r28), ',"session":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r34.key), ',"label":', to_json(r34.label), ',"count":', r34.count, ',"newCount":', r34.new_count, '}'), ','), ']') AS concat_6 
FROM (SELECT anon_5.key AS key, anon_5.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_5.is_new) AS new_count 
FROM (SELECT coalesce(CAST(CASE WHEN (t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now())) THEN t30.sort_session END AS TEXT), '') AS key, t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now()) AND coalesce(t30.sequence, 9223372036854775807) > (SELECT t32.seen_until 
FROM app_user AS t32 
WHERE t32.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t33 
WHERE t33.share_id = t30.id AND t33.user_id = $1::UUID)) AS is_new 
FROM share AS t30 
WHERE t30.organisation_id = r1.id AND t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now())) AS anon_5 GROUP BY anon_5.key ORDER BY count(*) DESC, anon_5.key) AS r34), ',"ended":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r41.key), ',"label":', to_json(r41.label), ',"count":', r41.count, ',"newCount":', r41.new_count, '}'), ','), ']') AS concat_7 
FROM (SELECT anon_6.key AS key, coalesce((SELECT t37.name_ja 
FROM exam AS t37 
WHERE t37.code = anon_6.key), anon_6.key) AS label, count(*) AS count, count(*) FILTER (WHERE anon_6.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t38.exam_code 
FROM result AS t38 
WHERE t38.id = t36.result_id) AS TEXT), '') AS key, t36.ended_at IS NULL AND (t36.expires_at IS NULL OR t36.expires_at > now()) AND coalesce(t36.sequence, 9223372036854775807) > (SELECT t39.seen_until 
FROM app_user AS t39 
WHERE t39.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t40 
WHERE t40.share_id = t36.id AND t40.user_id = $1::UUID)) AS is_new 
FROM share AS t36 
WHERE t36.organisation_id = r1.id AND ('ACTIVE' = ANY ($2::TEXT[]) AND t36.ended_at IS NULL AND (t36.expires_at IS NULL OR t36.expires_at > now()) OR 'EXPIRED' = ANY ($2::TEXT[]) AND t36.revoked_at IS NULL AND coalesce(t36.ended_at IS NOT NULL OR t36.expires_at <= now(), false) OR 'REVOKED' = ANY ($2::TEXT[]) AND t36.revoked_at IS NOT NULL)) AS anon_6 GROUP BY anon_6.key ORDER BY count(*) DESC, anon_6.key) AS r41), ',"found":', (SELECT concat('[', string_agg(concat('{"__typename":"ShareCount","key":', to_json(r47.key), ',"label":', to_json(r47.label), ',"count":', r47.count, ',"newCount":', r47.new_count, '}'), ','), ']') AS concat_8 
FROM (SELECT anon_7.key AS key, anon_7.key AS label, count(*) AS count, count(*) FILTER (WHERE anon_7.is_new) AS new_count 
FROM (SELECT coalesce(CAST(CAST(t43.shared_at AS DATE) AS TEXT), '') AS key, t43.ended_at IS NULL AND (t43.expires_at IS NULL OR t43.expires_at > now()) AND coalesce(t43.sequence, 9223372036854775807) > (SELECT t45.seen_until 
FROM app_user AS t45 
WHERE t45.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t46 
WHERE t46.share_id = t43.id AND t46.user_id = $1::UUID)) AS is_new 
FROM share AS t43 
WHERE t43.organisation_id = r1.id AND t43.id = ANY (CAST((SELECT matching_shares($3::TEXT[]) AS matching_shares_1) AS UUID[])) AND ('ACTIVE' = ANY ($4::TEXT[]) AND t43.ended_at IS NULL AND (t43.expires_at IS NULL OR t43.expires_at > now()) OR 'EXPIRED' = ANY ($4::TEXT[]) AND t43.revoked_at IS NULL AND coalesce(t43.ended_at IS NOT NULL OR t43.expires_at <= now(), false) OR 'REVOKED' = ANY ($4::TEXT[]) AND t43.revoked_at IS NOT NULL)) AS anon_7 GROUP BY anon_7.key ORDER BY count(*) DESC, anon_7.key) AS r47), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $5::UUID) AS r1
