SELECT concat('{"head":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"evt_', n5.id, '"}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), '],"edges":[', string_agg(concat('{"cursor":"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', n5.sequence), '"}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), '],"totalCount":', (SELECT count(*) AS count_1 
FROM event AS t6 
WHERE t6.organisation_id = r1.id), ',"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t7 
WHERE t7.organisation_id = r1.id AND (t7.sequence) <= ((SELECT place_in_log($2::UUID, $3::BIGINT) AS place_in_log_1))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n5.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $4::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n5.sequence))[least($1::INTEGER, count(*))]), '"') END, '}}') AS concat_2 
FROM (SELECT p4.organisation_id AS organisation_id, p4.sequence AS sequence, p4.id AS id, p4.kind AS kind, p4.occurred_at AS occurred_at, p4.actor_kind AS actor_kind, p4.actor_id AS actor_id, p4.share_id AS share_id, p4.result_id AS result_id, p4.result_version AS result_version, p4.verification_id AS verification_id, p4.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t3.organisation_id AS organisation_id, t3.sequence AS sequence, t3.id AS id, t3.kind AS kind, t3.occurred_at AS occurred_at, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.share_id AS share_id, t3.result_id AS result_id, t3.result_version AS result_version, t3.verification_id AS verification_id, t3.download_id AS download_id 
FROM event AS t3 
WHERE t3.organisation_id = r1.id AND (t3.sequence) > ((SELECT place_in_log($2::UUID, $3::BIGINT) AS place_in_log_2)) ORDER BY t3.sequence ASC 
 LIMIT $5::INTEGER) AS p4) AS n5 
HAVING true), ',"none":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM event AS t12 
WHERE t12.organisation_id = r1.id AND t12.kind = ANY ($6::TEXT[])), ',"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $7::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n11.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n11.sequence))[least($7::INTEGER, count(*))]), '"') END, '}}') AS concat_3 
FROM (SELECT p10.organisation_id AS organisation_id, p10.sequence AS sequence, p10.id AS id, p10.kind AS kind, p10.occurred_at AS occurred_at, p10.actor_kind AS actor_kind, p10.actor_id AS actor_id, p10.share_id AS share_id, p10.result_id AS result_id, p10.result_version AS result_version, p10.verification_id AS verification_id, p10.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t9.organisation_id AS organisation_id, t9.sequence AS sequence, t9.id AS id, t9.kind AS kind, t9.occurred_at AS occurred_at, t9.actor_kind AS actor_kind, t9.actor_id AS actor_id, t9.share_id AS share_id, t9.result_id AS result_id, t9.result_version AS result_version, t9.verification_id AS verification_id, t9.download_id AS download_id 
FROM event AS t9 
WHERE t9.organisation_id = r1.id AND t9.kind = ANY ($6::TEXT[]) ORDER BY t9.sequence ASC 
 LIMIT $8::INTEGER) AS p10) AS n11 
HAVING true), ',"noneAfter":', (SELECT concat('{"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $9::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t17 
WHERE t17.organisation_id = r1.id AND t17.kind = ANY ($10::TEXT[]) AND (t17.sequence) <= ((SELECT place_in_log($2::UUID, $11::BIGINT) AS place_in_log_3))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n16.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $12::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n16.sequence))[least($9::INTEGER, count(*))]), '"') END, '}}') AS concat_4 
FROM (SELECT p15.organisation_id AS organisation_id, p15.sequence AS sequence, p15.id AS id, p15.kind AS kind, p15.occurred_at AS occurred_at, p15.actor_kind AS actor_kind, p15.actor_id AS actor_id, p15.share_id AS share_id, p15.result_id AS result_id, p15.result_version AS result_version, p15.verification_id AS verification_id, p15.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t14.organisation_id AS organisation_id, t14.sequence AS sequence, t14.id AS id, t14.kind AS kind, t14.occurred_at AS occurred_at, t14.actor_kind AS actor_kind, t14.actor_id AS actor_id, t14.share_id AS share_id, t14.result_id AS result_id, t14.result_version AS result_version, t14.verification_id AS verification_id, t14.download_id AS download_id 
FROM event AS t14 
WHERE t14.organisation_id = r1.id AND t14.kind = ANY ($10::TEXT[]) AND (t14.sequence) > ((SELECT place_in_log($2::UUID, $11::BIGINT) AS place_in_log_4)) ORDER BY t14.sequence ASC 
 LIMIT $13::INTEGER) AS p15) AS n16 
HAVING true), ',"noneBefore":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"evt_', n21.id, '"}'), ',' ORDER BY n21.n_ DESC) FILTER (WHERE n21.n_ <= $14::INTEGER), '],"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(EXISTS (SELECT 1 
FROM event AS t22 
WHERE t22.organisation_id = r1.id AND (t22.sequence) >= ((SELECT place_in_log($2::UUID, $15::BIGINT) AS place_in_log_5))) AS TEXT), ',"hasPreviousPage":', CAST(count(*) > $14::INTEGER AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n21.sequence ORDER BY n21.n_ DESC) FILTER (WHERE n21.n_ <= $14::INTEGER))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n21.sequence ORDER BY n21.n_ DESC) FILTER (WHERE n21.n_ <= $14::INTEGER))[least($14::INTEGER, count(*))]), '"') END, '}}') AS concat_5 
FROM (SELECT p20.organisation_id AS organisation_id, p20.sequence AS sequence, p20.id AS id, p20.kind AS kind, p20.occurred_at AS occurred_at, p20.actor_kind AS actor_kind, p20.actor_id AS actor_id, p20.share_id AS share_id, p20.result_id AS result_id, p20.result_version AS result_version, p20.verification_id AS verification_id, p20.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t19.organisation_id AS organisation_id, t19.sequence AS sequence, t19.id AS id, t19.kind AS kind, t19.occurred_at AS occurred_at, t19.actor_kind AS actor_kind, t19.actor_id AS actor_id, t19.share_id AS share_id, t19.result_id AS result_id, t19.result_version AS result_version, t19.verification_id AS verification_id, t19.download_id AS download_id 
FROM event AS t19 
WHERE t19.organisation_id = r1.id AND (t19.sequence) < ((SELECT place_in_log($2::UUID, $15::BIGINT) AS place_in_log_6)) ORDER BY t19.sequence DESC 
 LIMIT $16::INTEGER) AS p20) AS n21 
HAVING true), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t28 
WHERE t28.organisation_id = r1.id AND ('ACTIVE' = ANY ($17::TEXT[]) AND t28.ended_at IS NULL AND (t28.expires_at IS NULL OR t28.expires_at > now()) OR 'EXPIRED' = ANY ($17::TEXT[]) AND t28.revoked_at IS NULL AND coalesce(t28.ended_at IS NOT NULL OR t28.expires_at <= now(), false) OR 'REVOKED' = ANY ($17::TEXT[]) AND t28.revoked_at IS NOT NULL) AND (SELECT t29.exam_code 
FROM result AS t29 
WHERE t29.id = t28.result_id) = ANY ($18::TEXT[])), ',"nodes":[', string_agg(concat('{"id":"shr_', n27.id, '"}'), ',') FILTER (WHERE n27.n_ <= $19::INTEGER), '],"edges":[', string_agg(concat('{"cursor":"', concat($20::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array(n27.shared_at, n27.id) AS TEXT), $21::VARCHAR), 'base64'), E'+/=\n', '-_')), '","node":{"id":"shr_', n27.id, '"}}'), ',') FILTER (WHERE n27.n_ <= $19::INTEGER), '],"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $19::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($20::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n27.shared_at))[1], (array_agg(n27.id))[1]) AS TEXT), $22::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($20::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n27.shared_at))[least($19::INTEGER, count(*))], (array_agg(n27.id))[least($19::INTEGER, count(*))]) AS TEXT), $23::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, '}}') AS concat_6 
FROM (SELECT p26.id AS id, p26.organisation_id AS organisation_id, p26.candidate_id AS candidate_id, p26.result_id AS result_id, p26.shared_at AS shared_at, p26.expires_at AS expires_at, p26.revoked_at AS revoked_at, p26.ended_at AS ended_at, p26.opened_at AS opened_at, p26.hide_photo AS hide_photo, p26.sequence AS sequence, p26.candidate_name AS candidate_name, p26.sort_name AS sort_name, p26.sort_score AS sort_score, p26.sort_session AS sort_session, p26.search_text AS search_text, p26.invitation_id AS invitation_id, row_number() OVER () AS n_ 
FROM (SELECT t24.id AS id, t24.organisation_id AS organisation_id, t24.candidate_id AS candidate_id, t24.result_id AS result_id, t24.shared_at AS shared_at, t24.expires_at AS expires_at, t24.revoked_at AS revoked_at, t24.ended_at AS ended_at, t24.opened_at AS opened_at, t24.hide_photo AS hide_photo, t24.sequence AS sequence, t24.candidate_name AS candidate_name, t24.sort_name AS sort_name, t24.sort_score AS sort_score, t24.sort_session AS sort_session, t24.search_text AS search_text, t24.invitation_id AS invitation_id 
FROM share AS t24 
WHERE t24.organisation_id = r1.id AND ('ACTIVE' = ANY ($17::TEXT[]) AND t24.ended_at IS NULL AND (t24.expires_at IS NULL OR t24.expires_at > now()) OR 'EXPIRED' = ANY ($17::TEXT[]) AND t24.revoked_at IS NULL AND coalesce(t24.ended_at IS NOT NULL OR t24.expires_at <= now(), false) OR 'REVOKED' = ANY ($17::TEXT[]) AND t24.revoked_at IS NOT NULL) AND (SELECT t25.exam_code 
FROM result AS t25 
WHERE t25.id = t24.result_id) = ANY ($18::TEXT[]) ORDER BY t24.shared_at DESC, t24.id DESC 
 LIMIT $24::INTEGER) AS p26) AS n27 
HAVING true), ',"shareCounts":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r36.key), ',"count":', r36.count, '}'), ','), ']') AS concat_7 
FROM (SELECT anon_1.key AS key, CASE WHEN (anon_1.key = 'A') THEN 'Grade A' WHEN (anon_1.key = 'B') THEN 'Grade B' WHEN (anon_1.key = 'C') THEN 'Grade C' WHEN (anon_1.key = 'PASS_WITH_DISTINCTION') THEN 'Pass with Distinction' WHEN (anon_1.key = 'PASS_WITH_MERIT') THEN 'Pass with Merit' WHEN (anon_1.key = 'PASS') THEN 'Pass' WHEN (anon_1.key = 'FAIL') THEN 'Fail' WHEN (anon_1.key = 'LEVEL_A1') THEN 'Level A1' WHEN (anon_1.key = 'LEVEL_A2') THEN 'Level A2' WHEN (anon_1.key = 'LEVEL_B1') THEN 'Level B1' WHEN (anon_1.key = 'LEVEL_B2') THEN 'Level B2' WHEN (anon_1.key = 'LEVEL_C1') THEN 'Level C1' ELSE anon_1.key END AS label, count(*) AS count, count(*) FILTER (WHERE anon_1.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t33.grade 
FROM result AS t33 
WHERE t33.id = t31.result_id) AS TEXT), '') AS key, t31.ended_at IS NULL AND (t31.expires_at IS NULL OR t31.expires_at > now()) AND coalesce(t31.sequence, 9223372036854775807) > (SELECT t34.seen_until 
FROM app_user AS t34 
WHERE t34.id = $25::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t35 
WHERE t35.share_id = t31.id AND t35.user_id = $25::UUID)) AS is_new 
FROM share AS t31 
WHERE t31.organisation_id = r1.id AND ('ACTIVE' = ANY ($26::TEXT[]) AND t31.ended_at IS NULL AND (t31.expires_at IS NULL OR t31.expires_at > now()) OR 'EXPIRED' = ANY ($26::TEXT[]) AND t31.revoked_at IS NULL AND coalesce(t31.ended_at IS NOT NULL OR t31.expires_at <= now(), false) OR 'REVOKED' = ANY ($26::TEXT[]) AND t31.revoked_at IS NOT NULL)) AS anon_1 GROUP BY anon_1.key ORDER BY count(*) DESC, anon_1.key) AS r36), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"events":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"evt_', n5.id, '"}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), '],"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t6 
WHERE t6.organisation_id = r1.id AND (t6.sequence) <= ((SELECT place_in_log($2::UUID, $3::BIGINT) AS place_in_log_1))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n5.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $4::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n5.sequence))[least($1::INTEGER, count(*))]), '"') END, '}}') AS concat_2 
FROM (SELECT p4.organisation_id AS organisation_id, p4.sequence AS sequence, p4.id AS id, p4.kind AS kind, p4.occurred_at AS occurred_at, p4.actor_kind AS actor_kind, p4.actor_id AS actor_id, p4.share_id AS share_id, p4.result_id AS result_id, p4.result_version AS result_version, p4.verification_id AS verification_id, p4.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t3.organisation_id AS organisation_id, t3.sequence AS sequence, t3.id AS id, t3.kind AS kind, t3.occurred_at AS occurred_at, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.share_id AS share_id, t3.result_id AS result_id, t3.result_version AS result_version, t3.verification_id AS verification_id, t3.download_id AS download_id 
FROM event AS t3 
WHERE t3.organisation_id = r1.id AND (t3.sequence) > ((SELECT place_in_log($2::UUID, $3::BIGINT) AS place_in_log_2)) ORDER BY t3.sequence ASC 
 LIMIT $5::INTEGER) AS p4) AS n5 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"events":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM event AS t3 
WHERE t3.organisation_id = r1.id AND t3.sequence <= (SELECT place_in_log($1::UUID, $2::BIGINT) AS place_in_log_1)), '}'), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID) AS r1
;

SELECT (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.sort_name LIKE ALL ($2::TEXT[])) AS r5), ',"nodes":[', string_agg(concat('{"id":"orp_', n4.id, '"}'), ',') FILTER (WHERE n4.n_ <= $3::INTEGER), '],"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $3::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($4::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n4.sort_name))[1], (array_agg(n4.id))[1]) AS TEXT), $5::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($4::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n4.sort_name))[least($3::INTEGER, count(*))], (array_agg(n4.id))[least($3::INTEGER, count(*))]) AS TEXT), $6::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, '}}') AS concat_1 
FROM (SELECT p3.id AS id, p3.name AS name, p3.sort_name AS sort_name, p3.city AS city, p3.country AS country, p3.website AS website, p3.status AS status, p3.recognised_exams AS recognised_exams, p3.approved_at AS approved_at, p3.suspended_at AS suspended_at, p3.suspended_reason AS suspended_reason, p3.verifications_per_day AS verifications_per_day, row_number() OVER () AS n_ 
FROM (SELECT r2.id AS id, r2.name AS name, r2.sort_name AS sort_name, r2.city AS city, r2.country AS country, r2.website AS website, r2.status AS status, r2.recognised_exams AS recognised_exams, r2.approved_at AS approved_at, r2.suspended_at AS suspended_at, r2.suspended_reason AS suspended_reason, r2.verifications_per_day AS verifications_per_day 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.sort_name LIKE ALL ($2::TEXT[])) AS r2 ORDER BY r2.sort_name ASC, r2.id ASC 
 LIMIT $7::INTEGER) AS p3) AS n4 
HAVING true) AS anon_1

-- as the second viewer

SELECT concat('{"head":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"evt_', n5.id, '"}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), '],"edges":[', string_agg(concat('{"cursor":"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', n5.sequence), '"}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), '],"totalCount":', (SELECT count(*) AS count_1 
FROM event AS t6 
WHERE t6.organisation_id = r1.id), ',"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t7 
WHERE t7.organisation_id = r1.id AND (t7.sequence) <= ((SELECT place_in_log($2::UUID, $3::BIGINT) AS place_in_log_1))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n5.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $4::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n5.sequence))[least($1::INTEGER, count(*))]), '"') END, '}}') AS concat_2 
FROM (SELECT p4.organisation_id AS organisation_id, p4.sequence AS sequence, p4.id AS id, p4.kind AS kind, p4.occurred_at AS occurred_at, p4.actor_kind AS actor_kind, p4.actor_id AS actor_id, p4.share_id AS share_id, p4.result_id AS result_id, p4.result_version AS result_version, p4.verification_id AS verification_id, p4.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t3.organisation_id AS organisation_id, t3.sequence AS sequence, t3.id AS id, t3.kind AS kind, t3.occurred_at AS occurred_at, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.share_id AS share_id, t3.result_id AS result_id, t3.result_version AS result_version, t3.verification_id AS verification_id, t3.download_id AS download_id 
FROM event AS t3 
WHERE t3.organisation_id = r1.id AND (t3.sequence) > ((SELECT place_in_log($2::UUID, $3::BIGINT) AS place_in_log_2)) ORDER BY t3.sequence ASC 
 LIMIT $5::INTEGER) AS p4) AS n5 
HAVING true), ',"none":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM event AS t12 
WHERE t12.organisation_id = r1.id AND t12.kind = ANY ($6::TEXT[])), ',"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $7::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n11.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n11.sequence))[least($7::INTEGER, count(*))]), '"') END, '}}') AS concat_3 
FROM (SELECT p10.organisation_id AS organisation_id, p10.sequence AS sequence, p10.id AS id, p10.kind AS kind, p10.occurred_at AS occurred_at, p10.actor_kind AS actor_kind, p10.actor_id AS actor_id, p10.share_id AS share_id, p10.result_id AS result_id, p10.result_version AS result_version, p10.verification_id AS verification_id, p10.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t9.organisation_id AS organisation_id, t9.sequence AS sequence, t9.id AS id, t9.kind AS kind, t9.occurred_at AS occurred_at, t9.actor_kind AS actor_kind, t9.actor_id AS actor_id, t9.share_id AS share_id, t9.result_id AS result_id, t9.result_version AS result_version, t9.verification_id AS verification_id, t9.download_id AS download_id 
FROM event AS t9 
WHERE t9.organisation_id = r1.id AND t9.kind = ANY ($6::TEXT[]) ORDER BY t9.sequence ASC 
 LIMIT $8::INTEGER) AS p10) AS n11 
HAVING true), ',"noneAfter":', (SELECT concat('{"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $9::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t17 
WHERE t17.organisation_id = r1.id AND t17.kind = ANY ($10::TEXT[]) AND (t17.sequence) <= ((SELECT place_in_log($2::UUID, $11::BIGINT) AS place_in_log_3))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n16.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $12::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n16.sequence))[least($9::INTEGER, count(*))]), '"') END, '}}') AS concat_4 
FROM (SELECT p15.organisation_id AS organisation_id, p15.sequence AS sequence, p15.id AS id, p15.kind AS kind, p15.occurred_at AS occurred_at, p15.actor_kind AS actor_kind, p15.actor_id AS actor_id, p15.share_id AS share_id, p15.result_id AS result_id, p15.result_version AS result_version, p15.verification_id AS verification_id, p15.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t14.organisation_id AS organisation_id, t14.sequence AS sequence, t14.id AS id, t14.kind AS kind, t14.occurred_at AS occurred_at, t14.actor_kind AS actor_kind, t14.actor_id AS actor_id, t14.share_id AS share_id, t14.result_id AS result_id, t14.result_version AS result_version, t14.verification_id AS verification_id, t14.download_id AS download_id 
FROM event AS t14 
WHERE t14.organisation_id = r1.id AND t14.kind = ANY ($10::TEXT[]) AND (t14.sequence) > ((SELECT place_in_log($2::UUID, $11::BIGINT) AS place_in_log_4)) ORDER BY t14.sequence ASC 
 LIMIT $13::INTEGER) AS p15) AS n16 
HAVING true), ',"noneBefore":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"evt_', n21.id, '"}'), ',' ORDER BY n21.n_ DESC) FILTER (WHERE n21.n_ <= $14::INTEGER), '],"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(EXISTS (SELECT 1 
FROM event AS t22 
WHERE t22.organisation_id = r1.id AND (t22.sequence) >= ((SELECT place_in_log($2::UUID, $15::BIGINT) AS place_in_log_5))) AS TEXT), ',"hasPreviousPage":', CAST(count(*) > $14::INTEGER AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n21.sequence ORDER BY n21.n_ DESC) FILTER (WHERE n21.n_ <= $14::INTEGER))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n21.sequence ORDER BY n21.n_ DESC) FILTER (WHERE n21.n_ <= $14::INTEGER))[least($14::INTEGER, count(*))]), '"') END, '}}') AS concat_5 
FROM (SELECT p20.organisation_id AS organisation_id, p20.sequence AS sequence, p20.id AS id, p20.kind AS kind, p20.occurred_at AS occurred_at, p20.actor_kind AS actor_kind, p20.actor_id AS actor_id, p20.share_id AS share_id, p20.result_id AS result_id, p20.result_version AS result_version, p20.verification_id AS verification_id, p20.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t19.organisation_id AS organisation_id, t19.sequence AS sequence, t19.id AS id, t19.kind AS kind, t19.occurred_at AS occurred_at, t19.actor_kind AS actor_kind, t19.actor_id AS actor_id, t19.share_id AS share_id, t19.result_id AS result_id, t19.result_version AS result_version, t19.verification_id AS verification_id, t19.download_id AS download_id 
FROM event AS t19 
WHERE t19.organisation_id = r1.id AND (t19.sequence) < ((SELECT place_in_log($2::UUID, $15::BIGINT) AS place_in_log_6)) ORDER BY t19.sequence DESC 
 LIMIT $16::INTEGER) AS p20) AS n21 
HAVING true), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t28 
WHERE t28.organisation_id = r1.id AND ('ACTIVE' = ANY ($17::TEXT[]) AND t28.ended_at IS NULL AND (t28.expires_at IS NULL OR t28.expires_at > now()) OR 'EXPIRED' = ANY ($17::TEXT[]) AND t28.revoked_at IS NULL AND coalesce(t28.ended_at IS NOT NULL OR t28.expires_at <= now(), false) OR 'REVOKED' = ANY ($17::TEXT[]) AND t28.revoked_at IS NOT NULL) AND (SELECT t29.exam_code 
FROM result AS t29 
WHERE t29.id = t28.result_id) = ANY ($18::TEXT[])), ',"nodes":[', string_agg(concat('{"id":"shr_', n27.id, '"}'), ',') FILTER (WHERE n27.n_ <= $19::INTEGER), '],"edges":[', string_agg(concat('{"cursor":"', concat($20::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array(n27.shared_at, n27.id) AS TEXT), $21::VARCHAR), 'base64'), E'+/=\n', '-_')), '","node":{"id":"shr_', n27.id, '"}}'), ',') FILTER (WHERE n27.n_ <= $19::INTEGER), '],"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $19::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($20::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n27.shared_at))[1], (array_agg(n27.id))[1]) AS TEXT), $22::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($20::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n27.shared_at))[least($19::INTEGER, count(*))], (array_agg(n27.id))[least($19::INTEGER, count(*))]) AS TEXT), $23::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, '}}') AS concat_6 
FROM (SELECT p26.id AS id, p26.organisation_id AS organisation_id, p26.candidate_id AS candidate_id, p26.result_id AS result_id, p26.shared_at AS shared_at, p26.expires_at AS expires_at, p26.revoked_at AS revoked_at, p26.ended_at AS ended_at, p26.opened_at AS opened_at, p26.hide_photo AS hide_photo, p26.sequence AS sequence, p26.candidate_name AS candidate_name, p26.sort_name AS sort_name, p26.sort_score AS sort_score, p26.sort_session AS sort_session, p26.search_text AS search_text, p26.invitation_id AS invitation_id, row_number() OVER () AS n_ 
FROM (SELECT t24.id AS id, t24.organisation_id AS organisation_id, t24.candidate_id AS candidate_id, t24.result_id AS result_id, t24.shared_at AS shared_at, t24.expires_at AS expires_at, t24.revoked_at AS revoked_at, t24.ended_at AS ended_at, t24.opened_at AS opened_at, t24.hide_photo AS hide_photo, t24.sequence AS sequence, t24.candidate_name AS candidate_name, t24.sort_name AS sort_name, t24.sort_score AS sort_score, t24.sort_session AS sort_session, t24.search_text AS search_text, t24.invitation_id AS invitation_id 
FROM share AS t24 
WHERE t24.organisation_id = r1.id AND ('ACTIVE' = ANY ($17::TEXT[]) AND t24.ended_at IS NULL AND (t24.expires_at IS NULL OR t24.expires_at > now()) OR 'EXPIRED' = ANY ($17::TEXT[]) AND t24.revoked_at IS NULL AND coalesce(t24.ended_at IS NOT NULL OR t24.expires_at <= now(), false) OR 'REVOKED' = ANY ($17::TEXT[]) AND t24.revoked_at IS NOT NULL) AND (SELECT t25.exam_code 
FROM result AS t25 
WHERE t25.id = t24.result_id) = ANY ($18::TEXT[]) ORDER BY t24.shared_at DESC, t24.id DESC 
 LIMIT $24::INTEGER) AS p26) AS n27 
HAVING true), ',"shareCounts":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r36.key), ',"count":', r36.count, '}'), ','), ']') AS concat_7 
FROM (SELECT anon_1.key AS key, CASE WHEN (anon_1.key = 'A') THEN 'グレード A' WHEN (anon_1.key = 'B') THEN 'グレード B' WHEN (anon_1.key = 'C') THEN 'グレード C' WHEN (anon_1.key = 'PASS_WITH_DISTINCTION') THEN '合格（優秀）' WHEN (anon_1.key = 'PASS_WITH_MERIT') THEN '合格（優良）' WHEN (anon_1.key = 'PASS') THEN '合格' WHEN (anon_1.key = 'FAIL') THEN '不合格' WHEN (anon_1.key = 'LEVEL_A1') THEN 'レベル A1' WHEN (anon_1.key = 'LEVEL_A2') THEN 'レベル A2' WHEN (anon_1.key = 'LEVEL_B1') THEN 'レベル B1' WHEN (anon_1.key = 'LEVEL_B2') THEN 'レベル B2' WHEN (anon_1.key = 'LEVEL_C1') THEN 'レベル C1' ELSE anon_1.key END AS label, count(*) AS count, count(*) FILTER (WHERE anon_1.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t33.grade 
FROM result AS t33 
WHERE t33.id = t31.result_id) AS TEXT), '') AS key, t31.ended_at IS NULL AND (t31.expires_at IS NULL OR t31.expires_at > now()) AND coalesce(t31.sequence, 9223372036854775807) > (SELECT t34.seen_until 
FROM app_user AS t34 
WHERE t34.id = $25::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t35 
WHERE t35.share_id = t31.id AND t35.user_id = $25::UUID)) AS is_new 
FROM share AS t31 
WHERE t31.organisation_id = r1.id AND ('ACTIVE' = ANY ($26::TEXT[]) AND t31.ended_at IS NULL AND (t31.expires_at IS NULL OR t31.expires_at > now()) OR 'EXPIRED' = ANY ($26::TEXT[]) AND t31.revoked_at IS NULL AND coalesce(t31.ended_at IS NOT NULL OR t31.expires_at <= now(), false) OR 'REVOKED' = ANY ($26::TEXT[]) AND t31.revoked_at IS NOT NULL)) AS anon_1 GROUP BY anon_1.key ORDER BY count(*) DESC, anon_1.key) AS r36), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"events":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"evt_', n5.id, '"}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), '],"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t6 
WHERE t6.organisation_id = r1.id AND (t6.sequence) <= ((SELECT place_in_log($2::UUID, $3::BIGINT) AS place_in_log_1))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n5.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $4::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($2::UUID AS TEXT), '-', ''), '-', (array_agg(n5.sequence))[least($1::INTEGER, count(*))]), '"') END, '}}') AS concat_2 
FROM (SELECT p4.organisation_id AS organisation_id, p4.sequence AS sequence, p4.id AS id, p4.kind AS kind, p4.occurred_at AS occurred_at, p4.actor_kind AS actor_kind, p4.actor_id AS actor_id, p4.share_id AS share_id, p4.result_id AS result_id, p4.result_version AS result_version, p4.verification_id AS verification_id, p4.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t3.organisation_id AS organisation_id, t3.sequence AS sequence, t3.id AS id, t3.kind AS kind, t3.occurred_at AS occurred_at, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.share_id AS share_id, t3.result_id AS result_id, t3.result_version AS result_version, t3.verification_id AS verification_id, t3.download_id AS download_id 
FROM event AS t3 
WHERE t3.organisation_id = r1.id AND (t3.sequence) > ((SELECT place_in_log($2::UUID, $3::BIGINT) AS place_in_log_2)) ORDER BY t3.sequence ASC 
 LIMIT $5::INTEGER) AS p4) AS n5 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"events":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM event AS t3 
WHERE t3.organisation_id = r1.id AND t3.sequence <= (SELECT place_in_log($1::UUID, $2::BIGINT) AS place_in_log_1)), '}'), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID) AS r1
;

SELECT (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.sort_name LIKE ALL ($2::TEXT[])) AS r5), ',"nodes":[', string_agg(concat('{"id":"orp_', n4.id, '"}'), ',') FILTER (WHERE n4.n_ <= $3::INTEGER), '],"pageInfo":{"__typename":"PageInfo","hasNextPage":', CAST(count(*) > $3::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($4::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n4.sort_name))[1], (array_agg(n4.id))[1]) AS TEXT), $5::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($4::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n4.sort_name))[least($3::INTEGER, count(*))], (array_agg(n4.id))[least($3::INTEGER, count(*))]) AS TEXT), $6::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, '}}') AS concat_1 
FROM (SELECT p3.id AS id, p3.name AS name, p3.sort_name AS sort_name, p3.city AS city, p3.country AS country, p3.website AS website, p3.status AS status, p3.recognised_exams AS recognised_exams, p3.approved_at AS approved_at, p3.suspended_at AS suspended_at, p3.suspended_reason AS suspended_reason, p3.verifications_per_day AS verifications_per_day, row_number() OVER () AS n_ 
FROM (SELECT r2.id AS id, r2.name AS name, r2.sort_name AS sort_name, r2.city AS city, r2.country AS country, r2.website AS website, r2.status AS status, r2.recognised_exams AS recognised_exams, r2.approved_at AS approved_at, r2.suspended_at AS suspended_at, r2.suspended_reason AS suspended_reason, r2.verifications_per_day AS verifications_per_day 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.sort_name LIKE ALL ($2::TEXT[])) AS r2 ORDER BY r2.sort_name ASC, r2.id ASC 
 LIMIT $7::INTEGER) AS p3) AS n4 
HAVING true) AS anon_1
