SELECT concat('{"eventCursor":', to_json(concat(replace(CAST(r1.id AS TEXT), '-', ''), '-', coalesce((SELECT t2.last 
FROM event_head AS t2 
WHERE t2.organisation_id = r1.id), 0))), ',"kinds":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM event AS t6 
WHERE t6.organisation_id = r1.id AND t6.kind = ANY ($1::TEXT[])), ',"nodes":[', string_agg(concat('{"__typename":"Event","id":"evt_', p5.id, '","cursor":', to_json(concat(replace(CAST(p5.organisation_id AS TEXT), '-', ''), '-', p5.sequence)), ',"sequence":', p5.sequence, ',"kind":"', p5.kind, '","occurredAt":', to_json(p5.occurred_at), ',"actor":{"__typename":"Actor","kind":"', p5.actor_kind, '","name":', to_json(CASE WHEN (p5.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t7.family_name, t7.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t7.family_name || ' ' || t7.given_name ELSE t7.given_name || ' ' || t7.family_name END) AS btrim_1 
FROM app_user AS t7 
WHERE t7.id = p5.actor_id), 'user') WHEN (p5.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t8.candidate_name 
FROM share AS t8 
WHERE t8.id = p5.share_id), 'candidate') ELSE lower(p5.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (p5.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t9 
WHERE t9.id = p5.actor_id))) THEN 'usr_' || CAST(p5.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '},"share":', coalesce((SELECT concat('{"id":"shr_', t10.id, '","status":"', CASE WHEN (t10.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (t10.revoked_at IS NULL AND coalesce(t10.ended_at IS NOT NULL OR t10.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '"}') AS concat_3 
FROM share AS t10 
WHERE t10.id = p5.share_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t11.id, '","version":', t11.version, ',"status":"', t11.status, '"}') AS concat_4 
FROM result AS t11 
WHERE t11.id = p5.result_id), 'null'), ',"resultVersion":', coalesce((SELECT concat('{"__typename":"ResultVersion","version":', t12.version, ',"status":"', t12.status, '","reason":', coalesce(CAST(to_json(t12.reason) AS TEXT), 'null'), ',"changes":', to_json(t12.changes), ',"overallScore":', coalesce(CAST(CASE WHEN (EXISTS (SELECT 1 
FROM result AS t13 
WHERE t13.id = t12.result_id AND t13.status = 'RELEASED')) THEN t12.overall_score END AS TEXT), 'null'), ',"components":', CASE WHEN (cardinality(t12.scores) > 0 AND t12.exam_code = ANY ('{A2_KEY,A2_KEY_FOR_SCHOOLS}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t14 
WHERE t14.id = t12.result_id AND t14.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t12.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[3] AS TEXT), 'null'), '}]') WHEN (cardinality(t12.scores) > 0 AND t12.exam_code = ANY ('{B1_PRELIMINARY,B1_PRELIMINARY_FOR_SCHOOLS,B1_BUSINESS_PRELIMINARY,B2_BUSINESS_VANTAGE,C1_BUSINESS_HIGHER}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t14 
WHERE t14.id = t12.result_id AND t14.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t12.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[4] AS TEXT), 'null'), '}]') WHEN (cardinality(t12.scores) > 0 AND t12.exam_code = ANY ('{B2_FIRST,B2_FIRST_FOR_SCHOOLS,C1_ADVANCED,C2_PROFICIENCY}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t14 
WHERE t14.id = t12.result_id AND t14.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t12.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[4] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[5] AS TEXT), 'null'), '}]') ELSE '[]' END, '}') AS concat_5 
FROM result_version AS t12 
WHERE t12.result_id = p5.result_id AND t12.version = p5.result_version), 'null'), ',"verification":', coalesce((SELECT concat('{"id":"ver_', t15.id, '","outcome":"', t15.outcome, '"}') AS concat_6 
FROM verification AS t15 
WHERE t15.id = p5.verification_id), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t4.organisation_id AS organisation_id, t4.sequence AS sequence, t4.id AS id, t4.kind AS kind, t4.occurred_at AS occurred_at, t4.actor_kind AS actor_kind, t4.actor_id AS actor_id, t4.share_id AS share_id, t4.result_id AS result_id, t4.result_version AS result_version, t4.verification_id AS verification_id 
FROM event AS t4 
WHERE t4.organisation_id = r1.id AND t4.kind = ANY ($1::TEXT[]) ORDER BY t4.sequence ASC 
 LIMIT $2::INTEGER) AS p5 
HAVING true), ',"between":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM event AS t20 
WHERE t20.organisation_id = r1.id AND t20.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_1)), ',"pageInfo":{"hasNextPage":', CAST(count(*) > $5::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t21 
WHERE t21.organisation_id = r1.id AND t21.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_2) AND (t21.sequence) <= ((SELECT place_in_log($3::UUID, $6::BIGINT) AS place_in_log_3))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n19.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $7::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n19.sequence))[least($5::INTEGER, count(*))]), '"') END, '},"edges":[', string_agg(concat('{"__typename":"EventEdge","cursor":"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', n19.sequence), '","node":{"kind":"', n19.kind, '","share":', coalesce((SELECT concat('{"id":"shr_', t22.id, '","candidateName":', to_json(t22.candidate_name), ',"result":', coalesce((SELECT concat('{"id":"res_', t23.id, '"}') AS concat_9 
FROM result AS t23 
WHERE t23.id = t22.result_id AND t22.ended_at IS NULL AND (t22.expires_at IS NULL OR t22.expires_at > now())), 'null'), '}') AS concat_8 
FROM share AS t22 
WHERE t22.id = n19.share_id), 'null'), '}}'), ',') FILTER (WHERE n19.n_ <= $5::INTEGER), ']}') AS concat_7 
FROM (SELECT p18.organisation_id AS organisation_id, p18.sequence AS sequence, p18.id AS id, p18.kind AS kind, p18.occurred_at AS occurred_at, p18.actor_kind AS actor_kind, p18.actor_id AS actor_id, p18.share_id AS share_id, p18.result_id AS result_id, p18.result_version AS result_version, p18.verification_id AS verification_id, row_number() OVER () AS n_ 
FROM (SELECT t17.organisation_id AS organisation_id, t17.sequence AS sequence, t17.id AS id, t17.kind AS kind, t17.occurred_at AS occurred_at, t17.actor_kind AS actor_kind, t17.actor_id AS actor_id, t17.share_id AS share_id, t17.result_id AS result_id, t17.result_version AS result_version, t17.verification_id AS verification_id 
FROM event AS t17 
WHERE t17.organisation_id = r1.id AND t17.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_4) AND (t17.sequence) > ((SELECT place_in_log($3::UUID, $6::BIGINT) AS place_in_log_5)) ORDER BY t17.sequence ASC 
 LIMIT $8::INTEGER) AS p18) AS n19 
HAVING true), ',"received":', (SELECT concat('{"pageInfo":{"hasNextPage":', CAST(count(*) > $9::INTEGER AS TEXT), ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n27.sequence))[least($9::INTEGER, count(*))]), '"') END, '},"nodes":[', string_agg(concat('{"sequence":', n27.sequence, ',"actor":{"kind":"', n27.actor_kind, '","name":', to_json(CASE WHEN (n27.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t28.family_name, t28.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t28.family_name || ' ' || t28.given_name ELSE t28.given_name || ' ' || t28.family_name END) AS btrim_2 
FROM app_user AS t28 
WHERE t28.id = n27.actor_id), 'user') WHEN (n27.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t29.candidate_name 
FROM share AS t29 
WHERE t29.id = n27.share_id), 'candidate') ELSE lower(n27.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (n27.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t30 
WHERE t30.id = n27.actor_id))) THEN 'usr_' || CAST(n27.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '}}'), ',') FILTER (WHERE n27.n_ <= $9::INTEGER), ']}') AS concat_10 
FROM (SELECT p26.organisation_id AS organisation_id, p26.sequence AS sequence, p26.id AS id, p26.kind AS kind, p26.occurred_at AS occurred_at, p26.actor_kind AS actor_kind, p26.actor_id AS actor_id, p26.share_id AS share_id, p26.result_id AS result_id, p26.result_version AS result_version, p26.verification_id AS verification_id, row_number() OVER () AS n_ 
FROM (SELECT t25.organisation_id AS organisation_id, t25.sequence AS sequence, t25.id AS id, t25.kind AS kind, t25.occurred_at AS occurred_at, t25.actor_kind AS actor_kind, t25.actor_id AS actor_id, t25.share_id AS share_id, t25.result_id AS result_id, t25.result_version AS result_version, t25.verification_id AS verification_id 
FROM event AS t25 
WHERE t25.organisation_id = r1.id AND t25.kind = ANY ($10::TEXT[]) ORDER BY t25.sequence ASC 
 LIMIT $11::INTEGER) AS p26) AS n27 
HAVING true), ',"upTo":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM event AS t34 
WHERE t34.organisation_id = r1.id AND t34.kind = ANY ($12::TEXT[]) AND t34.sequence <= (SELECT place_in_log($3::UUID, $13::BIGINT) AS place_in_log_6)), ',"nodes":[', string_agg(concat('{"id":"evt_', p33.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t32.organisation_id AS organisation_id, t32.sequence AS sequence, t32.id AS id, t32.kind AS kind, t32.occurred_at AS occurred_at, t32.actor_kind AS actor_kind, t32.actor_id AS actor_id, t32.share_id AS share_id, t32.result_id AS result_id, t32.result_version AS result_version, t32.verification_id AS verification_id 
FROM event AS t32 
WHERE t32.organisation_id = r1.id AND t32.kind = ANY ($12::TEXT[]) AND t32.sequence <= (SELECT place_in_log($3::UUID, $13::BIGINT) AS place_in_log_7) ORDER BY t32.sequence ASC 
 LIMIT $14::INTEGER) AS p33 
HAVING true), ',"last":', (SELECT concat('{"pageInfo":{"hasNextPage":', CAST(EXISTS (SELECT 1 
FROM event AS t39 
WHERE t39.organisation_id = r1.id AND (t39.sequence) >= ((SELECT place_in_log($3::UUID, $15::BIGINT) AS place_in_log_8))) AS TEXT), ',"hasPreviousPage":', CAST(count(*) > $16::INTEGER AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n38.sequence ORDER BY n38.n_ DESC) FILTER (WHERE n38.n_ <= $16::INTEGER))[1]), '"') END, '},"nodes":[', string_agg(concat('{"sequence":', n38.sequence, '}'), ',' ORDER BY n38.n_ DESC) FILTER (WHERE n38.n_ <= $16::INTEGER), ']}') AS concat_12 
FROM (SELECT p37.organisation_id AS organisation_id, p37.sequence AS sequence, p37.id AS id, p37.kind AS kind, p37.occurred_at AS occurred_at, p37.actor_kind AS actor_kind, p37.actor_id AS actor_id, p37.share_id AS share_id, p37.result_id AS result_id, p37.result_version AS result_version, p37.verification_id AS verification_id, row_number() OVER () AS n_ 
FROM (SELECT t36.organisation_id AS organisation_id, t36.sequence AS sequence, t36.id AS id, t36.kind AS kind, t36.occurred_at AS occurred_at, t36.actor_kind AS actor_kind, t36.actor_id AS actor_id, t36.share_id AS share_id, t36.result_id AS result_id, t36.result_version AS result_version, t36.verification_id AS verification_id 
FROM event AS t36 
WHERE t36.organisation_id = r1.id AND (t36.sequence) < ((SELECT place_in_log($3::UUID, $15::BIGINT) AS place_in_log_9)) ORDER BY t36.sequence DESC 
 LIMIT $17::INTEGER) AS p37) AS n38 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $3::UUID) AS r1
