SELECT concat('{"events":', (SELECT concat('{"nodes":[', string_agg(concat('{"kind":"', p4.kind, '","sequence":', p4.sequence, ',"actor":{"kind":"', p4.actor_kind, '","name":', to_json(CASE WHEN (p4.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t5.family_name, t5.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t5.family_name || ' ' || t5.given_name ELSE t5.given_name || ' ' || t5.family_name END) AS btrim_1 
FROM app_user AS t5 
WHERE t5.id = p4.actor_id), 'user') WHEN (p4.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t6.candidate_name 
FROM share AS t6 
WHERE t6.id = p4.share_id), 'candidate') ELSE lower(p4.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CAST(NULL AS TEXT) AS TEXT) || '"', 'null'), '}}'), ','), ']}') AS concat_2 
FROM (SELECT t3.organisation_id AS organisation_id, t3.sequence AS sequence, t3.id AS id, t3.kind AS kind, t3.occurred_at AS occurred_at, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.share_id AS share_id, t3.result_id AS result_id, t3.result_version AS result_version, t3.verification_id AS verification_id, t3.download_id AS download_id 
FROM event AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.sequence ASC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"verifications":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p4.id, '","result":', coalesce((SELECT concat(chr(1), 'res:', t5.id, ':', t5.version, chr(1), '{"id":"res_', t5.id, '"}') AS concat_3 
FROM result AS t5 
WHERE t5.id = p4.result_id), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.statement_number AS statement_number, t3.applicant_reference AS applicant_reference, t3.outcome AS outcome, t3.result_id AS result_id, t3.result_version AS result_version, t3.checked_at AS checked_at 
FROM verification AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.checked_at DESC, t3.id DESC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"id":"key_', r1.id, '"}') AS concat_1 
FROM (SELECT api_key.id AS id, api_key.organisation_id AS organisation_id, api_key.name AS name, api_key.prefix AS prefix, api_key.secret_hash AS secret_hash, api_key.scopes AS scopes, api_key.networks AS networks, api_key.created_at AS created_at, api_key.created_by AS created_by, api_key.last_used_at AS last_used_at, api_key.expires_at AS expires_at, api_key.revoked_at AS revoked_at, api_key.replaces_id AS replaces_id, api_key.expiry_told_at AS expiry_told_at 
FROM api_key 
WHERE api_key.organisation_id = $1::UUID AND (api_key.id = $2::UUID OR api_key.replaces_id = $2::UUID) AND api_key.id = ANY ($3::UUID[])) AS r1

-- as the second viewer

SELECT concat('{"newShareCount":', (SELECT count(*) AS count_1 
FROM (SELECT 1 
FROM share AS t2 
WHERE t2.organisation_id = r1.id AND t2.ended_at IS NULL AND (t2.expires_at IS NULL OR t2.expires_at > now()) AND coalesce(t2.sequence, 9223372036854775807) > (SELECT t3.seen_until 
FROM app_user AS t3 
WHERE t3.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t4 
WHERE t4.share_id = t2.id AND t4.user_id = $1::UUID)) 
 LIMIT 1000) AS anon_1), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '"}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"events":', (SELECT concat('{"nodes":[', string_agg(concat('{"kind":"', p4.kind, '","sequence":', p4.sequence, ',"actor":{"kind":"', p4.actor_kind, '","name":', to_json(CASE WHEN (p4.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t5.family_name, t5.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t5.family_name || ' ' || t5.given_name ELSE t5.given_name || ' ' || t5.family_name END) AS btrim_1 
FROM app_user AS t5 
WHERE t5.id = p4.actor_id), 'user') WHEN (p4.actor_kind = 'API_KEY') THEN coalesce((SELECT t6.name 
FROM api_key AS t6 
WHERE t6.id = p4.actor_id), 'api_key') WHEN (p4.actor_kind = 'CANDIDATE') THEN coalesce((SELECT t7.candidate_name 
FROM share AS t7 
WHERE t7.id = p4.share_id), 'candidate') ELSE lower(p4.actor_kind) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (p4.actor_kind = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t8 
WHERE t8.id = p4.actor_id AND t8.removed_at IS NULL))) THEN 'usr_' || CAST(p4.actor_id AS TEXT) END AS TEXT) || '"', 'null'), '}}'), ','), ']}') AS concat_2 
FROM (SELECT t3.organisation_id AS organisation_id, t3.sequence AS sequence, t3.id AS id, t3.kind AS kind, t3.occurred_at AS occurred_at, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.share_id AS share_id, t3.result_id AS result_id, t3.result_version AS result_version, t3.verification_id AS verification_id, t3.download_id AS download_id 
FROM event AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.sequence ASC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"events":', (SELECT concat('{"nodes":[', string_agg(concat('{"share":', coalesce((SELECT concat('{"id":"shr_', t5.id, '"}') AS concat_3 
FROM share AS t5 
WHERE t5.id = p4.share_id), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.organisation_id AS organisation_id, t3.sequence AS sequence, t3.id AS id, t3.kind AS kind, t3.occurred_at AS occurred_at, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.share_id AS share_id, t3.result_id AS result_id, t3.result_version AS result_version, t3.verification_id AS verification_id, t3.download_id AS download_id 
FROM event AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.sequence ASC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"verifications":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p4.id, '","result":', coalesce((SELECT concat('{"id":"res_', t5.id, '"}') AS concat_3 
FROM result AS t5 
WHERE t5.id = p4.result_id), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.statement_number AS statement_number, t3.applicant_reference AS applicant_reference, t3.outcome AS outcome, t3.result_id AS result_id, t3.result_version AS result_version, t3.checked_at AS checked_at 
FROM verification AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.checked_at DESC, t3.id DESC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"verifications":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p4.id, '","result":', coalesce((SELECT concat('{"candidate":{"shares":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t7 
WHERE t7.candidate_id = t5.candidate_id AND t7.organisation_id = $1::UUID AND t7.ended_at IS NULL AND (t7.expires_at IS NULL OR t7.expires_at > now())), '}'), '}}') AS concat_3 
FROM result AS t5 
WHERE t5.id = p4.result_id), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.statement_number AS statement_number, t3.applicant_reference AS applicant_reference, t3.outcome AS outcome, t3.result_id AS result_id, t3.result_version AS result_version, t3.checked_at AS checked_at 
FROM verification AS t3 
WHERE t3.organisation_id = r1.id ORDER BY t3.checked_at DESC, t3.id DESC 
 LIMIT $2::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID) AS r1
;

SELECT concat('{"users":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"usr_', p4.id, '"}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.email AS email, t3.password_hash AS password_hash, t3.family_name AS family_name, t3.given_name AS given_name, t3.role AS role, t3.status AS status, t3.may_view_photos AS may_view_photos, t3.may_manage_api AS may_manage_api, t3.language AS language, t3.joined_at AS joined_at, t3.last_seen_at AS last_seen_at, t3.invited_at AS invited_at, t3.seen_until AS seen_until, t3.removed_at AS removed_at 
FROM app_user AS t3 
WHERE t3.organisation_id = r1.id AND t3.removed_at IS NULL ORDER BY lower(normalize(concat_ws(' ', t3.family_name), NFKC)) COLLATE "C" ASC, lower(normalize(concat_ws(' ', t3.given_name), NFKC)) COLLATE "C" ASC, t3.id ASC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
;

SELECT concat('{"id":"key_', r1.id, '"}') AS concat_1 
FROM (SELECT api_key.id AS id, api_key.organisation_id AS organisation_id, api_key.name AS name, api_key.prefix AS prefix, api_key.secret_hash AS secret_hash, api_key.scopes AS scopes, api_key.networks AS networks, api_key.created_at AS created_at, api_key.created_by AS created_by, api_key.last_used_at AS last_used_at, api_key.expires_at AS expires_at, api_key.revoked_at AS revoked_at, api_key.replaces_id AS replaces_id, api_key.expiry_told_at AS expiry_told_at 
FROM api_key 
WHERE false) AS r1
