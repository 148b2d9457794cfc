SELECT concat('{"__typename":"User","id":"usr_', r1.id, '","email":', to_json(r1.email), ',"familyName":', to_json(r1.family_name), ',"givenName":', to_json(r1.given_name), ',"displayName":', to_json(btrim(CASE WHEN (concat(r1.family_name, r1.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN r1.family_name || ' ' || r1.given_name ELSE r1.given_name || ' ' || r1.family_name END)), ',"role":"', r1.role, '","status":"', r1.status, '","mayViewPhotos":', CAST(r1.may_view_photos AS TEXT), ',"mayManageApi":', CAST(r1.may_manage_api AS TEXT), ',"language":"', r1.language, '","lastSeenAt":', coalesce(CAST(to_json(r1.last_seen_at) AS TEXT), 'null'), ',"invitedAt":', coalesce(CAST(to_json(r1.invited_at) AS TEXT), 'null'), ',"organisation":', coalesce((SELECT concat('{"id":"org_', t2.id, '","shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p5.id, '","isNew":', CAST(p5.ended_at IS NULL AND (p5.expires_at IS NULL OR p5.expires_at > now()) AND coalesce(p5.sequence, 9223372036854775807) > (SELECT t6.seen_until 
FROM app_user AS t6 
WHERE t6.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t7 
WHERE t7.share_id = p5.id AND t7.user_id = $1::UUID)) AS TEXT), '}'), ','), ']}') AS concat_3 
FROM (SELECT t4.id AS id, t4.organisation_id AS organisation_id, t4.candidate_id AS candidate_id, t4.result_id AS result_id, t4.shared_at AS shared_at, t4.expires_at AS expires_at, t4.revoked_at AS revoked_at, t4.ended_at AS ended_at, t4.opened_at AS opened_at, t4.hide_photo AS hide_photo, t4.sequence AS sequence, t4.candidate_name AS candidate_name, t4.sort_name AS sort_name, t4.sort_score AS sort_score, t4.sort_session AS sort_session, t4.search_text AS search_text, t4.invitation_id AS invitation_id 
FROM share AS t4 
WHERE t4.organisation_id = t2.id AND t4.ended_at IS NULL AND (t4.expires_at IS NULL OR t4.expires_at > now()) ORDER BY t4.shared_at DESC, t4.id DESC 
 LIMIT $2::INTEGER) AS p5 
HAVING true), ',"newShareCount":', (SELECT count(*) AS count_1 
FROM (SELECT 1 
FROM share AS t8 
WHERE t8.organisation_id = t2.id AND t8.ended_at IS NULL AND (t8.expires_at IS NULL OR t8.expires_at > now()) AND coalesce(t8.sequence, 9223372036854775807) > (SELECT t9.seen_until 
FROM app_user AS t9 
WHERE t9.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t10 
WHERE t10.share_id = t8.id AND t10.user_id = $1::UUID)) 
 LIMIT 1000) AS anon_1), '}') AS concat_2 
FROM organisation AS t2 
WHERE t2.id = r1.organisation_id), 'null'), '}') AS concat_1 
FROM (SELECT app_user.id AS id, app_user.organisation_id AS organisation_id, app_user.email AS email, app_user.password_hash AS password_hash, app_user.family_name AS family_name, app_user.given_name AS given_name, app_user.role AS role, app_user.status AS status, app_user.may_view_photos AS may_view_photos, app_user.may_manage_api AS may_manage_api, app_user.language AS language, app_user.joined_at AS joined_at, app_user.last_seen_at AS last_seen_at, app_user.invited_at AS invited_at, app_user.seen_until AS seen_until, app_user.removed_at AS removed_at 
FROM app_user 
WHERE app_user.organisation_id = $3::UUID AND app_user.removed_at IS NULL AND app_user.id = $1::UUID) AS r1
;

SELECT concat('{"__typename":"Organisation","id":"org_', r1.id, '","name":', to_json(r1.name), ',"city":', to_json(r1.city), ',"country":', to_json(r1.country), ',"website":', coalesce(CAST(to_json(r1.website) AS TEXT), 'null'), ',"status":"', r1.status, '","recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r3.code, '","name":', to_json(r3.name_en), '}'), ','), ']') AS concat_2 
FROM (SELECT t2.code AS code, t2.position AS position, t2.name_en AS name_en, t2.name_ja AS name_ja, t2.for_schools AS for_schools, t2.has_photo AS has_photo, t2.skills AS skills, t2.min_score AS min_score, t2.max_score AS max_score, t2.first_session AS first_session, t2.last_session AS last_session 
FROM exam AS t2 
WHERE t2.code = ANY (r1.recognised_exams) ORDER BY t2.position) AS r3), ',"profile":{"__typename":"OrganisationProfile","id":"orp_', r1.id, '","name":', to_json(r1.name), ',"website":', coalesce(CAST(to_json(r1.website) AS TEXT), 'null'), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"__typename":"Exam","code":"', r6.code, '"}'), ','), ']') AS concat_3 
FROM (SELECT t5.code AS code, t5.position AS position, t5.name_en AS name_en, t5.name_ja AS name_ja, t5.for_schools AS for_schools, t5.has_photo AS has_photo, t5.skills AS skills, t5.min_score AS min_score, t5.max_score AS max_score, t5.first_session AS first_session, t5.last_session AS last_session 
FROM exam AS t5 
WHERE t5.code = ANY (r1.recognised_exams) ORDER BY t5.position) AS r6), '},"eventCursor":', to_json(concat(replace(CAST(r1.id AS TEXT), '-', ''), '-', coalesce((SELECT t7.last 
FROM event_head AS t7 
WHERE t7.organisation_id = r1.id), 0))), ',"newShareCount":', (SELECT count(*) AS count_1 
FROM (SELECT 1 
FROM share AS t8 
WHERE t8.organisation_id = r1.id AND t8.ended_at IS NULL AND (t8.expires_at IS NULL OR t8.expires_at > now()) AND coalesce(t8.sequence, 9223372036854775807) > (SELECT t9.seen_until 
FROM app_user AS t9 
WHERE t9.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t10 
WHERE t10.share_id = t8.id AND t10.user_id = $1::UUID)) 
 LIMIT 1000) AS anon_1), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1

-- as the second viewer

SELECT concat('{"__typename":"User","id":"usr_', r1.id, '","email":', to_json(r1.email), ',"familyName":', to_json(r1.family_name), ',"givenName":', to_json(r1.given_name), ',"displayName":', to_json(btrim(CASE WHEN (concat(r1.family_name, r1.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN r1.family_name || ' ' || r1.given_name ELSE r1.given_name || ' ' || r1.family_name END)), ',"role":"', r1.role, '","status":"', r1.status, '","mayViewPhotos":', CAST(r1.may_view_photos AS TEXT), ',"mayManageApi":', CAST(r1.may_manage_api AS TEXT), ',"language":"', r1.language, '","lastSeenAt":', coalesce(CAST(to_json(r1.last_seen_at) AS TEXT), 'null'), ',"invitedAt":', coalesce(CAST(to_json(r1.invited_at) AS TEXT), 'null'), ',"organisation":', coalesce((SELECT concat('{"id":"org_', t2.id, '","shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p5.id, '","isNew":', CAST(p5.ended_at IS NULL AND (p5.expires_at IS NULL OR p5.expires_at > now()) AND coalesce(p5.sequence, 9223372036854775807) > (SELECT t6.seen_until 
FROM app_user AS t6 
WHERE t6.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t7 
WHERE t7.share_id = p5.id AND t7.user_id = $1::UUID)) AS TEXT), '}'), ','), ']}') AS concat_3 
FROM (SELECT t4.id AS id, t4.organisation_id AS organisation_id, t4.candidate_id AS candidate_id, t4.result_id AS result_id, t4.shared_at AS shared_at, t4.expires_at AS expires_at, t4.revoked_at AS revoked_at, t4.ended_at AS ended_at, t4.opened_at AS opened_at, t4.hide_photo AS hide_photo, t4.sequence AS sequence, t4.candidate_name AS candidate_name, t4.sort_name AS sort_name, t4.sort_score AS sort_score, t4.sort_session AS sort_session, t4.search_text AS search_text, t4.invitation_id AS invitation_id 
FROM share AS t4 
WHERE t4.organisation_id = t2.id AND t4.ended_at IS NULL AND (t4.expires_at IS NULL OR t4.expires_at > now()) ORDER BY t4.shared_at DESC, t4.id DESC 
 LIMIT $2::INTEGER) AS p5 
HAVING true), ',"newShareCount":', (SELECT count(*) AS count_1 
FROM (SELECT 1 
FROM share AS t8 
WHERE t8.organisation_id = t2.id AND t8.ended_at IS NULL AND (t8.expires_at IS NULL OR t8.expires_at > now()) AND coalesce(t8.sequence, 9223372036854775807) > (SELECT t9.seen_until 
FROM app_user AS t9 
WHERE t9.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t10 
WHERE t10.share_id = t8.id AND t10.user_id = $1::UUID)) 
 LIMIT 1000) AS anon_1), '}') AS concat_2 
FROM organisation AS t2 
WHERE t2.id = r1.organisation_id), 'null'), '}') AS concat_1 
FROM (SELECT app_user.id AS id, app_user.organisation_id AS organisation_id, app_user.email AS email, app_user.password_hash AS password_hash, app_user.family_name AS family_name, app_user.given_name AS given_name, app_user.role AS role, app_user.status AS status, app_user.may_view_photos AS may_view_photos, app_user.may_manage_api AS may_manage_api, app_user.language AS language, app_user.joined_at AS joined_at, app_user.last_seen_at AS last_seen_at, app_user.invited_at AS invited_at, app_user.seen_until AS seen_until, app_user.removed_at AS removed_at 
FROM app_user 
WHERE app_user.organisation_id = $3::UUID AND app_user.removed_at IS NULL AND app_user.id = $1::UUID) AS r1
;

SELECT concat('{"__typename":"Organisation","id":"org_', r1.id, '","name":', to_json(r1.name), ',"city":', to_json(r1.city), ',"country":', to_json(r1.country), ',"website":', coalesce(CAST(to_json(r1.website) AS TEXT), 'null'), ',"status":"', r1.status, '","recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r3.code, '","name":', to_json(r3.name_ja), '}'), ','), ']') AS concat_2 
FROM (SELECT t2.code AS code, t2.position AS position, t2.name_en AS name_en, t2.name_ja AS name_ja, t2.for_schools AS for_schools, t2.has_photo AS has_photo, t2.skills AS skills, t2.min_score AS min_score, t2.max_score AS max_score, t2.first_session AS first_session, t2.last_session AS last_session 
FROM exam AS t2 
WHERE t2.code = ANY (r1.recognised_exams) ORDER BY t2.position) AS r3), ',"profile":{"__typename":"OrganisationProfile","id":"orp_', r1.id, '","name":', to_json(r1.name), ',"website":', coalesce(CAST(to_json(r1.website) AS TEXT), 'null'), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"__typename":"Exam","code":"', r6.code, '"}'), ','), ']') AS concat_3 
FROM (SELECT t5.code AS code, t5.position AS position, t5.name_en AS name_en, t5.name_ja AS name_ja, t5.for_schools AS for_schools, t5.has_photo AS has_photo, t5.skills AS skills, t5.min_score AS min_score, t5.max_score AS max_score, t5.first_session AS first_session, t5.last_session AS last_session 
FROM exam AS t5 
WHERE t5.code = ANY (r1.recognised_exams) ORDER BY t5.position) AS r6), '},"eventCursor":', to_json(concat(replace(CAST(r1.id AS TEXT), '-', ''), '-', coalesce((SELECT t7.last 
FROM event_head AS t7 
WHERE t7.organisation_id = r1.id), 0))), ',"newShareCount":', (SELECT count(*) AS count_1 
FROM (SELECT 1 
FROM share AS t8 
WHERE t8.organisation_id = r1.id AND t8.ended_at IS NULL AND (t8.expires_at IS NULL OR t8.expires_at > now()) AND coalesce(t8.sequence, 9223372036854775807) > (SELECT t9.seen_until 
FROM app_user AS t9 
WHERE t9.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t10 
WHERE t10.share_id = t8.id AND t10.user_id = $1::UUID)) 
 LIMIT 1000) AS anon_1), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
