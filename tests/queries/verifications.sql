SELECT concat('{"verifications":', (SELECT concat('{"__typename":"VerificationConnection","totalCount":', (SELECT count(*) AS count_1 
FROM verification AS t5 
WHERE t5.organisation_id = r1.id), ',"nodes":[', string_agg(concat('{"__typename":"Verification","id":"ver_', p4.id, '","outcome":"', p4.outcome, '","checkedAt":', to_json(p4.checked_at), ',"by":{"__typename":"Actor","kind":"', p4.actor_kind, '","name":', to_json(CASE WHEN (p4.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t6.family_name, t6.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t6.family_name || ' ' || t6.given_name ELSE t6.given_name || ' ' || t6.family_name END) AS btrim_1 
FROM app_user AS t6 
WHERE t6.id = p4.actor_id), 'user') WHEN (p4.actor_kind = 'API_KEY') THEN coalesce((SELECT t7.name 
FROM api_key AS t7 
WHERE t7.id = p4.actor_id), 'api_key') ELSE lower(p4.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (p4.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t8 
WHERE t8.id = p4.actor_id AND t8.removed_at IS NULL))) THEN 'usr_' || CAST(p4.actor_id AS TEXT) WHEN (p4.actor_kind = 'API_KEY' AND (EXISTS (SELECT 1 
FROM api_key AS t9 
WHERE t9.id = p4.actor_id))) THEN 'key_' || CAST(p4.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '},"statementNumber":', to_json(p4.statement_number), ',"applicantReference":', coalesce(CAST(to_json(p4.applicant_reference) AS TEXT), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t10.id, '","status":"', t10.status, '","version":', t10.version, ',"overallScore":', coalesce(CAST(t10.overall_score AS TEXT), 'null'), ',"candidate":{"displayName":', to_json(t10.display_name), ',"candidateNumber":', coalesce(CAST(to_json((SELECT t11.candidate_number 
FROM candidate AS t11 
WHERE t11.id = t10.candidate_id)) AS TEXT), 'null'), ',"email":', coalesce(CAST(to_json(candidate_email(t10.candidate_id)) AS TEXT), 'null'), '}}') AS concat_3 
FROM result AS t10 
WHERE t10.id = p4.result_id), 'null'), ',"changedSince":', CAST(EXISTS (SELECT 1 
FROM result AS t12 
WHERE t12.id = p4.result_id AND t12.version > p4.result_version) AS TEXT), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.statement_number AS statement_number, t3.applicant_reference AS applicant_reference, t3.outcome AS outcome, t3.result_id AS result_id, t3.result_version AS result_version, t3.checked_at AS checked_at 
FROM verification AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.checked_at DESC, t3.id DESC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), ',"outcomes":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM verification AS t16 
WHERE t16.organisation_id = r1.id AND t16.outcome = ANY ($2::TEXT[])), ',"nodes":[', string_agg(concat('{"id":"ver_', p15.id, '"}'), ','), ']}') AS concat_4 
FROM (SELECT t14.id AS id, t14.organisation_id AS organisation_id, t14.actor_kind AS actor_kind, t14.actor_id AS actor_id, t14.statement_number AS statement_number, t14.applicant_reference AS applicant_reference, t14.outcome AS outcome, t14.result_id AS result_id, t14.result_version AS result_version, t14.checked_at AS checked_at 
FROM verification AS t14 
WHERE t14.organisation_id = r1.id AND t14.outcome = ANY ($2::TEXT[]) ORDER BY t14.checked_at DESC, t14.id DESC 
 LIMIT $3::INTEGER) AS p15 
HAVING true), ',"number":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM verification AS t20 
WHERE t20.organisation_id = r1.id AND ($4::VARCHAR != '' AND starts_with(t20.statement_number, $4::VARCHAR) OR starts_with(lower(t20.applicant_reference), lower($5::VARCHAR)))), ',"nodes":[', string_agg(concat('{"id":"ver_', p19.id, '"}'), ','), ']}') AS concat_5 
FROM (SELECT t18.id AS id, t18.organisation_id AS organisation_id, t18.actor_kind AS actor_kind, t18.actor_id AS actor_id, t18.statement_number AS statement_number, t18.applicant_reference AS applicant_reference, t18.outcome AS outcome, t18.result_id AS result_id, t18.result_version AS result_version, t18.checked_at AS checked_at 
FROM verification AS t18 
WHERE t18.organisation_id = r1.id AND ($4::VARCHAR != '' AND starts_with(t18.statement_number, $4::VARCHAR) OR starts_with(lower(t18.applicant_reference), lower($5::VARCHAR))) ORDER BY t18.checked_at DESC, t18.id DESC 
 LIMIT $6::INTEGER) AS p19 
HAVING true), ',"beginning":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM verification AS t22 
WHERE t22.organisation_id = r1.id AND ($7::VARCHAR != '' AND starts_with(t22.statement_number, $7::VARCHAR) OR starts_with(lower(t22.applicant_reference), lower($8::VARCHAR)))), '}'), ',"reference":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p25.id, '","applicantReference":', coalesce(CAST(to_json(p25.applicant_reference) AS TEXT), 'null'), '}'), ','), ']}') AS concat_6 
FROM (SELECT t24.id AS id, t24.organisation_id AS organisation_id, t24.actor_kind AS actor_kind, t24.actor_id AS actor_id, t24.statement_number AS statement_number, t24.applicant_reference AS applicant_reference, t24.outcome AS outcome, t24.result_id AS result_id, t24.result_version AS result_version, t24.checked_at AS checked_at 
FROM verification AS t24 
WHERE t24.organisation_id = r1.id AND ($9::VARCHAR != '' AND starts_with(t24.statement_number, $9::VARCHAR) OR starts_with(lower(t24.applicant_reference), lower($10::VARCHAR))) ORDER BY t24.checked_at DESC, t24.id DESC 
 LIMIT $11::INTEGER) AS p25 
HAVING true), ',"japanese":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p28.id, '"}'), ','), ']}') AS concat_7 
FROM (SELECT t27.id AS id, t27.organisation_id AS organisation_id, t27.actor_kind AS actor_kind, t27.actor_id AS actor_id, t27.statement_number AS statement_number, t27.applicant_reference AS applicant_reference, t27.outcome AS outcome, t27.result_id AS result_id, t27.result_version AS result_version, t27.checked_at AS checked_at 
FROM verification AS t27 
WHERE t27.organisation_id = r1.id AND ($12::VARCHAR != '' AND starts_with(t27.statement_number, $12::VARCHAR) OR starts_with(lower(t27.applicant_reference), lower($13::VARCHAR))) ORDER BY t27.checked_at DESC, t27.id DESC 
 LIMIT $14::INTEGER) AS p28 
HAVING true), ',"blank":', concat('{"totalCount":', (SELECT count(*) AS count_5 
FROM verification AS t30 
WHERE t30.organisation_id = r1.id), '}'), ',"wild":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM verification AS t32 
WHERE t32.organisation_id = r1.id AND ($15::VARCHAR != '' AND starts_with(t32.statement_number, $15::VARCHAR) OR starts_with(lower(t32.applicant_reference), lower($16::VARCHAR)))), '}'), ',"checked":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p35.id, '"}'), ','), ']}') AS concat_8 
FROM (SELECT t34.id AS id, t34.organisation_id AS organisation_id, t34.actor_kind AS actor_kind, t34.actor_id AS actor_id, t34.statement_number AS statement_number, t34.applicant_reference AS applicant_reference, t34.outcome AS outcome, t34.result_id AS result_id, t34.result_version AS result_version, t34.checked_at AS checked_at 
FROM verification AS t34 
WHERE t34.organisation_id = r1.id AND t34.checked_at >= $17::TIMESTAMP WITH TIME ZONE AND t34.checked_at < $18::TIMESTAMP WITH TIME ZONE ORDER BY t34.checked_at DESC, t34.id DESC 
 LIMIT $19::INTEGER) AS p35 
HAVING true), ',"by":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p38.id, '"}'), ','), ']}') AS concat_9 
FROM (SELECT t37.id AS id, t37.organisation_id AS organisation_id, t37.actor_kind AS actor_kind, t37.actor_id AS actor_id, t37.statement_number AS statement_number, t37.applicant_reference AS applicant_reference, t37.outcome AS outcome, t37.result_id AS result_id, t37.result_version AS result_version, t37.checked_at AS checked_at 
FROM verification AS t37 
WHERE t37.organisation_id = r1.id AND CASE WHEN (t37.actor_kind = 'USER') THEN t37.actor_id END = ANY ($20::UUID[]) ORDER BY t37.checked_at DESC, t37.id DESC 
 LIMIT $21::INTEGER) AS p38 
HAVING true), ',"changed":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p42.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t40.id AS id, t40.organisation_id AS organisation_id, t40.actor_kind AS actor_kind, t40.actor_id AS actor_id, t40.statement_number AS statement_number, t40.applicant_reference AS applicant_reference, t40.outcome AS outcome, t40.result_id AS result_id, t40.result_version AS result_version, t40.checked_at AS checked_at 
FROM verification AS t40 
WHERE t40.organisation_id = r1.id AND (EXISTS (SELECT 1 
FROM result AS t41 
WHERE t41.id = t40.result_id AND t41.version > t40.result_version)) ORDER BY t40.checked_at DESC, t40.id DESC 
 LIMIT $22::INTEGER) AS p42 
HAVING true), ',"unchanged":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p46.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t44.id AS id, t44.organisation_id AS organisation_id, t44.actor_kind AS actor_kind, t44.actor_id AS actor_id, t44.statement_number AS statement_number, t44.applicant_reference AS applicant_reference, t44.outcome AS outcome, t44.result_id AS result_id, t44.result_version AS result_version, t44.checked_at AS checked_at 
FROM verification AS t44 
WHERE t44.organisation_id = r1.id AND NOT (EXISTS (SELECT 1 
FROM result AS t45 
WHERE t45.id = t44.result_id AND t45.version > t44.result_version)) ORDER BY t44.checked_at DESC, t44.id DESC 
 LIMIT $23::INTEGER) AS p46 
HAVING true), ',"page":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', n50.id, '"}'), ',') FILTER (WHERE n50.n_ <= $24::INTEGER), '],"pageInfo":{"hasNextPage":', CAST(count(*) > $24::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', '}}') AS concat_12 
FROM (SELECT p49.id AS id, p49.organisation_id AS organisation_id, p49.actor_kind AS actor_kind, p49.actor_id AS actor_id, p49.statement_number AS statement_number, p49.applicant_reference AS applicant_reference, p49.outcome AS outcome, p49.result_id AS result_id, p49.result_version AS result_version, p49.checked_at AS checked_at, row_number() OVER () AS n_ 
FROM (SELECT t48.id AS id, t48.organisation_id AS organisation_id, t48.actor_kind AS actor_kind, t48.actor_id AS actor_id, t48.statement_number AS statement_number, t48.applicant_reference AS applicant_reference, t48.outcome AS outcome, t48.result_id AS result_id, t48.result_version AS result_version, t48.checked_at AS checked_at 
FROM verification AS t48 
WHERE t48.organisation_id = r1.id AND t48.outcome = ANY ($25::TEXT[]) ORDER BY t48.checked_at DESC, t48.id DESC 
 LIMIT $26::INTEGER) AS p49) AS n50 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $27::UUID) AS r1

-- as the second viewer

SELECT concat('{"verifications":', (SELECT concat('{"__typename":"VerificationConnection","totalCount":', (SELECT count(*) AS count_1 
FROM verification AS t5 
WHERE t5.organisation_id = r1.id), ',"nodes":[', string_agg(concat('{"__typename":"Verification","id":"ver_', p4.id, '","outcome":"', p4.outcome, '","checkedAt":', to_json(p4.checked_at), ',"by":{"__typename":"Actor","kind":"', p4.actor_kind, '","name":', to_json(CASE WHEN (p4.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t6.family_name, t6.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t6.family_name || ' ' || t6.given_name ELSE t6.given_name || ' ' || t6.family_name END) AS btrim_1 
FROM app_user AS t6 
WHERE t6.id = p4.actor_id), 'user') WHEN (p4.actor_kind = 'API_KEY') THEN coalesce((SELECT t7.name 
FROM api_key AS t7 
WHERE t7.id = p4.actor_id), 'api_key') ELSE lower(p4.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (p4.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t8 
WHERE t8.id = p4.actor_id AND t8.removed_at IS NULL))) THEN 'usr_' || CAST(p4.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '},"statementNumber":', to_json(p4.statement_number), ',"applicantReference":', coalesce(CAST(to_json(p4.applicant_reference) AS TEXT), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t9.id, '","status":"', t9.status, '","version":', t9.version, ',"overallScore":', coalesce(CAST(t9.overall_score AS TEXT), 'null'), ',"candidate":{"displayName":', to_json(t9.display_name), ',"candidateNumber":', coalesce(CAST(to_json((SELECT t10.candidate_number 
FROM candidate AS t10 
WHERE t10.id = t9.candidate_id)) AS TEXT), 'null'), ',"email":', coalesce(CAST(to_json(candidate_email(t9.candidate_id)) AS TEXT), 'null'), '}}') AS concat_3 
FROM result AS t9 
WHERE t9.id = p4.result_id), 'null'), ',"changedSince":', CAST(EXISTS (SELECT 1 
FROM result AS t11 
WHERE t11.id = p4.result_id AND t11.version > p4.result_version) AS TEXT), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.statement_number AS statement_number, t3.applicant_reference AS applicant_reference, t3.outcome AS outcome, t3.result_id AS result_id, t3.result_version AS result_version, t3.checked_at AS checked_at 
FROM verification AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.checked_at DESC, t3.id DESC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), ',"outcomes":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM verification AS t15 
WHERE t15.organisation_id = r1.id AND t15.outcome = ANY ($2::TEXT[])), ',"nodes":[', string_agg(concat('{"id":"ver_', p14.id, '"}'), ','), ']}') AS concat_4 
FROM (SELECT t13.id AS id, t13.organisation_id AS organisation_id, t13.actor_kind AS actor_kind, t13.actor_id AS actor_id, t13.statement_number AS statement_number, t13.applicant_reference AS applicant_reference, t13.outcome AS outcome, t13.result_id AS result_id, t13.result_version AS result_version, t13.checked_at AS checked_at 
FROM verification AS t13 
WHERE t13.organisation_id = r1.id AND t13.outcome = ANY ($2::TEXT[]) ORDER BY t13.checked_at DESC, t13.id DESC 
 LIMIT $3::INTEGER) AS p14 
HAVING true), ',"number":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM verification AS t19 
WHERE t19.organisation_id = r1.id AND ($4::VARCHAR != '' AND starts_with(t19.statement_number, $4::VARCHAR) OR starts_with(lower(t19.applicant_reference), lower($5::VARCHAR)))), ',"nodes":[', string_agg(concat('{"id":"ver_', p18.id, '"}'), ','), ']}') AS concat_5 
FROM (SELECT t17.id AS id, t17.organisation_id AS organisation_id, t17.actor_kind AS actor_kind, t17.actor_id AS actor_id, t17.statement_number AS statement_number, t17.applicant_reference AS applicant_reference, t17.outcome AS outcome, t17.result_id AS result_id, t17.result_version AS result_version, t17.checked_at AS checked_at 
FROM verification AS t17 
WHERE t17.organisation_id = r1.id AND ($4::VARCHAR != '' AND starts_with(t17.statement_number, $4::VARCHAR) OR starts_with(lower(t17.applicant_reference), lower($5::VARCHAR))) ORDER BY t17.checked_at DESC, t17.id DESC 
 LIMIT $6::INTEGER) AS p18 
HAVING true), ',"beginning":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM verification AS t21 
WHERE t21.organisation_id = r1.id AND ($7::VARCHAR != '' AND starts_with(t21.statement_number, $7::VARCHAR) OR starts_with(lower(t21.applicant_reference), lower($8::VARCHAR)))), '}'), ',"reference":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p24.id, '","applicantReference":', coalesce(CAST(to_json(p24.applicant_reference) AS TEXT), 'null'), '}'), ','), ']}') AS concat_6 
FROM (SELECT t23.id AS id, t23.organisation_id AS organisation_id, t23.actor_kind AS actor_kind, t23.actor_id AS actor_id, t23.statement_number AS statement_number, t23.applicant_reference AS applicant_reference, t23.outcome AS outcome, t23.result_id AS result_id, t23.result_version AS result_version, t23.checked_at AS checked_at 
FROM verification AS t23 
WHERE t23.organisation_id = r1.id AND ($9::VARCHAR != '' AND starts_with(t23.statement_number, $9::VARCHAR) OR starts_with(lower(t23.applicant_reference), lower($10::VARCHAR))) ORDER BY t23.checked_at DESC, t23.id DESC 
 LIMIT $11::INTEGER) AS p24 
HAVING true), ',"japanese":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p27.id, '"}'), ','), ']}') AS concat_7 
FROM (SELECT t26.id AS id, t26.organisation_id AS organisation_id, t26.actor_kind AS actor_kind, t26.actor_id AS actor_id, t26.statement_number AS statement_number, t26.applicant_reference AS applicant_reference, t26.outcome AS outcome, t26.result_id AS result_id, t26.result_version AS result_version, t26.checked_at AS checked_at 
FROM verification AS t26 
WHERE t26.organisation_id = r1.id AND ($12::VARCHAR != '' AND starts_with(t26.statement_number, $12::VARCHAR) OR starts_with(lower(t26.applicant_reference), lower($13::VARCHAR))) ORDER BY t26.checked_at DESC, t26.id DESC 
 LIMIT $14::INTEGER) AS p27 
HAVING true), ',"blank":', concat('{"totalCount":', (SELECT count(*) AS count_5 
FROM verification AS t29 
WHERE t29.organisation_id = r1.id), '}'), ',"wild":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM verification AS t31 
WHERE t31.organisation_id = r1.id AND ($15::VARCHAR != '' AND starts_with(t31.statement_number, $15::VARCHAR) OR starts_with(lower(t31.applicant_reference), lower($16::VARCHAR)))), '}'), ',"checked":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p34.id, '"}'), ','), ']}') AS concat_8 
FROM (SELECT t33.id AS id, t33.organisation_id AS organisation_id, t33.actor_kind AS actor_kind, t33.actor_id AS actor_id, t33.statement_number AS statement_number, t33.applicant_reference AS applicant_reference, t33.outcome AS outcome, t33.result_id AS result_id, t33.result_version AS result_version, t33.checked_at AS checked_at 
FROM verification AS t33 
WHERE t33.organisation_id = r1.id AND t33.checked_at >= $17::TIMESTAMP WITH TIME ZONE AND t33.checked_at < $18::TIMESTAMP WITH TIME ZONE ORDER BY t33.checked_at DESC, t33.id DESC 
 LIMIT $19::INTEGER) AS p34 
HAVING true), ',"by":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p37.id, '"}'), ','), ']}') AS concat_9 
FROM (SELECT t36.id AS id, t36.organisation_id AS organisation_id, t36.actor_kind AS actor_kind, t36.actor_id AS actor_id, t36.statement_number AS statement_number, t36.applicant_reference AS applicant_reference, t36.outcome AS outcome, t36.result_id AS result_id, t36.result_version AS result_version, t36.checked_at AS checked_at 
FROM verification AS t36 
WHERE t36.organisation_id = r1.id AND CASE WHEN (t36.actor_kind = 'USER') THEN t36.actor_id END = ANY ($20::UUID[]) ORDER BY t36.checked_at DESC, t36.id DESC 
 LIMIT $21::INTEGER) AS p37 
HAVING true), ',"changed":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p41.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t39.id AS id, t39.organisation_id AS organisation_id, t39.actor_kind AS actor_kind, t39.actor_id AS actor_id, t39.statement_number AS statement_number, t39.applicant_reference AS applicant_reference, t39.outcome AS outcome, t39.result_id AS result_id, t39.result_version AS result_version, t39.checked_at AS checked_at 
FROM verification AS t39 
WHERE t39.organisation_id = r1.id AND (EXISTS (SELECT 1 
FROM result AS t40 
WHERE t40.id = t39.result_id AND t40.version > t39.result_version)) ORDER BY t39.checked_at DESC, t39.id DESC 
 LIMIT $22::INTEGER) AS p41 
HAVING true), ',"unchanged":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p45.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t43.id AS id, t43.organisation_id AS organisation_id, t43.actor_kind AS actor_kind, t43.actor_id AS actor_id, t43.statement_number AS statement_number, t43.applicant_reference AS applicant_reference, t43.outcome AS outcome, t43.result_id AS result_id, t43.result_version AS result_version, t43.checked_at AS checked_at 
FROM verification AS t43 
WHERE t43.organisation_id = r1.id AND NOT (EXISTS (SELECT 1 
FROM result AS t44 
WHERE t44.id = t43.result_id AND t44.version > t43.result_version)) ORDER BY t43.checked_at DESC, t43.id DESC 
 LIMIT $23::INTEGER) AS p45 
HAVING true), ',"page":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', n49.id, '"}'), ',') FILTER (WHERE n49.n_ <= $24::INTEGER), '],"pageInfo":{"hasNextPage":', CAST(count(*) > $24::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', '}}') AS concat_12 
FROM (SELECT p48.id AS id, p48.organisation_id AS organisation_id, p48.actor_kind AS actor_kind, p48.actor_id AS actor_id, p48.statement_number AS statement_number, p48.applicant_reference AS applicant_reference, p48.outcome AS outcome, p48.result_id AS result_id, p48.result_version AS result_version, p48.checked_at AS checked_at, row_number() OVER () AS n_ 
FROM (SELECT t47.id AS id, t47.organisation_id AS organisation_id, t47.actor_kind AS actor_kind, t47.actor_id AS actor_id, t47.statement_number AS statement_number, t47.applicant_reference AS applicant_reference, t47.outcome AS outcome, t47.result_id AS result_id, t47.result_version AS result_version, t47.checked_at AS checked_at 
FROM verification AS t47 
WHERE t47.organisation_id = r1.id AND t47.outcome = ANY ($25::TEXT[]) ORDER BY t47.checked_at DESC, t47.id DESC 
 LIMIT $26::INTEGER) AS p48) AS n49 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $27::UUID) AS r1
