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
WHERE t11.id = p5.result_id), 'null'), ',"resultVersion":', coalesce((SELECT concat('{"__typename":"ResultVersion","version":', t12.version, ',"status":"', t12.status, '","reason":', coalesce(CAST(to_json(t12.reason) AS TEXT), 'null'), ',"changes":', to_json(t12.changes), ',"overallScore":', coalesce(CAST(t12.overall_score AS TEXT), 'null'), ',"components":', CASE WHEN (cardinality(t12.scores) > 0 AND t12.exam_code = ANY ('{A2_KEY,A2_KEY_FOR_SCHOOLS}'::text[])) THEN concat('[{"score":', coalesce(CAST(t12.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[3] AS TEXT), 'null'), '}]') WHEN (cardinality(t12.scores) > 0 AND t12.exam_code = ANY ('{B1_PRELIMINARY,B1_PRELIMINARY_FOR_SCHOOLS,B1_BUSINESS_PRELIMINARY,B2_BUSINESS_VANTAGE,C1_BUSINESS_HIGHER}'::text[])) THEN concat('[{"score":', coalesce(CAST(t12.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[4] AS TEXT), 'null'), '}]') WHEN (cardinality(t12.scores) > 0 AND t12.exam_code = ANY ('{B2_FIRST,B2_FIRST_FOR_SCHOOLS,C1_ADVANCED,C2_PROFICIENCY}'::text[])) THEN concat('[{"score":', coalesce(CAST(t12.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[4] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t12.scores[5] AS TEXT), 'null'), '}]') ELSE '[]' END, '}') AS concat_5 
FROM result_version AS t12 
WHERE t12.result_id = p5.result_id AND t12.version = p5.result_version), 'null'), ',"verification":', coalesce((SELECT concat('{"id":"ver_', t13.id, '","outcome":"', t13.outcome, '"}') AS concat_6 
FROM verification AS t13 
WHERE t13.id = p5.verification_id), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t4.organisation_id AS organisation_id, t4.sequence AS sequence, t4.id AS id, t4.kind AS kind, t4.occurred_at AS occurred_at, t4.actor_kind AS actor_kind, t4.actor_id AS actor_id, t4.share_id AS share_id, t4.result_id AS result_id, t4.result_version AS result_version, t4.verification_id AS verification_id 
FROM event AS t4 
WHERE t4.organisation_id = r1.id AND t4.kind = ANY ($1::TEXT[]) ORDER BY t4.sequence ASC 
 LIMIT $2::INTEGER) AS p5 
HAVING true), ',"between":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM event AS t18 
WHERE t18.organisation_id = r1.id AND t18.sequence <= $3::BIGINT), ',"pageInfo":{"hasNextPage":', CAST(count(*) > $4::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM event AS t19 
WHERE t19.organisation_id = r1.id AND t19.sequence <= $3::BIGINT AND (t19.sequence) <= ($5::BIGINT)) AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($6::UUID AS TEXT), '-', ''), '-', (array_agg(n17.sequence))[1]), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN concat('"', $7::VARCHAR, '"') ELSE concat('"', concat(replace(CAST($6::UUID AS TEXT), '-', ''), '-', (array_agg(n17.sequence))[least($4::INTEGER, count(*))]), '"') END, '},"edges":[', string_agg(concat('{"__typename":"EventEdge","cursor":"', concat(replace(CAST($6::UUID AS TEXT), '-', ''), '-', n17.sequence), '","node":{"kind":"', n17.kind, '","share":', coalesce((SELECT concat('{"id":"shr_', t20.id, '","candidateName":', to_json(t20.candidate_name), ',"result":', coalesce((SELECT concat('{"id":"res_', t21.id, '"}') AS concat_9 
FROM result AS t21 
WHERE t21.id = t20.result_id AND t20.ended_at IS NULL AND (t20.expires_at IS NULL OR t20.expires_at > now())), 'null'), '}') AS concat_8 
FROM share AS t20 
WHERE t20.id = n17.share_id), 'null'), '}}'), ',') FILTER (WHERE n17.n_ <= $4::INTEGER), ']}') AS concat_7 
FROM (SELECT p16.organisation_id AS organisation_id, p16.sequence AS sequence, p16.id AS id, p16.kind AS kind, p16.occurred_at AS occurred_at, p16.actor_kind AS actor_kind, p16.actor_id AS actor_id, p16.share_id AS share_id, p16.result_id AS result_id, p16.result_version AS result_version, p16.verification_id AS verification_id, row_number() OVER () AS n_ 
FROM (SELECT t15.organisation_id AS organisation_id, t15.sequence AS sequence, t15.id AS id, t15.kind AS kind, t15.occurred_at AS occurred_at, t15.actor_kind AS actor_kind, t15.actor_id AS actor_id, t15.share_id AS share_id, t15.result_id AS result_id, t15.result_version AS result_version, t15.verification_id AS verification_id 
FROM event AS t15 
WHERE t15.organisation_id = r1.id AND t15.sequence <= $3::BIGINT AND (t15.sequence) > ($5::BIGINT) ORDER BY t15.sequence ASC 
 LIMIT $8::INTEGER) AS p16) AS n17 
HAVING true), ',"received":', (SELECT concat('{"pageInfo":{"hasNextPage":', CAST(count(*) > $9::INTEGER AS TEXT), ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($6::UUID AS TEXT), '-', ''), '-', (array_agg(n25.sequence))[least($9::INTEGER, count(*))]), '"') END, '},"nodes":[', string_agg(concat('{"sequence":', n25.sequence, ',"actor":{"kind":"', n25.actor_kind, '","name":', to_json(CASE WHEN (n25.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t26.family_name, t26.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t26.family_name || ' ' || t26.given_name ELSE t26.given_name || ' ' || t26.family_name END) AS btrim_2 
FROM app_user AS t26 
WHERE t26.id = n25.actor_id), 'user') WHEN (n25.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t27.candidate_name 
FROM share AS t27 
WHERE t27.id = n25.share_id), 'candidate') ELSE lower(n25.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (n25.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t28 
WHERE t28.id = n25.actor_id))) THEN 'usr_' || CAST(n25.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '}}'), ',') FILTER (WHERE n25.n_ <= $9::INTEGER), ']}') AS concat_10 
FROM (SELECT p24.organisation_id AS organisation_id, p24.sequence AS sequence, p24.id AS id, p24.kind AS kind, p24.occurred_at AS occurred_at, p24.actor_kind AS actor_kind, p24.actor_id AS actor_id, p24.share_id AS share_id, p24.result_id AS result_id, p24.result_version AS result_version, p24.verification_id AS verification_id, row_number() OVER () AS n_ 
FROM (SELECT t23.organisation_id AS organisation_id, t23.sequence AS sequence, t23.id AS id, t23.kind AS kind, t23.occurred_at AS occurred_at, t23.actor_kind AS actor_kind, t23.actor_id AS actor_id, t23.share_id AS share_id, t23.result_id AS result_id, t23.result_version AS result_version, t23.verification_id AS verification_id 
FROM event AS t23 
WHERE t23.organisation_id = r1.id AND t23.kind = ANY ($10::TEXT[]) ORDER BY t23.sequence ASC 
 LIMIT $11::INTEGER) AS p24) AS n25 
HAVING true), ',"upTo":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM event AS t32 
WHERE t32.organisation_id = r1.id AND t32.kind = ANY ($12::TEXT[]) AND t32.sequence <= $13::BIGINT), ',"nodes":[', string_agg(concat('{"id":"evt_', p31.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t30.organisation_id AS organisation_id, t30.sequence AS sequence, t30.id AS id, t30.kind AS kind, t30.occurred_at AS occurred_at, t30.actor_kind AS actor_kind, t30.actor_id AS actor_id, t30.share_id AS share_id, t30.result_id AS result_id, t30.result_version AS result_version, t30.verification_id AS verification_id 
FROM event AS t30 
WHERE t30.organisation_id = r1.id AND t30.kind = ANY ($12::TEXT[]) AND t30.sequence <= $13::BIGINT ORDER BY t30.sequence ASC 
 LIMIT $14::INTEGER) AS p31 
HAVING true), ',"last":', (SELECT concat('{"pageInfo":{"hasNextPage":', CAST(EXISTS (SELECT 1 
FROM event AS t37 
WHERE t37.organisation_id = r1.id AND (t37.sequence) >= ($15::BIGINT)) AS TEXT), ',"hasPreviousPage":', CAST(count(*) > $16::INTEGER AS TEXT), ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat(replace(CAST($6::UUID AS TEXT), '-', ''), '-', (array_agg(n36.sequence))[least($16::INTEGER, count(*))]), '"') END, '},"nodes":[', string_agg(concat('{"sequence":', n36.sequence, '}'), ',' ORDER BY n36.n_ DESC) FILTER (WHERE n36.n_ <= $16::INTEGER), ']}') AS concat_12 
FROM (SELECT p35.organisation_id AS organisation_id, p35.sequence AS sequence, p35.id AS id, p35.kind AS kind, p35.occurred_at AS occurred_at, p35.actor_kind AS actor_kind, p35.actor_id AS actor_id, p35.share_id AS share_id, p35.result_id AS result_id, p35.result_version AS result_version, p35.verification_id AS verification_id, row_number() OVER () AS n_ 
FROM (SELECT t34.organisation_id AS organisation_id, t34.sequence AS sequence, t34.id AS id, t34.kind AS kind, t34.occurred_at AS occurred_at, t34.actor_kind AS actor_kind, t34.actor_id AS actor_id, t34.share_id AS share_id, t34.result_id AS result_id, t34.result_version AS result_version, t34.verification_id AS verification_id 
FROM event AS t34 
WHERE t34.organisation_id = r1.id AND (t34.sequence) < ($15::BIGINT) ORDER BY t34.sequence DESC 
 LIMIT $17::INTEGER) AS p35) AS n36 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at 
FROM organisation 
WHERE organisation.id = $6::UUID) AS r1
