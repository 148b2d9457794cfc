SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","status":"', CASE WHEN (p4.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p4.revoked_at IS NULL AND coalesce(p4.ended_at IS NOT NULL OR p4.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","result":', coalesce((SELECT concat('{"id":"res_', t5.id, '","exam":', coalesce((SELECT concat('{"hasPhoto":', CAST(t6.has_photo AS TEXT), '}') AS concat_4 
FROM exam AS t6 
WHERE t6.code = t5.exam_code), 'null'), ',"photoStatus":"', CASE WHEN (NOT (t5.has_photo AND t5.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
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
WHERE t3.organisation_id = r1.id AND ('ACTIVE' = ANY ($4::TEXT[]) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) OR 'EXPIRED' = ANY ($4::TEXT[]) AND t3.revoked_at IS NULL AND coalesce(t3.ended_at IS NOT NULL OR t3.expires_at <= now(), false) OR 'REVOKED' = ANY ($4::TEXT[]) AND t3.revoked_at IS NOT NULL) ORDER BY t3.sort_name ASC, t3.id ASC 
 LIMIT $5::INTEGER) AS p4 
HAVING true), ',"verifications":', (SELECT concat('{"nodes":[', string_agg(concat('{"result":', coalesce((SELECT concat('{"id":"res_', t10.id, '","photoStatus":"', CASE WHEN (NOT (t10.has_photo AND t10.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
FROM share 
WHERE share.result_id = t10.id AND share.organisation_id = $1::UUID ORDER BY share.shared_at DESC, share.id DESC 
 LIMIT $6::INTEGER), false) THEN 'HIDDEN_BY_CANDIDATE' ELSE 'AVAILABLE' END, '","photoUrl":', coalesce(CAST(to_json(CASE WHEN (CASE WHEN (NOT (t10.has_photo AND t10.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
FROM share 
WHERE share.result_id = t10.id AND share.organisation_id = $1::UUID ORDER BY share.shared_at DESC, share.id DESC 
 LIMIT $7::INTEGER), false) THEN 'HIDDEN_BY_CANDIDATE' ELSE 'AVAILABLE' END = 'AVAILABLE') THEN '/photos/res_' || CAST(t10.id AS TEXT) END) AS TEXT), 'null'), '}') AS concat_6 
FROM result AS t10 
WHERE t10.id = p9.result_id), 'null'), '}'), ','), ']}') AS concat_5 
FROM (SELECT t8.id AS id, t8.organisation_id AS organisation_id, t8.actor_kind AS actor_kind, t8.actor_id AS actor_id, t8.statement_number AS statement_number, t8.applicant_reference AS applicant_reference, t8.outcome AS outcome, t8.result_id AS result_id, t8.result_version AS result_version, t8.checked_at AS checked_at 
FROM verification AS t8 
WHERE t8.organisation_id = r1.id ORDER BY t8.checked_at DESC, t8.id DESC 
 LIMIT $8::INTEGER) AS p9 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID) AS r1

-- as the second viewer

SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","status":"', CASE WHEN (p4.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p4.revoked_at IS NULL AND coalesce(p4.ended_at IS NOT NULL OR p4.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","result":', coalesce((SELECT concat('{"id":"res_', t5.id, '","exam":', coalesce((SELECT concat('{"hasPhoto":', CAST(t6.has_photo AS TEXT), '}') AS concat_4 
FROM exam AS t6 
WHERE t6.code = t5.exam_code), 'null'), ',"photoStatus":"', CASE WHEN (NOT (t5.has_photo AND t5.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN true THEN 'NOT_PERMITTED' ELSE 'AVAILABLE' END, '","photoUrl":', coalesce(CAST(to_json(CASE WHEN (CASE WHEN (NOT (t5.has_photo AND t5.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN true THEN 'NOT_PERMITTED' ELSE 'AVAILABLE' END = 'AVAILABLE') THEN '/photos/res_' || CAST(t5.id AS TEXT) END) AS TEXT), 'null'), '}') AS concat_3 
FROM result AS t5 
WHERE t5.id = p4.result_id AND p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND ('ACTIVE' = ANY ($1::TEXT[]) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) OR 'EXPIRED' = ANY ($1::TEXT[]) AND t3.revoked_at IS NULL AND coalesce(t3.ended_at IS NOT NULL OR t3.expires_at <= now(), false) OR 'REVOKED' = ANY ($1::TEXT[]) AND t3.revoked_at IS NOT NULL) ORDER BY t3.sort_name ASC, t3.id ASC 
 LIMIT $2::INTEGER) AS p4 
HAVING true), ',"verifications":', (SELECT concat('{"nodes":[', string_agg(concat('{"result":', coalesce((SELECT concat('{"id":"res_', t10.id, '","photoStatus":"', CASE WHEN (NOT (t10.has_photo AND t10.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN true THEN 'NOT_PERMITTED' ELSE 'AVAILABLE' END, '","photoUrl":', coalesce(CAST(to_json(CASE WHEN (CASE WHEN (NOT (t10.has_photo AND t10.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN true THEN 'NOT_PERMITTED' ELSE 'AVAILABLE' END = 'AVAILABLE') THEN '/photos/res_' || CAST(t10.id AS TEXT) END) AS TEXT), 'null'), '}') AS concat_6 
FROM result AS t10 
WHERE t10.id = p9.result_id), 'null'), '}'), ','), ']}') AS concat_5 
FROM (SELECT t8.id AS id, t8.organisation_id AS organisation_id, t8.actor_kind AS actor_kind, t8.actor_id AS actor_id, t8.statement_number AS statement_number, t8.applicant_reference AS applicant_reference, t8.outcome AS outcome, t8.result_id AS result_id, t8.result_version AS result_version, t8.checked_at AS checked_at 
FROM verification AS t8 
WHERE t8.organisation_id = r1.id ORDER BY t8.checked_at DESC, t8.id DESC 
 LIMIT $3::INTEGER) AS p9 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $4::UUID) AS r1
