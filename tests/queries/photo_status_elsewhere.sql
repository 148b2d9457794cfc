SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","result":', coalesce((SELECT concat('{"id":"res_', t5.id, '","photoStatus":"', CASE WHEN (NOT (t5.has_photo AND t5.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
FROM share 
WHERE share.result_id = t5.id AND share.organisation_id = $1::UUID ORDER BY share.shared_at DESC, share.id DESC 
 LIMIT $2::INTEGER), false) THEN 'HIDDEN_BY_CANDIDATE' ELSE 'AVAILABLE' END, '","photoUrl":', coalesce(CAST(to_json(CASE WHEN (CASE WHEN (NOT (t5.has_photo AND t5.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
FROM share 
WHERE share.result_id = t5.id AND share.organisation_id = $1::UUID ORDER BY share.shared_at DESC, share.id DESC 
 LIMIT $3::INTEGER), false) THEN 'HIDDEN_BY_CANDIDATE' ELSE 'AVAILABLE' END = 'AVAILABLE') THEN '/photos/res_' || CAST(t5.id AS TEXT) END) AS TEXT), 'null'), '}') AS concat_3 
FROM result AS t5 
WHERE t5.id = p4.result_id AND p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $4::INTEGER) AS p4 
HAVING true), ',"verifications":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"ver_', p8.id, '","result":', coalesce((SELECT concat('{"id":"res_', t9.id, '","photoStatus":"', CASE WHEN (NOT (t9.has_photo AND t9.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
FROM share 
WHERE share.result_id = t9.id AND share.organisation_id = $1::UUID ORDER BY share.shared_at DESC, share.id DESC 
 LIMIT $5::INTEGER), false) THEN 'HIDDEN_BY_CANDIDATE' ELSE 'AVAILABLE' END, '"}') AS concat_5 
FROM result AS t9 
WHERE t9.id = p8.result_id), 'null'), '}'), ','), ']}') AS concat_4 
FROM (SELECT t7.id AS id, t7.organisation_id AS organisation_id, t7.actor_kind AS actor_kind, t7.actor_id AS actor_id, t7.statement_number AS statement_number, t7.applicant_reference AS applicant_reference, t7.outcome AS outcome, t7.result_id AS result_id, t7.result_version AS result_version, t7.checked_at AS checked_at 
FROM verification AS t7 
WHERE t7.organisation_id = r1.id ORDER BY t7.checked_at DESC, t7.id DESC 
 LIMIT $6::INTEGER) AS p8 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID) AS r1
