SELECT concat('{"profile":{},"recognisedExams":', (SELECT concat('[', string_agg(concat('{}'), ','), ']') AS concat_2 
FROM (SELECT t2.code AS code, t2.position AS position, t2.name_en AS name_en, t2.name_ja AS name_ja, t2.for_schools AS for_schools, t2.has_photo AS has_photo, t2.skills AS skills, t2.min_score AS min_score, t2.max_score AS max_score, t2.first_session AS first_session, t2.last_session AS last_session 
FROM exam AS t2 
WHERE t2.code = ANY (r1.recognised_exams) ORDER BY t2.position) AS r3), ',"shares":', concat('{}'), ',"newest":', (SELECT concat('{"pageInfo":{},"edges":[', string_agg(concat('{}'), ','), '],"nodes":[', string_agg(concat('{"result":', coalesce((SELECT concat('{"exam":{},"components":', CASE WHEN (cardinality(t8.scores) > 0 AND t8.exam_code = ANY ('{A2_KEY,A2_KEY_FOR_SCHOOLS}'::text[])) THEN concat('[{},{},{}]') WHEN (cardinality(t8.scores) > 0 AND t8.exam_code = ANY ('{B1_PRELIMINARY,B1_PRELIMINARY_FOR_SCHOOLS,B1_BUSINESS_PRELIMINARY,B2_BUSINESS_VANTAGE,C1_BUSINESS_HIGHER}'::text[])) THEN concat('[{},{},{},{}]') WHEN (cardinality(t8.scores) > 0 AND t8.exam_code = ANY ('{B2_FIRST,B2_FIRST_FOR_SCHOOLS,C1_ADVANCED,C2_PROFICIENCY}'::text[])) THEN concat('[{},{},{},{},{}]') ELSE '[]' END, ',"component":', CASE WHEN (cardinality(t8.scores) > 0 AND t8.exam_code = ANY ('{B1_PRELIMINARY,B1_PRELIMINARY_FOR_SCHOOLS,B1_BUSINESS_PRELIMINARY,B2_BUSINESS_VANTAGE,C1_BUSINESS_HIGHER}'::text[])) THEN concat('{}') WHEN (cardinality(t8.scores) > 0 AND t8.exam_code = ANY ('{B2_FIRST,B2_FIRST_FOR_SCHOOLS,C1_ADVANCED,C2_PROFICIENCY}'::text[])) THEN concat('{}') ELSE 'null' END, '}') AS concat_4 
FROM result AS t8 
WHERE t8.id = p7.result_id AND p7.ended_at IS NULL AND (p7.expires_at IS NULL OR p7.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_3 
FROM (SELECT t6.id AS id, t6.organisation_id AS organisation_id, t6.candidate_id AS candidate_id, t6.result_id AS result_id, t6.shared_at AS shared_at, t6.expires_at AS expires_at, t6.revoked_at AS revoked_at, t6.ended_at AS ended_at, t6.opened_at AS opened_at, t6.hide_photo AS hide_photo, t6.sequence AS sequence, t6.candidate_name AS candidate_name, t6.sort_name AS sort_name, t6.sort_score AS sort_score, t6.sort_session AS sort_session, t6.search_text AS search_text, t6.invitation_id AS invitation_id 
FROM share AS t6 
WHERE t6.organisation_id = r1.id AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) ORDER BY t6.shared_at DESC, t6.id DESC 
 LIMIT $1::INTEGER) AS p7 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('[', string_agg(concat('{}'), ','), ']') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam ORDER BY exam.position) AS r1

-- as the second viewer

SELECT concat('[', string_agg(concat('{}'), ','), ']') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam ORDER BY exam.position) AS r1
