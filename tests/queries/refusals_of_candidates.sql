SELECT concat('[', string_agg(concat('{"__typename":"CandidateShare","id":"csh_', r1.id, '","status":"', CASE WHEN (r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now()) AND r1.organisation_id IS NULL) THEN 'WAITING' ELSE CASE WHEN (r1.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (r1.revoked_at IS NULL AND coalesce(r1.ended_at IS NOT NULL OR r1.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END END, '","sharedAt":', to_json(r1.shared_at), ',"openedAt":', coalesce(CAST(to_json(r1.opened_at) AS TEXT), 'null'), ',"hidePhoto":', CAST(r1.hide_photo AS TEXT), ',"organisation":', coalesce((SELECT concat('{"id":"orp_', t2.id, '","name":', to_json(t2.name), ',"city":', to_json(t2.city), '}') AS concat_2 
FROM organisation AS t2 
WHERE t2.id = r1.organisation_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t3.id, '","version":', t3.version, '}') AS concat_3 
FROM result AS t3 
WHERE t3.id = r1.result_id), 'null'), '}'), ','), ']') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.candidate_id = $1::UUID AND share.id = ANY ($2::UUID[]) ORDER BY array_position($2::UUID[], share.id)) AS r1

-- as the second viewer


