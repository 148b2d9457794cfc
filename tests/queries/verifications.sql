SELECT concat('{"verifications":', (SELECT concat('{"__typename":"VerificationConnection","totalCount":', (SELECT count(*) AS count_1 
FROM verification AS t5 
WHERE t5.organisation_id = r1.id), ',"nodes":[', string_agg(concat('{"__typename":"Verification","id":"ver_', p4.id, '","outcome":"', p4.outcome, '","checkedAt":', to_json(p4.checked_at), ',"by":{"__typename":"Actor","kind":"', p4.actor_kind, '","name":', to_json(CASE WHEN (p4.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t6.family_name, t6.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t6.family_name || ' ' || t6.given_name ELSE t6.given_name || ' ' || t6.family_name END) AS btrim_1 
FROM app_user AS t6 
WHERE t6.id = p4.actor_id), 'user') ELSE lower(p4.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (p4.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t7 
WHERE t7.id = p4.actor_id))) THEN 'usr_' || CAST(p4.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '},"statementNumber":', to_json(p4.statement_number), ',"applicantReference":', coalesce(CAST(to_json(p4.applicant_reference) AS TEXT), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t8.id, '","status":"', t8.status, '","version":', t8.version, ',"overallScore":', coalesce(CAST(t8.overall_score AS TEXT), 'null'), ',"candidate":{"displayName":', to_json(t8.display_name), ',"candidateNumber":', coalesce(CAST(to_json((SELECT t9.candidate_number 
FROM candidate AS t9 
WHERE t9.id = t8.candidate_id)) AS TEXT), 'null'), ',"email":', coalesce(CAST(to_json(candidate_email(t8.candidate_id)) AS TEXT), 'null'), '}}') AS concat_3 
FROM result AS t8 
WHERE t8.id = p4.result_id), 'null'), ',"changedSince":', CAST(EXISTS (SELECT 1 
FROM result AS t10 
WHERE t10.id = p4.result_id AND t10.version > p4.result_version) AS TEXT), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.statement_number AS statement_number, t3.applicant_reference AS applicant_reference, t3.outcome AS outcome, t3.result_id AS result_id, t3.result_version AS result_version, t3.checked_at AS checked_at 
FROM verification AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.checked_at DESC, t3.id DESC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), ',"outcomes":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM verification AS t14 
WHERE t14.organisation_id = r1.id AND t14.outcome = ANY ($2::TEXT[])), ',"nodes":[', string_agg(concat('{"id":"ver_', p13.id, '"}'), ','), ']}') AS concat_4 
FROM (SELECT t12.id AS id, t12.organisation_id AS organisation_id, t12.actor_kind AS actor_kind, t12.actor_id AS actor_id, t12.statement_number AS statement_number, t12.applicant_reference AS applicant_reference, t12.outcome AS outcome, t12.result_id AS result_id, t12.result_version AS result_version, t12.checked_at AS checked_at 
FROM verification AS t12 
WHERE t12.organisation_id = r1.id AND t12.outcome = ANY ($2::TEXT[]) ORDER BY t12.checked_at DESC, t12.id DESC 
 LIMIT $3::INTEGER) AS p13 
HAVING true), ',"number":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM verification AS t18 
WHERE t18.organisation_id = r1.id AND ($4::VARCHAR != '' AND starts_with(t18.statement_number, $4::VARCHAR) OR starts_with(lower(t18.applicant_reference), lower($5::VARCHAR)))), ',"nodes":[', string_agg(concat('{"id":"ver_', p17.id, '"}'), ','), ']}') AS concat_5 
FROM (SELECT t16.id AS id, t16.organisation_id AS organisation_id, t16.actor_kind AS actor_kind, t16.actor_id AS actor_id, t16.statement_number AS statement_number, t16.applicant_reference AS applicant_reference, t16.outcome AS outcome, t16.result_id AS result_id, t16.result_version AS result_version, t16.checked_at AS checked_at 
FROM verification AS t16 
WHERE t16.organisation_id = r1.id AND ($4::VARCHAR != '' AND starts_with(t16.statement_number, $4::VARCHAR) OR starts_with(lower(t16.applicant_reference), lower($5::VARCHAR))) ORDER BY t16.checked_at DESC, t16.id DESC 
 LIMIT $6::INTEGER) AS p17 
HAVING true), ',"beginning":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM verification AS t20 
WHERE t20.organisation_id = r1.id AND ($7::VARCHAR != '' AND starts_with(t20.statement_number, $7::VARCHAR) OR starts_with(lower(t20.applicant_reference), lower($8::VARCHAR)))), '}'), ',"reference":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p23.id, '","applicantReference":', coalesce(CAST(to_json(p23.applicant_reference) AS TEXT), 'null'), '}'), ','), ']}') AS concat_6 
FROM (SELECT t22.id AS id, t22.organisation_id AS organisation_id, t22.actor_kind AS actor_kind, t22.actor_id AS actor_id, t22.statement_number AS statement_number, t22.applicant_reference AS applicant_reference, t22.outcome AS outcome, t22.result_id AS result_id, t22.result_version AS result_version, t22.checked_at AS checked_at 
FROM verification AS t22 
WHERE t22.organisation_id = r1.id AND ($9::VARCHAR != '' AND starts_with(t22.statement_number, $9::VARCHAR) OR starts_with(lower(t22.applicant_reference), lower($10::VARCHAR))) ORDER BY t22.checked_at DESC, t22.id DESC 
 LIMIT $11::INTEGER) AS p23 
HAVING true), ',"japanese":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p26.id, '"}'), ','), ']}') AS concat_7 
FROM (SELECT t25.id AS id, t25.organisation_id AS organisation_id, t25.actor_kind AS actor_kind, t25.actor_id AS actor_id, t25.statement_number AS statement_number, t25.applicant_reference AS applicant_reference, t25.outcome AS outcome, t25.result_id AS result_id, t25.result_version AS result_version, t25.checked_at AS checked_at 
FROM verification AS t25 
WHERE t25.organisation_id = r1.id AND ($12::VARCHAR != '' AND starts_with(t25.statement_number, $12::VARCHAR) OR starts_with(lower(t25.applicant_reference), lower($13::VARCHAR))) ORDER BY t25.checked_at DESC, t25.id DESC 
 LIMIT $14::INTEGER) AS p26 
HAVING true), ',"blank":', concat('{"totalCount":', (SELECT count(*) AS count_5 
FROM verification AS t28 
WHERE t28.organisation_id = r1.id), '}'), ',"wild":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM verification AS t30 
WHERE t30.organisation_id = r1.id AND ($15::VARCHAR != '' AND starts_with(t30.statement_number, $15::VARCHAR) OR starts_with(lower(t30.applicant_reference), lower($16::VARCHAR)))), '}'), ',"checked":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p33.id, '"}'), ','), ']}') AS concat_8 
FROM (SELECT t32.id AS id, t32.organisation_id AS organisation_id, t32.actor_kind AS actor_kind, t32.actor_id AS actor_id, t32.statement_number AS statement_number, t32.applicant_reference AS applicant_reference, t32.outcome AS outcome, t32.result_id AS result_id, t32.result_version AS result_version, t32.checked_at AS checked_at 
FROM verification AS t32 
WHERE t32.organisation_id = r1.id AND t32.checked_at >= $17::TIMESTAMP WITH TIME ZONE AND t32.checked_at < $18::TIMESTAMP WITH TIME ZONE ORDER BY t32.checked_at DESC, t32.id DESC 
 LIMIT $19::INTEGER) AS p33 
HAVING true), ',"by":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p36.id, '"}'), ','), ']}') AS concat_9 
FROM (SELECT t35.id AS id, t35.organisation_id AS organisation_id, t35.actor_kind AS actor_kind, t35.actor_id AS actor_id, t35.statement_number AS statement_number, t35.applicant_reference AS applicant_reference, t35.outcome AS outcome, t35.result_id AS result_id, t35.result_version AS result_version, t35.checked_at AS checked_at 
FROM verification AS t35 
WHERE t35.organisation_id = r1.id AND CASE WHEN (t35.actor_kind = 'USER') THEN t35.actor_id END = ANY ($20::UUID[]) ORDER BY t35.checked_at DESC, t35.id DESC 
 LIMIT $21::INTEGER) AS p36 
HAVING true), ',"changed":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p40.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t38.id AS id, t38.organisation_id AS organisation_id, t38.actor_kind AS actor_kind, t38.actor_id AS actor_id, t38.statement_number AS statement_number, t38.applicant_reference AS applicant_reference, t38.outcome AS outcome, t38.result_id AS result_id, t38.result_version AS result_version, t38.checked_at AS checked_at 
FROM verification AS t38 
WHERE t38.organisation_id = r1.id AND (EXISTS (SELECT 1 
FROM result AS t39 
WHERE t39.id = t38.result_id AND t39.version > t38.result_version)) ORDER BY t38.checked_at DESC, t38.id DESC 
 LIMIT $22::INTEGER) AS p40 
HAVING true), ',"unchanged":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p44.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t42.id AS id, t42.organisation_id AS organisation_id, t42.actor_kind AS actor_kind, t42.actor_id AS actor_id, t42.statement_number AS statement_number, t42.applicant_reference AS applicant_reference, t42.outcome AS outcome, t42.result_id AS result_id, t42.result_version AS result_version, t42.checked_at AS checked_at 
FROM verification AS t42 
WHERE t42.organisation_id = r1.id AND NOT (EXISTS (SELECT 1 
FROM result AS t43 
WHERE t43.id = t42.result_id AND t43.version > t42.result_version)) ORDER BY t42.checked_at DESC, t42.id DESC 
 LIMIT $23::INTEGER) AS p44 
HAVING true), ',"page":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', n48.id, '"}'), ',') FILTER (WHERE n48.n_ <= $24::INTEGER), '],"pageInfo":{"hasNextPage":', CAST(count(*) > $24::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', '}}') AS concat_12 
FROM (SELECT p47.id AS id, p47.organisation_id AS organisation_id, p47.actor_kind AS actor_kind, p47.actor_id AS actor_id, p47.statement_number AS statement_number, p47.applicant_reference AS applicant_reference, p47.outcome AS outcome, p47.result_id AS result_id, p47.result_version AS result_version, p47.checked_at AS checked_at, row_number() OVER () AS n_ 
FROM (SELECT t46.id AS id, t46.organisation_id AS organisation_id, t46.actor_kind AS actor_kind, t46.actor_id AS actor_id, t46.statement_number AS statement_number, t46.applicant_reference AS applicant_reference, t46.outcome AS outcome, t46.result_id AS result_id, t46.result_version AS result_version, t46.checked_at AS checked_at 
FROM verification AS t46 
WHERE t46.organisation_id = r1.id AND t46.outcome = ANY ($25::TEXT[]) ORDER BY t46.checked_at DESC, t46.id DESC 
 LIMIT $26::INTEGER) AS p47) AS n48 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $27::UUID) AS r1
