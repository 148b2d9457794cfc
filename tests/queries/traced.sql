SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","result":', coalesce((SELECT concat(chr(1), 'res:', t5.id, ':', t5.version, chr(1), '{"id":"res_', t5.id, '","version":', t5.version, ',"grade":', coalesce('"' || CAST(t5.grade AS TEXT) || '"', 'null'), ',"history":', (SELECT concat('[', string_agg(concat(chr(1), 'res:', r7.result_id, ':', r7.version, chr(1), '{"version":', r7.version, ',"grade":', coalesce('"' || CAST(CASE WHEN (EXISTS (SELECT 1 
FROM result AS t8 
WHERE t8.id = r7.result_id AND t8.status = 'RELEASED')) THEN r7.grade END AS TEXT) || '"', 'null'), '}'), ','), ']') AS concat_4 
FROM (SELECT t6.result_id AS result_id, t6.version AS version, t6.status AS status, t6.recorded_at AS recorded_at, t6.reason AS reason, t6.changes AS changes, t6.exam_code AS exam_code, t6.session_date AS session_date, t6.centre_id AS centre_id, t6.overall_score AS overall_score, t6.grade AS grade, t6.cefr_level AS cefr_level, t6.certificated AS certificated, t6.scores AS scores, t6.levels AS levels, t6.family_name AS family_name, t6.given_name AS given_name, t6.date_of_birth AS date_of_birth, t6.photo_sha256 AS photo_sha256 
FROM result_version AS t6 
WHERE t6.result_id = t5.id ORDER BY t6.version DESC) AS r7), ',"candidate":', chr(1), 'res:', t5.id, ':', t5.version, chr(1), '{"id":"cnd_', t5.candidate_id, '","displayName":', to_json(t5.display_name), '},"exam":{"code":"', t5.exam_code, '"}}') AS concat_3 
FROM result AS t5 
WHERE t5.id = p4.result_id AND p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) ORDER BY t3.shared_at ASC, t3.id ASC 
 LIMIT $1::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $2::UUID) AS r1
