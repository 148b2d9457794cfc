SELECT r1.id, concat('{"__typename":"Share","id":"shr_', r1.id, '","candidateName":', to_json(r1.candidate_name), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $1::UUID AND share.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.code, concat('{"__typename":"Exam","id":"exm_', r1.code, '","name":', to_json(r1.name_en), '}') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam 
WHERE exam.code = ANY ($1::TEXT[])) AS r1
;

SELECT r1.id, concat('{"__typename":"Result","id":"res_', r1.id, '","statementNumber":', to_json(r1.statement_number), ',"photoStatus":"', CASE WHEN (NOT (r1.has_photo AND r1.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
FROM share 
WHERE share.result_id = r1.id AND share.organisation_id = $1::UUID ORDER BY share.shared_at DESC, share.id DESC 
 LIMIT $2::INTEGER), false) THEN 'HIDDEN_BY_CANDIDATE' ELSE 'AVAILABLE' END, '"}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.id = ANY ($3::UUID[])) AS r1
;

SELECT r1.candidate_id, concat('{"__typename":"Candidate","id":"cnd_', r1.candidate_id, '","displayName":', to_json(r1.display_name), ',"dateOfBirth":"', r1.date_of_birth, '"}') AS concat_1 
FROM (SELECT DISTINCT ON (result.candidate_id) result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.candidate_id = ANY ($2::UUID[]) ORDER BY result.candidate_id, result.session_date DESC, result.id DESC) AS r1
;

SELECT r1.id, concat('{"__typename":"Organisation","id":"org_', r1.id, '","label":', to_json(r1.name), ',"status":"', r1.status, '"}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID AND organisation.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"OrganisationProfile","id":"orp_', r1.id, '","name":', to_json(r1.name), ',"city":', to_json(r1.city), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r3.code, '"}'), ','), ']') AS concat_2 
FROM (SELECT t2.code AS code, t2.position AS position, t2.name_en AS name_en, t2.name_ja AS name_ja, t2.for_schools AS for_schools, t2.has_photo AS has_photo, t2.skills AS skills, t2.min_score AS min_score, t2.max_score AS max_score, t2.first_session AS first_session, t2.last_session AS last_session 
FROM exam AS t2 
WHERE t2.code = ANY (r1.recognised_exams) ORDER BY t2.position) AS r3), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"User","id":"usr_', r1.id, '","displayName":', to_json(btrim(CASE WHEN (concat(r1.family_name, r1.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN r1.family_name || ' ' || r1.given_name ELSE r1.given_name || ' ' || r1.family_name END)), ',"email":', to_json(r1.email), ',"role":"', r1.role, '","standing":"', r1.status, '"}') AS concat_1 
FROM (SELECT app_user.id AS id, app_user.organisation_id AS organisation_id, app_user.email AS email, app_user.password_hash AS password_hash, app_user.family_name AS family_name, app_user.given_name AS given_name, app_user.role AS role, app_user.status AS status, app_user.may_view_photos AS may_view_photos, app_user.may_manage_api AS may_manage_api, app_user.language AS language, app_user.joined_at AS joined_at, app_user.last_seen_at AS last_seen_at, app_user.invited_at AS invited_at, app_user.seen_until AS seen_until, app_user.removed_at AS removed_at 
FROM app_user 
WHERE app_user.organisation_id = $1::UUID AND app_user.removed_at IS NULL AND app_user.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"Centre","id":"cen_', r1.id, '","number":', to_json(r1.number), ',"city":', to_json(r1.city), ',"country":', to_json(r1.country), '}') AS concat_1 
FROM (SELECT centre.id AS id, centre.number AS number, centre.name AS name, centre.city AS city, centre.country AS country 
FROM centre 
WHERE centre.id = ANY ($1::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"Verification","id":"ver_', r1.id, '","outcome":"', r1.outcome, '"}') AS concat_1 
FROM (SELECT verification.id AS id, verification.organisation_id AS organisation_id, verification.actor_kind AS actor_kind, verification.actor_id AS actor_id, verification.statement_number AS statement_number, verification.applicant_reference AS applicant_reference, verification.outcome AS outcome, verification.result_id AS result_id, verification.result_version AS result_version, verification.checked_at AS checked_at 
FROM verification 
WHERE verification.organisation_id = $1::UUID AND verification.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"Event","id":"evt_', r1.id, '","cursor":', to_json(concat(replace(CAST(r1.organisation_id AS TEXT), '-', ''), '-', r1.sequence)), ',"sequence":', r1.sequence, ',"kind":"', r1.kind, '"}') AS concat_1 
FROM (SELECT event.organisation_id AS organisation_id, event.sequence AS sequence, event.id AS id, event.kind AS kind, event.occurred_at AS occurred_at, event.actor_kind AS actor_kind, event.actor_id AS actor_id, event.share_id AS share_id, event.result_id AS result_id, event.result_version AS result_version, event.verification_id AS verification_id, event.download_id AS download_id 
FROM event 
WHERE event.organisation_id = $1::UUID AND event.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"CandidateAccount","id":"cac_', r1.id, '"}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE false) AS r1
;

SELECT r1.id, concat('{"__typename":"CandidateShare","id":"csh_', r1.id, '"}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE false) AS r1

-- as the second viewer

SELECT r1.id, concat('{"__typename":"Share","id":"shr_', r1.id, '","candidateName":', to_json(r1.candidate_name), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $1::UUID AND share.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.code, concat('{"__typename":"Exam","id":"exm_', r1.code, '","name":', to_json(r1.name_ja), '}') AS concat_1 
FROM (SELECT exam.code AS code, exam.position AS position, exam.name_en AS name_en, exam.name_ja AS name_ja, exam.for_schools AS for_schools, exam.has_photo AS has_photo, exam.skills AS skills, exam.min_score AS min_score, exam.max_score AS max_score, exam.first_session AS first_session, exam.last_session AS last_session 
FROM exam 
WHERE exam.code = ANY ($1::TEXT[])) AS r1
;

SELECT r1.id, concat('{"__typename":"Result","id":"res_', r1.id, '","statementNumber":', to_json(r1.statement_number), ',"photoStatus":"', CASE WHEN (NOT (r1.has_photo AND r1.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
FROM share 
WHERE share.result_id = r1.id AND share.organisation_id = $1::UUID ORDER BY share.shared_at DESC, share.id DESC 
 LIMIT $2::INTEGER), false) THEN 'HIDDEN_BY_CANDIDATE' ELSE 'AVAILABLE' END, '"}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.id = ANY ($3::UUID[])) AS r1
;

SELECT r1.candidate_id, concat('{"__typename":"Candidate","id":"cnd_', r1.candidate_id, '","displayName":', to_json(r1.display_name), ',"dateOfBirth":"', r1.date_of_birth, '"}') AS concat_1 
FROM (SELECT DISTINCT ON (result.candidate_id) result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE ((EXISTS (SELECT * 
FROM share AS share_1 
WHERE share_1.result_id = result.id AND share_1.organisation_id = $1::UUID AND share_1.ended_at IS NULL AND (share_1.expires_at IS NULL OR share_1.expires_at > now()))) OR (EXISTS (SELECT * 
FROM verification AS verification_1 
WHERE verification_1.result_id = result.id AND verification_1.organisation_id = $1::UUID))) AND result.candidate_id = ANY ($2::UUID[]) ORDER BY result.candidate_id, result.session_date DESC, result.id DESC) AS r1
;

SELECT r1.id, concat('{"__typename":"Organisation","id":"org_', r1.id, '","label":', to_json(r1.name), ',"status":"', r1.status, '"}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID AND organisation.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"OrganisationProfile","id":"orp_', r1.id, '","name":', to_json(r1.name), ',"city":', to_json(r1.city), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r3.code, '"}'), ','), ']') AS concat_2 
FROM (SELECT t2.code AS code, t2.position AS position, t2.name_en AS name_en, t2.name_ja AS name_ja, t2.for_schools AS for_schools, t2.has_photo AS has_photo, t2.skills AS skills, t2.min_score AS min_score, t2.max_score AS max_score, t2.first_session AS first_session, t2.last_session AS last_session 
FROM exam AS t2 
WHERE t2.code = ANY (r1.recognised_exams) ORDER BY t2.position) AS r3), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"User","id":"usr_', r1.id, '","displayName":', to_json(btrim(CASE WHEN (concat(r1.family_name, r1.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN r1.family_name || ' ' || r1.given_name ELSE r1.given_name || ' ' || r1.family_name END)), ',"email":', to_json(r1.email), ',"role":"', r1.role, '","standing":"', r1.status, '"}') AS concat_1 
FROM (SELECT app_user.id AS id, app_user.organisation_id AS organisation_id, app_user.email AS email, app_user.password_hash AS password_hash, app_user.family_name AS family_name, app_user.given_name AS given_name, app_user.role AS role, app_user.status AS status, app_user.may_view_photos AS may_view_photos, app_user.may_manage_api AS may_manage_api, app_user.language AS language, app_user.joined_at AS joined_at, app_user.last_seen_at AS last_seen_at, app_user.invited_at AS invited_at, app_user.seen_until AS seen_until, app_user.removed_at AS removed_at 
FROM app_user 
WHERE app_user.organisation_id = $1::UUID AND app_user.removed_at IS NULL AND app_user.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"Centre","id":"cen_', r1.id, '","number":', to_json(r1.number), ',"city":', to_json(r1.city), ',"country":', to_json(r1.country), '}') AS concat_1 
FROM (SELECT centre.id AS id, centre.number AS number, centre.name AS name, centre.city AS city, centre.country AS country 
FROM centre 
WHERE centre.id = ANY ($1::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"Verification","id":"ver_', r1.id, '","outcome":"', r1.outcome, '"}') AS concat_1 
FROM (SELECT verification.id AS id, verification.organisation_id AS organisation_id, verification.actor_kind AS actor_kind, verification.actor_id AS actor_id, verification.statement_number AS statement_number, verification.applicant_reference AS applicant_reference, verification.outcome AS outcome, verification.result_id AS result_id, verification.result_version AS result_version, verification.checked_at AS checked_at 
FROM verification 
WHERE verification.organisation_id = $1::UUID AND verification.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"Event","id":"evt_', r1.id, '","cursor":', to_json(concat(replace(CAST(r1.organisation_id AS TEXT), '-', ''), '-', r1.sequence)), ',"sequence":', r1.sequence, ',"kind":"', r1.kind, '"}') AS concat_1 
FROM (SELECT event.organisation_id AS organisation_id, event.sequence AS sequence, event.id AS id, event.kind AS kind, event.occurred_at AS occurred_at, event.actor_kind AS actor_kind, event.actor_id AS actor_id, event.share_id AS share_id, event.result_id AS result_id, event.result_version AS result_version, event.verification_id AS verification_id, event.download_id AS download_id 
FROM event 
WHERE event.organisation_id = $1::UUID AND event.id = ANY ($2::UUID[])) AS r1
;

SELECT r1.id, concat('{"__typename":"CandidateAccount","id":"cac_', r1.id, '"}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE false) AS r1
;

SELECT r1.id, concat('{"__typename":"CandidateShare","id":"csh_', r1.id, '"}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE false) AS r1
