SELECT concat('{"eventCursor":', to_json(concat(replace(CAST(r1.id AS TEXT), '-', ''), '-', coalesce((SELECT t2.last 
FROM event_head AS t2 
WHERE t2.organisation_id = r1.id), 0))), ',"kinds":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM event AS t6 
WHERE t6.organisation_id = r1.id AND t6.kind = ANY ($1::TEXT[])), ',"nodes":[', string_agg(concat('{"__typename":"Event","id":"evt_', p5.id, '","cursor":', to_json(concat(replace(CAST(p5.organisation_id AS TEXT), '-', ''), '-', p5.sequence)), ',"sequence":', p5.sequence, ',"kind":"', p5.kind, '","occurredAt":', to_json(p5.occurred_at), ',"actor":{"__typename":"Actor","kind":"', p5.actor_kind, '","name":', to_json(CASE WHEN (p5.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t7.family_name, t7.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t7.family_name || ' ' || t7.given_name ELSE t7.given_name || ' ' || t7.family_name END) AS btrim_1 
FROM app_user AS t7 
WHERE t7.id = p5.actor_id), 'user') WHEN (p5.actor_kind = 'API_KEY') THEN coalesce((SELECT t8.name 
FROM api_key AS t8 
WHERE t8.id = p5.actor_id), 'api_key') WHEN (p5.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t9.candidate_name 
FROM share AS t9 
WHERE t9.id = p5.share_id), 'candidate') ELSE lower(p5.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (p5.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t10 
WHERE t10.id = p5.actor_id AND t10.removed_at IS NULL))) THEN 'usr_' || CAST(p5.actor_id AS TEXT) WHEN (p5.actor_kind = 'API_KEY' AND (EXISTS (SELECT 1 
FROM api_key AS t11 
WHERE t11.id = p5.actor_id))) THEN 'key_' || CAST(p5.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '},"share":', coalesce((SELECT concat('{"id":"shr_', t12.id, '","status":"', CASE WHEN (t12.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (t12.revoked_at IS NULL AND coalesce(t12.ended_at IS NOT NULL OR t12.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '"}') AS concat_3 
FROM share AS t12 
WHERE t12.id = p5.share_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t13.id, '","version":', t13.version, ',"status":"', t13.status, '"}') AS concat_4 
FROM result AS t13 
WHERE t13.id = p5.result_id), 'null'), ',"resultVersion":', coalesce((SELECT concat('{"__typename":"ResultVersion","version":', t14.version, ',"status":"', t14.status, '","reason":', coalesce(CAST(to_json(t14.reason) AS TEXT), 'null'), ',"changes":', to_json(t14.changes), ',"overallScore":', coalesce(CAST(CASE WHEN (EXISTS (SELECT 1 
FROM result AS t15 
WHERE t15.id = t14.result_id AND t15.status = 'RELEASED')) THEN t14.overall_score END AS TEXT), 'null'), ',"components":', CASE WHEN (cardinality(t14.scores) > 0 AND t14.exam_code = ANY ('{A2_KEY,A2_KEY_FOR_SCHOOLS}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t16 
WHERE t16.id = t14.result_id AND t16.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t14.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[3] AS TEXT), 'null'), '}]') WHEN (cardinality(t14.scores) > 0 AND t14.exam_code = ANY ('{B1_PRELIMINARY,B1_PRELIMINARY_FOR_SCHOOLS,B1_BUSINESS_PRELIMINARY,B2_BUSINESS_VANTAGE,C1_BUSINESS_HIGHER}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t16 
WHERE t16.id = t14.result_id AND t16.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t14.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[4] AS TEXT), 'null'), '}]') WHEN (cardinality(t14.scores) > 0 AND t14.exam_code = ANY ('{B2_FIRST,B2_FIRST_FOR_SCHOOLS,C1_ADVANCED,C2_PROFICIENCY}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t16 
WHERE t16.id = t14.result_id AND t16.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t14.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[4] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t14.scores[5] AS TEXT), 'null'), '}]') ELSE '[]' END, '}') AS concat_5 
FROM result_version AS t14 
WHERE t14.result_id = p5.result_id AND t14.version = p5.result_version), 'null'), ',"verification":', coalesce((SELECT concat('{"id":"ver_', t17.id, '","outcome":"', t17.outcome, '"}') AS concat_6 
FROM verification AS t17 
WHERE t17.id = p5.verification_id), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t4.organisation_id AS organisation_id, t4.sequence AS sequence, t4.id AS id, t4.kind AS kind, t4.occurred_at AS occurred_at, t4.actor_kind AS actor_kind, t4.actor_id AS actor_id, t4.share_id AS share_id, t4.result_id AS result_id, t4.result_version AS result_version, t4.verification_id AS verification_id, t4.download_id AS download_id 
FROM event AS t4 
WHERE t4.organisation_id = r1.id AND t4.kind = ANY ($1::TEXT[]) ORDER BY t4.sequence ASC 
 LIMIT $2::INTEGER) AS p5 
HAVING true), ',"between":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM event AS t22 
WHERE t22.organisation_id = r1.id AND t22.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_1)), ',"pageInfo":{"hasNextPage":', CAST(count(*) > $5::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t23 
WHERE t23.organisation_id = r1.id AND t23.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_2) AND (t23.sequence) <= ((SELECT place_in_log($3::UUID, $6::BIGINT) AS place_in_log_3))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n21.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $7::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n21.sequence))[least($5::INTEGER, count(*))]), '"') END, '},"edges":[', string_agg(concat('{"__typename":"EventEdge","cursor":"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', n21.sequence), '","node":{"kind":"', n21.kind, '","share":', coalesce((SELECT concat('{"id":"shr_', t24.id, '","candidateName":', to_json(t24.candidate_name), ',"result":', coalesce((SELECT concat('{"id":"res_', t25.id, '"}') AS concat_9 
FROM result AS t25 
WHERE t25.id = t24.result_id AND t24.ended_at IS NULL AND (t24.expires_at IS NULL OR t24.expires_at > now())), 'null'), '}') AS concat_8 
FROM share AS t24 
WHERE t24.id = n21.share_id), 'null'), '}}'), ',') FILTER (WHERE n21.n_ <= $5::INTEGER), ']}') AS concat_7 
FROM (SELECT p20.organisation_id AS organisation_id, p20.sequence AS sequence, p20.id AS id, p20.kind AS kind, p20.occurred_at AS occurred_at, p20.actor_kind AS actor_kind, p20.actor_id AS actor_id, p20.share_id AS share_id, p20.result_id AS result_id, p20.result_version AS result_version, p20.verification_id AS verification_id, p20.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t19.organisation_id AS organisation_id, t19.sequence AS sequence, t19.id AS id, t19.kind AS kind, t19.occurred_at AS occurred_at, t19.actor_kind AS actor_kind, t19.actor_id AS actor_id, t19.share_id AS share_id, t19.result_id AS result_id, t19.result_version AS result_version, t19.verification_id AS verification_id, t19.download_id AS download_id 
FROM event AS t19 
WHERE t19.organisation_id = r1.id AND t19.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_4) AND (t19.sequence) > ((SELECT place_in_log($3::UUID, $6::BIGINT) AS place_in_log_5)) ORDER BY t19.sequence ASC 
 LIMIT $8::INTEGER) AS p20) AS n21 
HAVING true), ',"received":', (SELECT concat('{"pageInfo":{"hasNextPage":', CAST(count(*) > $9::INTEGER AS TEXT), ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n29.sequence))[least($9::INTEGER, count(*))]), '"') END, '},"nodes":[', string_agg(concat('{"sequence":', n29.sequence, ',"actor":{"kind":"', n29.actor_kind, '","name":', to_json(CASE WHEN (n29.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t30.family_name, t30.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t30.family_name || ' ' || t30.given_name ELSE t30.given_name || ' ' || t30.family_name END) AS btrim_2 
FROM app_user AS t30 
WHERE t30.id = n29.actor_id), 'user') WHEN (n29.actor_kind = 'API_KEY') THEN coalesce((SELECT t31.name 
FROM api_key AS t31 
WHERE t31.id = n29.actor_id), 'api_key') WHEN (n29.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t32.candidate_name 
FROM share AS t32 
WHERE t32.id = n29.share_id), 'candidate') ELSE lower(n29.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (n29.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t33 
WHERE t33.id = n29.actor_id AND t33.removed_at IS NULL))) THEN 'usr_' || CAST(n29.actor_id AS TEXT) WHEN (n29.actor_kind = 'API_KEY' AND (EXISTS (SELECT 1 
FROM api_key AS t34 
WHERE t34.id = n29.actor_id))) THEN 'key_' || CAST(n29.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '}}'), ',') FILTER (WHERE n29.n_ <= $9::INTEGER), ']}') AS concat_10 
FROM (SELECT p28.organisation_id AS organisation_id, p28.sequence AS sequence, p28.id AS id, p28.kind AS kind, p28.occurred_at AS occurred_at, p28.actor_kind AS actor_kind, p28.actor_id AS actor_id, p28.share_id AS share_id, p28.result_id AS result_id, p28.result_version AS result_version, p28.verification_id AS verification_id, p28.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t27.organisation_id AS organisation_id, t27.sequence AS sequence, t27.id AS id, t27.kind AS kind, t27.occurred_at AS occurred_at, t27.actor_kind AS actor_kind, t27.actor_id AS actor_id, t27.share_id AS share_id, t27.result_id AS result_id, t27.result_version AS result_version, t27.verification_id AS verification_id, t27.download_id AS download_id 
FROM event AS t27 
WHERE t27.organisation_id = r1.id AND t27.kind = ANY ($10::TEXT[]) ORDER BY t27.sequence ASC 
 LIMIT $11::INTEGER) AS p28) AS n29 
HAVING true), ',"upTo":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM event AS t38 
WHERE t38.organisation_id = r1.id AND t38.kind = ANY ($12::TEXT[]) AND t38.sequence <= (SELECT place_in_log($3::UUID, $13::BIGINT) AS place_in_log_6)), ',"nodes":[', string_agg(concat('{"id":"evt_', p37.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t36.organisation_id AS organisation_id, t36.sequence AS sequence, t36.id AS id, t36.kind AS kind, t36.occurred_at AS occurred_at, t36.actor_kind AS actor_kind, t36.actor_id AS actor_id, t36.share_id AS share_id, t36.result_id AS result_id, t36.result_version AS result_version, t36.verification_id AS verification_id, t36.download_id AS download_id 
FROM event AS t36 
WHERE t36.organisation_id = r1.id AND t36.kind = ANY ($12::TEXT[]) AND t36.sequence <= (SELECT place_in_log($3::UUID, $13::BIGINT) AS place_in_log_7) ORDER BY t36.sequence ASC 
 LIMIT $14::INTEGER) AS p37 
HAVING true), ',"last":', (SELECT concat('{"pageInfo":{"hasNextPage":', CAST(EXISTS (SELECT 1 
FROM event AS t43 
WHERE t43.organisation_id = r1.id AND (t43.sequence) >= ((SELECT place_in_log($3::UUID, $15::BIGINT) AS place_in_log_8))) AS TEXT), ',"hasPreviousPage":', CAST(count(*) > $16::INTEGER AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n42.sequence ORDER BY n42.n_ DESC) FILTER (WHERE n42.n_ <= $16::INTEGER))[1]), '"') END, '},"nodes":[', string_agg(concat('{"sequence":', n42.sequence, '}'), ',' ORDER BY n42.n_ DESC) FILTER (WHERE n42.n_ <= $16::INTEGER), ']}') AS concat_12 
FROM (SELECT p41.organisation_id AS organisation_id, p41.sequence AS sequence, p41.id AS id, p41.kind AS kind, p41.occurred_at AS occurred_at, p41.actor_kind AS actor_kind, p41.actor_id AS actor_id, p41.share_id AS share_id, p41.result_id AS result_id, p41.result_version AS result_version, p41.verification_id AS verification_id, p41.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t40.organisation_id AS organisation_id, t40.sequence AS sequence, t40.id AS id, t40.kind AS kind, t40.occurred_at AS occurred_at, t40.actor_kind AS actor_kind, t40.actor_id AS actor_id, t40.share_id AS share_id, t40.result_id AS result_id, t40.result_version AS result_version, t40.verification_id AS verification_id, t40.download_id AS download_id 
FROM event AS t40 
WHERE t40.organisation_id = r1.id AND (t40.sequence) < ((SELECT place_in_log($3::UUID, $15::BIGINT) AS place_in_log_9)) ORDER BY t40.sequence DESC 
 LIMIT $17::INTEGER) AS p41) AS n42 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $3::UUID) AS r1

-- as the second viewer

SELECT concat('{"eventCursor":', to_json(concat(replace(CAST(r1.id AS TEXT), '-', ''), '-', coalesce((SELECT t2.last 
FROM event_head AS t2 
WHERE t2.organisation_id = r1.id), 0))), ',"kinds":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM event AS t6 
WHERE t6.organisation_id = r1.id AND t6.kind = ANY ($1::TEXT[])), ',"nodes":[', string_agg(concat('{"__typename":"Event","id":"evt_', p5.id, '","cursor":', to_json(concat(replace(CAST(p5.organisation_id AS TEXT), '-', ''), '-', p5.sequence)), ',"sequence":', p5.sequence, ',"kind":"', p5.kind, '","occurredAt":', to_json(p5.occurred_at), ',"actor":{"__typename":"Actor","kind":"', p5.actor_kind, '","name":', to_json(CASE WHEN (p5.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t7.family_name, t7.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t7.family_name || ' ' || t7.given_name ELSE t7.given_name || ' ' || t7.family_name END) AS btrim_1 
FROM app_user AS t7 
WHERE t7.id = p5.actor_id), 'user') WHEN (p5.actor_kind = 'API_KEY') THEN coalesce((SELECT t8.name 
FROM api_key AS t8 
WHERE t8.id = p5.actor_id), 'api_key') WHEN (p5.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t9.candidate_name 
FROM share AS t9 
WHERE t9.id = p5.share_id), 'candidate') ELSE lower(p5.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (p5.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t10 
WHERE t10.id = p5.actor_id AND t10.removed_at IS NULL))) THEN 'usr_' || CAST(p5.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '},"share":', coalesce((SELECT concat('{"id":"shr_', t11.id, '","status":"', CASE WHEN (t11.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (t11.revoked_at IS NULL AND coalesce(t11.ended_at IS NOT NULL OR t11.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '"}') AS concat_3 
FROM share AS t11 
WHERE t11.id = p5.share_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t12.id, '","version":', t12.version, ',"status":"', t12.status, '"}') AS concat_4 
FROM result AS t12 
WHERE t12.id = p5.result_id), 'null'), ',"resultVersion":', coalesce((SELECT concat('{"__typename":"ResultVersion","version":', t13.version, ',"status":"', t13.status, '","reason":', coalesce(CAST(to_json(t13.reason) AS TEXT), 'null'), ',"changes":', to_json(t13.changes), ',"overallScore":', coalesce(CAST(CASE WHEN (EXISTS (SELECT 1 
FROM result AS t14 
WHERE t14.id = t13.result_id AND t14.status = 'RELEASED')) THEN t13.overall_score END AS TEXT), 'null'), ',"components":', CASE WHEN (cardinality(t13.scores) > 0 AND t13.exam_code = ANY ('{A2_KEY,A2_KEY_FOR_SCHOOLS}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t15 
WHERE t15.id = t13.result_id AND t15.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t13.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[3] AS TEXT), 'null'), '}]') WHEN (cardinality(t13.scores) > 0 AND t13.exam_code = ANY ('{B1_PRELIMINARY,B1_PRELIMINARY_FOR_SCHOOLS,B1_BUSINESS_PRELIMINARY,B2_BUSINESS_VANTAGE,C1_BUSINESS_HIGHER}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t15 
WHERE t15.id = t13.result_id AND t15.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t13.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[4] AS TEXT), 'null'), '}]') WHEN (cardinality(t13.scores) > 0 AND t13.exam_code = ANY ('{B2_FIRST,B2_FIRST_FOR_SCHOOLS,C1_ADVANCED,C2_PROFICIENCY}'::text[]) AND (EXISTS (SELECT 1 
FROM result AS t15 
WHERE t15.id = t13.result_id AND t15.status = 'RELEASED'))) THEN concat('[{"score":', coalesce(CAST(t13.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[4] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t13.scores[5] AS TEXT), 'null'), '}]') ELSE '[]' END, '}') AS concat_5 
FROM result_version AS t13 
WHERE t13.result_id = p5.result_id AND t13.version = p5.result_version), 'null'), ',"verification":', coalesce((SELECT concat('{"id":"ver_', t16.id, '","outcome":"', t16.outcome, '"}') AS concat_6 
FROM verification AS t16 
WHERE t16.id = p5.verification_id), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t4.organisation_id AS organisation_id, t4.sequence AS sequence, t4.id AS id, t4.kind AS kind, t4.occurred_at AS occurred_at, t4.actor_kind AS actor_kind, t4.actor_id AS actor_id, t4.share_id AS share_id, t4.result_id AS result_id, t4.result_version AS result_version, t4.verification_id AS verification_id, t4.download_id AS download_id 
FROM event AS t4 
WHERE t4.organisation_id = r1.id AND t4.kind = ANY ($1::TEXT[]) ORDER BY t4.sequence ASC 
 LIMIT $2::INTEGER) AS p5 
HAVING true), ',"between":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM event AS t21 
WHERE t21.organisation_id = r1.id AND t21.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_1)), ',"pageInfo":{"hasNextPage":', CAST(count(*) > $5::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t22 
WHERE t22.organisation_id = r1.id AND t22.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_2) AND (t22.sequence) <= ((SELECT place_in_log($3::UUID, $6::BIGINT) AS place_in_log_3))) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n20.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $7::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n20.sequence))[least($5::INTEGER, count(*))]), '"') END, '},"edges":[', string_agg(concat('{"__typename":"EventEdge","cursor":"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', n20.sequence), '","node":{"kind":"', n20.kind, '","share":', coalesce((SELECT concat('{"id":"shr_', t23.id, '","candidateName":', to_json(t23.candidate_name), ',"result":', coalesce((SELECT concat('{"id":"res_', t24.id, '"}') AS concat_9 
FROM result AS t24 
WHERE t24.id = t23.result_id AND t23.ended_at IS NULL AND (t23.expires_at IS NULL OR t23.expires_at > now())), 'null'), '}') AS concat_8 
FROM share AS t23 
WHERE t23.id = n20.share_id), 'null'), '}}'), ',') FILTER (WHERE n20.n_ <= $5::INTEGER), ']}') AS concat_7 
FROM (SELECT p19.organisation_id AS organisation_id, p19.sequence AS sequence, p19.id AS id, p19.kind AS kind, p19.occurred_at AS occurred_at, p19.actor_kind AS actor_kind, p19.actor_id AS actor_id, p19.share_id AS share_id, p19.result_id AS result_id, p19.result_version AS result_version, p19.verification_id AS verification_id, p19.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t18.organisation_id AS organisation_id, t18.sequence AS sequence, t18.id AS id, t18.kind AS kind, t18.occurred_at AS occurred_at, t18.actor_kind AS actor_kind, t18.actor_id AS actor_id, t18.share_id AS share_id, t18.result_id AS result_id, t18.result_version AS result_version, t18.verification_id AS verification_id, t18.download_id AS download_id 
FROM event AS t18 
WHERE t18.organisation_id = r1.id AND t18.sequence <= (SELECT place_in_log($3::UUID, $4::BIGINT) AS place_in_log_4) AND (t18.sequence) > ((SELECT place_in_log($3::UUID, $6::BIGINT) AS place_in_log_5)) ORDER BY t18.sequence ASC 
 LIMIT $8::INTEGER) AS p19) AS n20 
HAVING true), ',"received":', (SELECT concat('{"pageInfo":{"hasNextPage":', CAST(count(*) > $9::INTEGER AS TEXT), ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n28.sequence))[least($9::INTEGER, count(*))]), '"') END, '},"nodes":[', string_agg(concat('{"sequence":', n28.sequence, ',"actor":{"kind":"', n28.actor_kind, '","name":', to_json(CASE WHEN (n28.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t29.family_name, t29.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t29.family_name || ' ' || t29.given_name ELSE t29.given_name || ' ' || t29.family_name END) AS btrim_2 
FROM app_user AS t29 
WHERE t29.id = n28.actor_id), 'user') WHEN (n28.actor_kind = 'API_KEY') THEN coalesce((SELECT t30.name 
FROM api_key AS t30 
WHERE t30.id = n28.actor_id), 'api_key') WHEN (n28.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t31.candidate_name 
FROM share AS t31 
WHERE t31.id = n28.share_id), 'candidate') ELSE lower(n28.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (n28.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t32 
WHERE t32.id = n28.actor_id AND t32.removed_at IS NULL))) THEN 'usr_' || CAST(n28.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '}}'), ',') FILTER (WHERE n28.n_ <= $9::INTEGER), ']}') AS concat_10 
FROM (SELECT p27.organisation_id AS organisation_id, p27.sequence AS sequence, p27.id AS id, p27.kind AS kind, p27.occurred_at AS occurred_at, p27.actor_kind AS actor_kind, p27.actor_id AS actor_id, p27.share_id AS share_id, p27.result_id AS result_id, p27.result_version AS result_version, p27.verification_id AS verification_id, p27.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t26.organisation_id AS organisation_id, t26.sequence AS sequence, t26.id AS id, t26.kind AS kind, t26.occurred_at AS occurred_at, t26.actor_kind AS actor_kind, t26.actor_id AS actor_id, t26.share_id AS share_id, t26.result_id AS result_id, t26.result_version AS result_version, t26.verification_id AS verification_id, t26.download_id AS download_id 
FROM event AS t26 
WHERE t26.organisation_id = r1.id AND t26.kind = ANY ($10::TEXT[]) ORDER BY t26.sequence ASC 
 LIMIT $11::INTEGER) AS p27) AS n28 
HAVING true), ',"upTo":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM event AS t36 
WHERE t36.organisation_id = r1.id AND t36.kind = ANY ($12::TEXT[]) AND t36.sequence <= (SELECT place_in_log($3::UUID, $13::BIGINT) AS place_in_log_6)), ',"nodes":[', string_agg(concat('{"id":"evt_', p35.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t34.organisation_id AS organisation_id, t34.sequence AS sequence, t34.id AS id, t34.kind AS kind, t34.occurred_at AS occurred_at, t34.actor_kind AS actor_kind, t34.actor_id AS actor_id, t34.share_id AS share_id, t34.result_id AS result_id, t34.result_version AS result_version, t34.verification_id AS verification_id, t34.download_id AS download_id 
FROM event AS t34 
WHERE t34.organisation_id = r1.id AND t34.kind = ANY ($12::TEXT[]) AND t34.sequence <= (SELECT place_in_log($3::UUID, $13::BIGINT) AS place_in_log_7) ORDER BY t34.sequence ASC 
 LIMIT $14::INTEGER) AS p35 
HAVING true), ',"last":', (SELECT concat('{"pageInfo":{"hasNextPage":', CAST(EXISTS (SELECT 1 
FROM event AS t41 
WHERE t41.organisation_id = r1.id AND (t41.sequence) >= ((SELECT place_in_log($3::UUID, $15::BIGINT) AS place_in_log_8))) AS TEXT), ',"hasPreviousPage":', CAST(count(*) > $16::INTEGER AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($3::UUID AS TEXT), '-', ''), '-', (array_agg(n40.sequence ORDER BY n40.n_ DESC) FILTER (WHERE n40.n_ <= $16::INTEGER))[1]), '"') END, '},"nodes":[', string_agg(concat('{"sequence":', n40.sequence, '}'), ',' ORDER BY n40.n_ DESC) FILTER (WHERE n40.n_ <= $16::INTEGER), ']}') AS concat_12 
FROM (SELECT p39.organisation_id AS organisation_id, p39.sequence AS sequence, p39.id AS id, p39.kind AS kind, p39.occurred_at AS occurred_at, p39.actor_kind AS actor_kind, p39.actor_id AS actor_id, p39.share_id AS share_id, p39.result_id AS result_id, p39.result_version AS result_version, p39.verification_id AS verification_id, p39.download_id AS download_id, row_number() OVER () AS n_ 
FROM (SELECT t38.organisation_id AS organisation_id, t38.sequence AS sequence, t38.id AS id, t38.kind AS kind, t38.occurred_at AS occurred_at, t38.actor_kind AS actor_kind, t38.actor_id AS actor_id, t38.share_id AS share_id, t38.result_id AS result_id, t38.result_version AS result_version, t38.verification_id AS verification_id, t38.download_id AS download_id 
FROM event AS t38 
WHERE t38.organisation_id = r1.id AND (t38.sequence) < ((SELECT place_in_log($3::UUID, $15::BIGINT) AS place_in_log_9)) ORDER BY t38.sequence DESC 
 LIMIT $17::INTEGER) AS p39) AS n40 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $3::UUID) AS r1
