SELECT (SELECT concat('{"__typename":"OrganisationProfileConnection","totalCount":', (SELECT count(*) AS count_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1) AS r5), ',"pageInfo":{"hasNextPage":', CAST(count(*) > $2::INTEGER AS TEXT), ',"hasPreviousPage":', 'false', ',"startCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($3::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n4.sort_name))[1], (array_agg(n4.id))[1]) AS TEXT), $4::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($3::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n4.sort_name))[least($2::INTEGER, count(*))], (array_agg(n4.id))[least($2::INTEGER, count(*))]) AS TEXT), $5::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, '},"edges":[', string_agg(concat('{"__typename":"OrganisationProfileEdge","cursor":"', concat($3::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array(n4.sort_name, n4.id) AS TEXT), $6::VARCHAR), 'base64'), E'+/=\n', '-_')), '","node":{"__typename":"OrganisationProfile","id":"orp_', n4.id, '","name":', to_json(n4.name), ',"city":', to_json(n4.city), ',"country":', to_json(n4.country), ',"website":', coalesce(CAST(to_json(n4.website) AS TEXT), 'null'), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r7.code, '"}'), ','), ']') AS concat_2 
FROM (SELECT t6.code AS code, t6.position AS position, t6.name_en AS name_en, t6.name_ja AS name_ja, t6.for_schools AS for_schools, t6.has_photo AS has_photo, t6.skills AS skills, t6.min_score AS min_score, t6.max_score AS max_score, t6.first_session AS first_session, t6.last_session AS last_session 
FROM exam AS t6 
WHERE t6.code = ANY (n4.recognised_exams) ORDER BY t6.position) AS r7), '}}'), ',') FILTER (WHERE n4.n_ <= $2::INTEGER), ']}') AS concat_1 
FROM (SELECT p3.id AS id, p3.name AS name, p3.sort_name AS sort_name, p3.city AS city, p3.country AS country, p3.website AS website, p3.status AS status, p3.recognised_exams AS recognised_exams, p3.approved_at AS approved_at, p3.suspended_at AS suspended_at, p3.suspended_reason AS suspended_reason, p3.verifications_per_day AS verifications_per_day, row_number() OVER () AS n_ 
FROM (SELECT r2.id AS id, r2.name AS name, r2.sort_name AS sort_name, r2.city AS city, r2.country AS country, r2.website AS website, r2.status AS status, r2.recognised_exams AS recognised_exams, r2.approved_at AS approved_at, r2.suspended_at AS suspended_at, r2.suspended_reason AS suspended_reason, r2.verifications_per_day AS verifications_per_day 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1) AS r2 ORDER BY r2.sort_name ASC, r2.id ASC 
 LIMIT $7::INTEGER) AS p3) AS n4 
HAVING true) AS anon_1
;

SELECT (SELECT concat('{"nodes":[', string_agg(concat('{"name":', to_json(n4.name), '}'), ',' ORDER BY n4.n_ DESC) FILTER (WHERE n4.n_ <= $1::INTEGER), '],"pageInfo":{"hasNextPage":', 'false', ',"hasPreviousPage":', CAST(count(*) > $1::INTEGER AS TEXT), '}}') AS concat_1 
FROM (SELECT p3.id AS id, p3.name AS name, p3.sort_name AS sort_name, p3.city AS city, p3.country AS country, p3.website AS website, p3.status AS status, p3.recognised_exams AS recognised_exams, p3.approved_at AS approved_at, p3.suspended_at AS suspended_at, p3.suspended_reason AS suspended_reason, p3.verifications_per_day AS verifications_per_day, row_number() OVER () AS n_ 
FROM (SELECT r2.id AS id, r2.name AS name, r2.sort_name AS sort_name, r2.city AS city, r2.country AS country, r2.website AS website, r2.status AS status, r2.recognised_exams AS recognised_exams, r2.approved_at AS approved_at, r2.suspended_at AS suspended_at, r2.suspended_reason AS suspended_reason, r2.verifications_per_day AS verifications_per_day 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $2) AS r2 ORDER BY r2.sort_name DESC, r2.id DESC 
 LIMIT $3::INTEGER) AS p3) AS n4 
HAVING true) AS anon_1
;

SELECT (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.sort_name LIKE ALL ($2::TEXT[])) AS r4), ',"nodes":[', string_agg(concat('{"name":', to_json(p3.name), '}'), ','), ']}') AS concat_1 
FROM (SELECT r2.id AS id, r2.name AS name, r2.sort_name AS sort_name, r2.city AS city, r2.country AS country, r2.website AS website, r2.status AS status, r2.recognised_exams AS recognised_exams, r2.approved_at AS approved_at, r2.suspended_at AS suspended_at, r2.suspended_reason AS suspended_reason, r2.verifications_per_day AS verifications_per_day 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.sort_name LIKE ALL ($2::TEXT[])) AS r2 ORDER BY r2.sort_name ASC, r2.id ASC 
 LIMIT $3::INTEGER) AS p3 
HAVING true) AS anon_1
;

SELECT (SELECT concat('{"nodes":[', string_agg(concat('{"name":', to_json(p3.name), '}'), ','), ']}') AS concat_1 
FROM (SELECT r2.id AS id, r2.name AS name, r2.sort_name AS sort_name, r2.city AS city, r2.country AS country, r2.website AS website, r2.status AS status, r2.recognised_exams AS recognised_exams, r2.approved_at AS approved_at, r2.suspended_at AS suspended_at, r2.suspended_reason AS suspended_reason, r2.verifications_per_day AS verifications_per_day 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.country = $2::VARCHAR) AS r2 ORDER BY r2.sort_name ASC, r2.id ASC 
 LIMIT $3::INTEGER) AS p3 
HAVING true) AS anon_1
;

SELECT (SELECT concat('{"nodes":[', string_agg(concat('{"name":', to_json(p3.name), '}'), ','), ']}') AS concat_1 
FROM (SELECT r2.id AS id, r2.name AS name, r2.sort_name AS sort_name, r2.city AS city, r2.country AS country, r2.website AS website, r2.status AS status, r2.recognised_exams AS recognised_exams, r2.approved_at AS approved_at, r2.suspended_at AS suspended_at, r2.suspended_reason AS suspended_reason, r2.verifications_per_day AS verifications_per_day 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.sort_name LIKE ALL ($2::TEXT[]) AND organisation.country = $3::VARCHAR) AS r2 ORDER BY r2.sort_name ASC, r2.id ASC 
 LIMIT $4::INTEGER) AS p3 
HAVING true) AS anon_1
;

SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1) AS r2), '}') AS concat_1
