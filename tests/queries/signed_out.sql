SELECT concat('{"id":"shr_', r1.id, '"}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE false) AS r1
;

SELECT concat('{"id":"res_', r1.id, '"}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE false) AS r1
;

SELECT concat('{"id":"usr_', r1.id, '"}') AS concat_1 
FROM (SELECT app_user.id AS id, app_user.organisation_id AS organisation_id, app_user.email AS email, app_user.password_hash AS password_hash, app_user.family_name AS family_name, app_user.given_name AS given_name, app_user.role AS role, app_user.status AS status, app_user.may_view_photos AS may_view_photos, app_user.may_manage_api AS may_manage_api, app_user.language AS language, app_user.joined_at AS joined_at, app_user.last_seen_at AS last_seen_at, app_user.invited_at AS invited_at, app_user.seen_until AS seen_until, app_user.removed_at AS removed_at 
FROM app_user 
WHERE false) AS r1
;

SELECT concat('{"name":', to_json(r1.name), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"id":"orp_', r1.id, '"}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"name":', to_json(r1.name), ',"city":', to_json(r1.city), ',"country":', to_json(r1.country), '}') AS concat_1 
FROM (SELECT centre.id AS id, centre.number AS number, centre.name AS name, centre.city AS city, centre.country AS country 
FROM centre 
WHERE centre.id = ANY ($1::UUID[])) AS r1

-- as the second viewer

SELECT concat('{"__typename":"CandidateAccount"}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $1::UUID AND candidate_account.id = $2::UUID) AS r1
;

SELECT concat('{"displayName":', to_json((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name, t2.native_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM candidate AS t2 
WHERE t2.id = r1.candidate_id)), '}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $1::UUID AND candidate_account.id = $2::UUID) AS r1
;

SELECT concat('{"id":"shr_', r1.id, '"}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE false) AS r1
;

SELECT concat('{"id":"res_', r1.id, '"}') AS concat_1 
FROM (SELECT result.id AS id, result.statement_number AS statement_number, result.candidate_id AS candidate_id, result.exam_code AS exam_code, result.session_date AS session_date, result.centre_id AS centre_id, result.status AS status, result.version AS version, result.released_at AS released_at, result.overall_score AS overall_score, result.grade AS grade, result.cefr_level AS cefr_level, result.certificated AS certificated, result.scores AS scores, result.levels AS levels, result.family_name AS family_name, result.given_name AS given_name, result.display_name AS display_name, result.native_name AS native_name, result.date_of_birth AS date_of_birth, result.has_photo AS has_photo 
FROM result 
WHERE result.candidate_id = $1::UUID AND result.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"id":"usr_', r1.id, '"}') AS concat_1 
FROM (SELECT app_user.id AS id, app_user.organisation_id AS organisation_id, app_user.email AS email, app_user.password_hash AS password_hash, app_user.family_name AS family_name, app_user.given_name AS given_name, app_user.role AS role, app_user.status AS status, app_user.may_view_photos AS may_view_photos, app_user.may_manage_api AS may_manage_api, app_user.language AS language, app_user.joined_at AS joined_at, app_user.last_seen_at AS last_seen_at, app_user.invited_at AS invited_at, app_user.seen_until AS seen_until, app_user.removed_at AS removed_at 
FROM app_user 
WHERE false) AS r1
;

SELECT concat('{"name":', to_json(r1.name), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"id":"orp_', r1.id, '"}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.status = $1 AND organisation.id = ANY ($2::UUID[])) AS r1
;

SELECT concat('{"name":', to_json(r1.name), ',"city":', to_json(r1.city), ',"country":', to_json(r1.country), '}') AS concat_1 
FROM (SELECT centre.id AS id, centre.number AS number, centre.name AS name, centre.city AS city, centre.country AS country 
FROM centre 
WHERE centre.id = ANY ($1::UUID[])) AS r1
