SELECT concat('{"__typename":"Share","id":"shr_', r1.id, '","candidateName":', to_json(r1.candidate_name), ',"isNew":', CAST(r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now()) AND coalesce(r1.sequence, 9223372036854775807) > (SELECT t2.seen_until 
FROM app_user AS t2 
WHERE t2.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t3 
WHERE t3.share_id = r1.id AND t3.user_id = $1::UUID)) AS TEXT), ',"result":', coalesce((SELECT concat('{"id":"res_', t4.id, '","statementNumber":', to_json(t4.statement_number), '}') AS concat_2 
FROM result AS t4 
WHERE t4.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $2::UUID AND share.id = ANY ($3::UUID[])) AS r1
;

SELECT concat('{"__typename":"Result","id":"res_', r1.id, '","statementNumber":', to_json(r1.statement_number), ',"overallScore":', coalesce(CAST(r1.overall_score AS TEXT), 'null'), ',"exam":', coalesce((SELECT concat('{"id":"exm_', t2.code, '","name":', to_json(t2.name_en), ',"code":"', t2.code, '"}') AS concat_2 
FROM exam AS t2 
WHERE t2.code = r1.exam_code), 'null'), '}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"__typename":"Exam","id":"exm_', r1.code, '","name":', to_json(r1.name_en), ',"code":"', r1.code, '","bands":', (SELECT concat('[', string_agg(concat('{"grade":"', r5.grade, '"}'), ','), ']') AS concat_2 
FROM (SELECT t4.exam_code AS exam_code, t4.valid_from AS valid_from, t4.min_score AS min_score, t4.max_score AS max_score, t4.grade AS grade, t4.cefr_level AS cefr_level, t4.valid_to AS valid_to 
FROM exam_band AS t4 
WHERE t4.exam_code = r1.code AND CURRENT_DATE >= t4.valid_from AND (t4.valid_to IS NULL OR CURRENT_DATE <= t4.valid_to) ORDER BY t4.min_score DESC) AS r5), '}') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam 
WHERE exam.code = ANY ($1::TEXT[])) AS r1
;

SELECT concat('{"__typename":"Candidate","id":"cnd_', r1.candidate_id, '","displayName":', to_json(r1.display_name), ',"nativeName":', coalesce(CAST(to_json(r1.native_name) AS TEXT), 'null'), ',"email":', coalesce(CAST(to_json(candidate_email(r1.candidate_id)) AS TEXT), 'null'), '}') AS concat_1 
FROM (SELECT DISTINCT ON (result.candidate_id) result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.candidate_id = ANY ($2::UUID[]) ORDER BY result.candidate_id, result.session_date DESC, result.id DESC) AS r1
;

SELECT concat('{"__typename":"Share","id":"shr_', r1.id, '","candidateName":', to_json(r1.candidate_name), ',"isNew":', CAST(r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now()) AND coalesce(r1.sequence, 9223372036854775807) > (SELECT t2.seen_until 
FROM app_user AS t2 
WHERE t2.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t3 
WHERE t3.share_id = r1.id AND t3.user_id = $1::UUID)) AS TEXT), ',"result":', coalesce((SELECT concat('{"id":"res_', t4.id, '","statementNumber":', to_json(t4.statement_number), '}') AS concat_2 
FROM result AS t4 
WHERE t4.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $2::UUID AND share.id = ANY ($3::UUID[])) AS r1
;

SELECT concat('{"__typename":"Result","id":"res_', r1.id, '","statementNumber":', to_json(r1.statement_number), ',"overallScore":', coalesce(CAST(r1.overall_score AS TEXT), 'null'), ',"exam":', coalesce((SELECT concat('{"id":"exm_', t2.code, '","name":', to_json(t2.name_en), ',"code":"', t2.code, '"}') AS concat_2 
FROM exam AS t2 
WHERE t2.code = r1.exam_code), 'null'), '}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.id = ANY ($2::UUID[])) AS r1

-- as the second viewer

SELECT concat('{"__typename":"Share","id":"shr_', r1.id, '","candidateName":', to_json(r1.candidate_name), ',"isNew":', CAST(r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now()) AND coalesce(r1.sequence, 9223372036854775807) > (SELECT t2.seen_until 
FROM app_user AS t2 
WHERE t2.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t3 
WHERE t3.share_id = r1.id AND t3.user_id = $1::UUID)) AS TEXT), ',"result":', coalesce((SELECT concat('{"id":"res_', t4.id, '","statementNumber":', to_json(t4.statement_number), '}') AS concat_2 
FROM result AS t4 
WHERE t4.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $2::UUID AND share.id = ANY ($3::UUID[])) AS r1
;

SELECT concat('{"__typename":"Result","id":"res_', r1.id, '","statementNumber":', to_json(r1.statement_number), ',"overallScore":', coalesce(CAST(r1.overall_score AS TEXT), 'null'), ',"exam":', coalesce((SELECT concat('{"id":"exm_', t2.code, '","name":', to_json(t2.name_ja), ',"code":"', t2.code, '"}') AS concat_2 
FROM exam AS t2 
WHERE t2.code = r1.exam_code), 'null'), '}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"__typename":"Exam","id":"exm_', r1.code, '","name":', to_json(r1.name_ja), ',"code":"', r1.code, '","bands":', (SELECT concat('[', string_agg(concat('{"grade":"', r5.grade, '"}'), ','), ']') AS concat_2 
FROM (SELECT t4.exam_code AS exam_code, t4.valid_from AS valid_from, t4.min_score AS min_score, t4.max_score AS max_score, t4.grade AS grade, t4.cefr_level AS cefr_level, t4.valid_to AS valid_to 
FROM exam_band AS t4 
WHERE t4.exam_code = r1.code AND CURRENT_DATE >= t4.valid_from AND (t4.valid_to IS NULL OR CURRENT_DATE <= t4.valid_to) ORDER BY t4.min_score DESC) AS r5), '}') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam 
WHERE exam.code = ANY ($1::TEXT[])) AS r1
;

SELECT concat('{"__typename":"Candidate","id":"cnd_', r1.candidate_id, '","displayName":', to_json(r1.display_name), ',"nativeName":', coalesce(CAST(to_json(r1.native_name) AS TEXT), 'null'), ',"email":', coalesce(CAST(to_json(candidate_email(r1.candidate_id)) AS TEXT), 'null'), '}') AS concat_1 
FROM (SELECT DISTINCT ON (result.candidate_id) result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.candidate_id = ANY ($2::UUID[]) ORDER BY result.candidate_id, result.session_date DESC, result.id DESC) AS r1
;

SELECT concat('{"__typename":"Share","id":"shr_', r1.id, '","candidateName":', to_json(r1.candidate_name), ',"isNew":', CAST(r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now()) AND coalesce(r1.sequence, 9223372036854775807) > (SELECT t2.seen_until 
FROM app_user AS t2 
WHERE t2.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t3 
WHERE t3.share_id = r1.id AND t3.user_id = $1::UUID)) AS TEXT), ',"result":', coalesce((SELECT concat('{"id":"res_', t4.id, '","statementNumber":', to_json(t4.statement_number), '}') AS concat_2 
FROM result AS t4 
WHERE t4.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $2::UUID AND share.id = ANY ($3::UUID[])) AS r1
;

SELECT concat('{"__typename":"Result","id":"res_', r1.id, '","statementNumber":', to_json(r1.statement_number), ',"overallScore":', coalesce(CAST(r1.overall_score AS TEXT), 'null'), ',"exam":', coalesce((SELECT concat('{"id":"exm_', t2.code, '","name":', to_json(t2.name_ja), ',"code":"', t2.code, '"}') AS concat_2 
FROM exam AS t2 
WHERE t2.code = r1.exam_code), 'null'), '}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.id = ANY ($2::UUID[])) AS r1
