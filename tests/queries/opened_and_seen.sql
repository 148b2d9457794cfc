SELECT concat('{"id":"shr_', r1.id, '","isNew":', CAST(r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now()) AND coalesce(r1.sequence, 9223372036854775807) > (SELECT t2.seen_until 
FROM app_user AS t2 
WHERE t2.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t3 
WHERE t3.share_id = r1.id AND t3.user_id = $1::UUID)) AS TEXT), ',"isChanged":', CAST(r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now()) AND (EXISTS (SELECT 1 
FROM sighting AS t4 JOIN result AS t5 ON t5.id = r1.result_id 
WHERE t4.share_id = r1.id AND t4.user_id = $1::UUID AND t4.opened_version < t5.version)) AS TEXT), ',"status":"', CASE WHEN (r1.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (r1.revoked_at IS NULL AND coalesce(r1.ended_at IS NOT NULL OR r1.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","result":', coalesce((SELECT concat('{"version":', t6.version, ',"overallScore":', coalesce(CAST(t6.overall_score AS TEXT), 'null'), '}') AS concat_2 
FROM result AS t6 
WHERE t6.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $2::UUID AND share.id = $3::UUID) AS r1
;

SELECT concat('{"id":"org_', r1.id, '","newShareCount":', (SELECT count(*) AS count_1 
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

SELECT concat('[', string_agg(concat('{"id":"shr_', r1.id, '","isNew":', CAST(r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now()) AND coalesce(r1.sequence, 9223372036854775807) > (SELECT t2.seen_until 
FROM app_user AS t2 
WHERE t2.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t3 
WHERE t3.share_id = r1.id AND t3.user_id = $1::UUID)) AS TEXT), ',"candidateName":', to_json(r1.candidate_name), '}'), ','), ']') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $2::UUID AND share.id = ANY ($3::UUID[]) ORDER BY array_position($3::UUID[], share.id)) AS r1
;

SELECT concat('{"newShareCount":', (SELECT count(*) AS count_1 
FROM (SELECT 1 
FROM share AS t2 
WHERE t2.organisation_id = r1.id AND t2.ended_at IS NULL AND (t2.expires_at IS NULL OR t2.expires_at > now()) AND coalesce(t2.sequence, 9223372036854775807) > (SELECT t3.seen_until 
FROM app_user AS t3 
WHERE t3.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t4 
WHERE t4.share_id = t2.id AND t4.user_id = $1::UUID)) 
 LIMIT 1000) AS anon_1), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t10 
WHERE t10.organisation_id = r1.id AND t10.ended_at IS NULL AND (t10.expires_at IS NULL OR t10.expires_at > now()) AND coalesce(t10.sequence, 9223372036854775807) > (SELECT t11.seen_until 
FROM app_user AS t11 
WHERE t11.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t12 
WHERE t12.share_id = t10.id AND t12.user_id = $1::UUID)) AND t10.ended_at IS NULL AND (t10.expires_at IS NULL OR t10.expires_at > now())), ',"nodes":[', string_agg(concat('{"id":"shr_', p9.id, '"}'), ','), ']}') AS concat_2 
FROM (SELECT t6.id AS id, t6.organisation_id AS organisation_id, t6.candidate_id AS candidate_id, t6.result_id AS result_id, t6.shared_at AS shared_at, t6.expires_at AS expires_at, t6.revoked_at AS revoked_at, t6.ended_at AS ended_at, t6.opened_at AS opened_at, t6.hide_photo AS hide_photo, t6.sequence AS sequence, t6.candidate_name AS candidate_name, t6.sort_name AS sort_name, t6.sort_score AS sort_score, t6.sort_session AS sort_session, t6.search_text AS search_text, t6.invitation_id AS invitation_id 
FROM share AS t6 
WHERE t6.organisation_id = r1.id AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) AND coalesce(t6.sequence, 9223372036854775807) > (SELECT t7.seen_until 
FROM app_user AS t7 
WHERE t7.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t8 
WHERE t8.share_id = t6.id AND t8.user_id = $1::UUID)) AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) ORDER BY t6.shared_at DESC, t6.id DESC 
 LIMIT $2::INTEGER) AS p9 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $3::UUID) AS r1
