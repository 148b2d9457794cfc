SELECT concat('[', string_agg(concat('{"__typename":"Exam","id":"exm_', r1.code, '","code":"', r1.code, '","name":', to_json(r1.name_en), ',"japanese":', to_json(r1.name_ja), ',"english":', to_json(r1.name_en), ',"forSchools":', CAST(r1.for_schools AS TEXT), ',"hasPhoto":', CAST(r1.has_photo AS TEXT), ',"skills":', to_json(r1.skills), ',"minScore":', coalesce(CAST(r1.min_score AS TEXT), 'null'), ',"maxScore":', coalesce(CAST(r1.max_score AS TEXT), 'null'), ',"firstSession":', coalesce('"' || CAST(r1.first_session AS TEXT) || '"', 'null'), ',"lastSession":', coalesce('"' || CAST(r1.last_session AS TEXT) || '"', 'null'), ',"before":', (SELECT concat('[', string_agg(concat('{"__typename":"Band","grade":"', r7.grade, '","cefrLevel":', coalesce('"' || CAST(r7.cefr_level AS TEXT) || '"', 'null'), ',"minScore":', r7.min_score, ',"maxScore":', r7.max_score, '}'), ','), ']') AS concat_2 
FROM (SELECT t6.exam_code AS exam_code, t6.valid_from AS valid_from, t6.min_score AS min_score, t6.max_score AS max_score, t6.grade AS grade, t6.cefr_level AS cefr_level, t6.valid_to AS valid_to 
FROM exam_band AS t6 
WHERE t6.exam_code = r1.code AND $1::DATE >= t6.valid_from AND (t6.valid_to IS NULL OR $1::DATE <= t6.valid_to) ORDER BY t6.min_score DESC) AS r7), ',"since":', (SELECT concat('[', string_agg(concat('{"grade":"', r10.grade, '"}'), ','), ']') AS concat_3 
FROM (SELECT t9.exam_code AS exam_code, t9.valid_from AS valid_from, t9.min_score AS min_score, t9.max_score AS max_score, t9.grade AS grade, t9.cefr_level AS cefr_level, t9.valid_to AS valid_to 
FROM exam_band AS t9 
WHERE t9.exam_code = r1.code AND $2::DATE >= t9.valid_from AND (t9.valid_to IS NULL OR $2::DATE <= t9.valid_to) ORDER BY t9.min_score DESC) AS r10), ',"now":', (SELECT concat('[', string_agg(concat('{"grade":"', r13.grade, '"}'), ','), ']') AS concat_4 
FROM (SELECT t12.exam_code AS exam_code, t12.valid_from AS valid_from, t12.min_score AS min_score, t12.max_score AS max_score, t12.grade AS grade, t12.cefr_level AS cefr_level, t12.valid_to AS valid_to 
FROM exam_band AS t12 
WHERE t12.exam_code = r1.code AND CURRENT_DATE >= t12.valid_from AND (t12.valid_to IS NULL OR CURRENT_DATE <= t12.valid_to) ORDER BY t12.min_score DESC) AS r13), '}'), ','), ']') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam ORDER BY exam.position) AS r1
;

SELECT concat('{"tooEarly":', (SELECT concat('[', string_agg(concat('{"grade":"', r4.grade, '"}'), ','), ']') AS concat_2 
FROM (SELECT t3.exam_code AS exam_code, t3.valid_from AS valid_from, t3.min_score AS min_score, t3.max_score AS max_score, t3.grade AS grade, t3.cefr_level AS cefr_level, t3.valid_to AS valid_to 
FROM exam_band AS t3 
WHERE t3.exam_code = r1.code AND $1::DATE >= t3.valid_from AND (t3.valid_to IS NULL OR $1::DATE <= t3.valid_to) ORDER BY t3.min_score DESC) AS r4), ',"first":', (SELECT concat('[', string_agg(concat('{"grade":"', r7.grade, '","minScore":', r7.min_score, ',"maxScore":', r7.max_score, '}'), ','), ']') AS concat_3 
FROM (SELECT t6.exam_code AS exam_code, t6.valid_from AS valid_from, t6.min_score AS min_score, t6.max_score AS max_score, t6.grade AS grade, t6.cefr_level AS cefr_level, t6.valid_to AS valid_to 
FROM exam_band AS t6 
WHERE t6.exam_code = r1.code AND $2::DATE >= t6.valid_from AND (t6.valid_to IS NULL OR $2::DATE <= t6.valid_to) ORDER BY t6.min_score DESC) AS r7), '}') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam 
WHERE exam.code = ANY ($3::TEXT[])) AS r1

-- as the second viewer

SELECT concat('[', string_agg(concat('{"__typename":"Exam","id":"exm_', r1.code, '","code":"', r1.code, '","name":', to_json(r1.name_ja), ',"japanese":', to_json(r1.name_ja), ',"english":', to_json(r1.name_en), ',"forSchools":', CAST(r1.for_schools AS TEXT), ',"hasPhoto":', CAST(r1.has_photo AS TEXT), ',"skills":', to_json(r1.skills), ',"minScore":', coalesce(CAST(r1.min_score AS TEXT), 'null'), ',"maxScore":', coalesce(CAST(r1.max_score AS TEXT), 'null'), ',"firstSession":', coalesce('"' || CAST(r1.first_session AS TEXT) || '"', 'null'), ',"lastSession":', coalesce('"' || CAST(r1.last_session AS TEXT) || '"', 'null'), ',"before":', (SELECT concat('[', string_agg(concat('{"__typename":"Band","grade":"', r7.grade, '","cefrLevel":', coalesce('"' || CAST(r7.cefr_level AS TEXT) || '"', 'null'), ',"minScore":', r7.min_score, ',"maxScore":', r7.max_score, '}'), ','), ']') AS concat_2 
FROM (SELECT t6.exam_code AS exam_code, t6.valid_from AS valid_from, t6.min_score AS min_score, t6.max_score AS max_score, t6.grade AS grade, t6.cefr_level AS cefr_level, t6.valid_to AS valid_to 
FROM exam_band AS t6 
WHERE t6.exam_code = r1.code AND $1::DATE >= t6.valid_from AND (t6.valid_to IS NULL OR $1::DATE <= t6.valid_to) ORDER BY t6.min_score DESC) AS r7), ',"since":', (SELECT concat('[', string_agg(concat('{"grade":"', r10.grade, '"}'), ','), ']') AS concat_3 
FROM (SELECT t9.exam_code AS exam_code, t9.valid_from AS valid_from, t9.min_score AS min_score, t9.max_score AS max_score, t9.grade AS grade, t9.cefr_level AS cefr_level, t9.valid_to AS valid_to 
FROM exam_band AS t9 
WHERE t9.exam_code = r1.code AND $2::DATE >= t9.valid_from AND (t9.valid_to IS NULL OR $2::DATE <= t9.valid_to) ORDER BY t9.min_score DESC) AS r10), ',"now":', (SELECT concat('[', string_agg(concat('{"grade":"', r13.grade, '"}'), ','), ']') AS concat_4 
FROM (SELECT t12.exam_code AS exam_code, t12.valid_from AS valid_from, t12.min_score AS min_score, t12.max_score AS max_score, t12.grade AS grade, t12.cefr_level AS cefr_level, t12.valid_to AS valid_to 
FROM exam_band AS t12 
WHERE t12.exam_code = r1.code AND CURRENT_DATE >= t12.valid_from AND (t12.valid_to IS NULL OR CURRENT_DATE <= t12.valid_to) ORDER BY t12.min_score DESC) AS r13), '}'), ','), ']') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam ORDER BY exam.position) AS r1
;

SELECT concat('{"tooEarly":', (SELECT concat('[', string_agg(concat('{"grade":"', r4.grade, '"}'), ','), ']') AS concat_2 
FROM (SELECT t3.exam_code AS exam_code, t3.valid_from AS valid_from, t3.min_score AS min_score, t3.max_score AS max_score, t3.grade AS grade, t3.cefr_level AS cefr_level, t3.valid_to AS valid_to 
FROM exam_band AS t3 
WHERE t3.exam_code = r1.code AND $1::DATE >= t3.valid_from AND (t3.valid_to IS NULL OR $1::DATE <= t3.valid_to) ORDER BY t3.min_score DESC) AS r4), ',"first":', (SELECT concat('[', string_agg(concat('{"grade":"', r7.grade, '","minScore":', r7.min_score, ',"maxScore":', r7.max_score, '}'), ','), ']') AS concat_3 
FROM (SELECT t6.exam_code AS exam_code, t6.valid_from AS valid_from, t6.min_score AS min_score, t6.max_score AS max_score, t6.grade AS grade, t6.cefr_level AS cefr_level, t6.valid_to AS valid_to 
FROM exam_band AS t6 
WHERE t6.exam_code = r1.code AND $2::DATE >= t6.valid_from AND (t6.valid_to IS NULL OR $2::DATE <= t6.valid_to) ORDER BY t6.min_score DESC) AS r7), '}') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam 
WHERE exam.code = ANY ($3::TEXT[])) AS r1
