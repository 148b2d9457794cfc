SELECT concat('{"__typename":"Share","id":"shr_', r1.id, '","status":"', CASE WHEN (r1.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (r1.revoked_at IS NULL AND coalesce(r1.ended_at IS NOT NULL OR r1.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","endedAt":', coalesce(CAST(to_json(CASE WHEN (r1.revoked_at IS NOT NULL) THEN r1.revoked_at WHEN (r1.revoked_at IS NULL AND coalesce(r1.ended_at IS NOT NULL OR r1.expires_at <= now(), false)) THEN r1.expires_at END) AS TEXT), 'null'), ',"expiresAt":', coalesce(CAST(to_json(r1.expires_at) AS TEXT), 'null'), ',"candidateName":', to_json(r1.candidate_name), ',"candidate":', coalesce((SELECT concat('{"id":"cnd_', t2.candidate_id, '"}') AS concat_2 
FROM result AS t2 
WHERE t2.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t3.id, '"}') AS concat_3 
FROM result AS t3 
WHERE t3.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $1::UUID AND share.id = $2::UUID) AS r1
;

SELECT concat('{"__typename":"Share","id":"shr_', r1.id, '","status":"', CASE WHEN (r1.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (r1.revoked_at IS NULL AND coalesce(r1.ended_at IS NOT NULL OR r1.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","endedAt":', coalesce(CAST(to_json(CASE WHEN (r1.revoked_at IS NOT NULL) THEN r1.revoked_at WHEN (r1.revoked_at IS NULL AND coalesce(r1.ended_at IS NOT NULL OR r1.expires_at <= now(), false)) THEN r1.expires_at END) AS TEXT), 'null'), ',"expiresAt":', coalesce(CAST(to_json(r1.expires_at) AS TEXT), 'null'), ',"candidateName":', to_json(r1.candidate_name), ',"candidate":', coalesce((SELECT concat('{"id":"cnd_', t2.candidate_id, '"}') AS concat_2 
FROM result AS t2 
WHERE t2.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t3.id, '"}') AS concat_3 
FROM result AS t3 
WHERE t3.id = r1.result_id AND r1.ended_at IS NULL AND (r1.expires_at IS NULL OR r1.expires_at > now())), 'null'), '}') AS concat_1 
FROM (SELECT share.id AS id, share.organisation_id AS organisation_id, share.candidate_id AS candidate_id, share.result_id AS result_id, share.shared_at AS shared_at, share.expires_at AS expires_at, share.revoked_at AS revoked_at, share.ended_at AS ended_at, share.opened_at AS opened_at, share.hide_photo AS hide_photo, share.sequence AS sequence, share.candidate_name AS candidate_name, share.sort_name AS sort_name, share.sort_score AS sort_score, share.sort_session AS sort_session, share.search_text AS search_text, share.invitation_id AS invitation_id 
FROM share 
WHERE share.organisation_id = $1::UUID AND share.id = $2::UUID) AS r1
;

SELECT concat('{"__typename":"Verification","outcome":"', r1.outcome, '","statementNumber":', to_json(r1.statement_number), ',"by":{"name":', to_json(CASE WHEN (r1.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM app_user AS t2 
WHERE t2.id = r1.actor_id), 'user') WHEN (r1.actor_kind = 'API_KEY') THEN coalesce((SELECT t3.name 
FROM api_key AS t3 
WHERE t3.id = r1.actor_id), 'api_key') ELSE lower(r1.actor_kind) END), '},"result":', coalesce((SELECT concat('{"id":"res_', t4.id, '","status":"', t4.status, '","overallScore":', coalesce(CAST(t4.overall_score AS TEXT), 'null'), ',"components":', CASE WHEN (cardinality(t4.scores) > 0 AND t4.exam_code = ANY ('{A2_KEY,A2_KEY_FOR_SCHOOLS}'::text[])) THEN concat('[{"score":', coalesce(CAST(t4.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[3] AS TEXT), 'null'), '}]') WHEN (cardinality(t4.scores) > 0 AND t4.exam_code = ANY ('{B1_PRELIMINARY,B1_PRELIMINARY_FOR_SCHOOLS,B1_BUSINESS_PRELIMINARY,B2_BUSINESS_VANTAGE,C1_BUSINESS_HIGHER}'::text[])) THEN concat('[{"score":', coalesce(CAST(t4.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[4] AS TEXT), 'null'), '}]') WHEN (cardinality(t4.scores) > 0 AND t4.exam_code = ANY ('{B2_FIRST,B2_FIRST_FOR_SCHOOLS,C1_ADVANCED,C2_PROFICIENCY}'::text[])) THEN concat('[{"score":', coalesce(CAST(t4.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[4] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[5] AS TEXT), 'null'), '}]') ELSE '[]' END, '}') AS concat_2 
FROM result AS t4 
WHERE t4.id = r1.result_id), 'null'), ',"changedSince":', CAST(EXISTS (SELECT 1 
FROM result AS t5 
WHERE t5.id = r1.result_id AND t5.version > r1.result_version) AS TEXT), '}') AS concat_1 
FROM (SELECT verification.id AS id, verification.organisation_id AS organisation_id, verification.actor_kind AS actor_kind, verification.actor_id AS actor_id, verification.statement_number AS statement_number, verification.applicant_reference AS applicant_reference, verification.outcome AS outcome, verification.result_id AS result_id, verification.result_version AS result_version, verification.checked_at AS checked_at 
FROM verification 
WHERE verification.organisation_id = $1::UUID AND verification.id = $2::UUID) AS r1
;

SELECT concat('{"__typename":"Verification","outcome":"', r1.outcome, '","statementNumber":', to_json(r1.statement_number), ',"by":{"name":', to_json(CASE WHEN (r1.actor_kind = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM app_user AS t2 
WHERE t2.id = r1.actor_id), 'user') WHEN (r1.actor_kind = 'API_KEY') THEN coalesce((SELECT t3.name 
FROM api_key AS t3 
WHERE t3.id = r1.actor_id), 'api_key') ELSE lower(r1.actor_kind) END), '},"result":', coalesce((SELECT concat('{"id":"res_', t4.id, '","status":"', t4.status, '","overallScore":', coalesce(CAST(t4.overall_score AS TEXT), 'null'), ',"components":', CASE WHEN (cardinality(t4.scores) > 0 AND t4.exam_code = ANY ('{A2_KEY,A2_KEY_FOR_SCHOOLS}'::text[])) THEN concat('[{"score":', coalesce(CAST(t4.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[3] AS TEXT), 'null'), '}]') WHEN (cardinality(t4.scores) > 0 AND t4.exam_code = ANY ('{B1_PRELIMINARY,B1_PRELIMINARY_FOR_SCHOOLS,B1_BUSINESS_PRELIMINARY,B2_BUSINESS_VANTAGE,C1_BUSINESS_HIGHER}'::text[])) THEN concat('[{"score":', coalesce(CAST(t4.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[4] AS TEXT), 'null'), '}]') WHEN (cardinality(t4.scores) > 0 AND t4.exam_code = ANY ('{B2_FIRST,B2_FIRST_FOR_SCHOOLS,C1_ADVANCED,C2_PROFICIENCY}'::text[])) THEN concat('[{"score":', coalesce(CAST(t4.scores[1] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[2] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[3] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[4] AS TEXT), 'null'), '},{"score":', coalesce(CAST(t4.scores[5] AS TEXT), 'null'), '}]') ELSE '[]' END, '}') AS concat_2 
FROM result AS t4 
WHERE t4.id = r1.result_id), 'null'), ',"changedSince":', CAST(EXISTS (SELECT 1 
FROM result AS t5 
WHERE t5.id = r1.result_id AND t5.version > r1.result_version) AS TEXT), '}') AS concat_1 
FROM (SELECT verification.id AS id, verification.organisation_id AS organisation_id, verification.actor_kind AS actor_kind, verification.actor_id AS actor_id, verification.statement_number AS statement_number, verification.applicant_reference AS applicant_reference, verification.outcome AS outcome, verification.result_id AS result_id, verification.result_version AS result_version, verification.checked_at AS checked_at 
FROM verification 
WHERE verification.organisation_id = $1::UUID AND verification.id = $2::UUID) AS r1
