SELECT concat('{"__typename":"ApiKey","id":"key_', r1.id, '","name":', to_json(r1.name), ',"prefix":', to_json(r1.prefix), ',"scopes":', to_json(r1.scopes), ',"networks":', to_json(r1.networks), ',"isActive":', CAST(r1.revoked_at IS NULL AND r1.expires_at > now() AS TEXT), ',"createdAt":', to_json(r1.created_at), ',"createdBy":{"kind":"', CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END, '","name":', to_json(CASE WHEN (CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM app_user AS t2 
WHERE t2.id = coalesce(r1.created_by, r1.replaces_id)), 'user') ELSE lower(CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END) END), ',"nodeId":', coalesce('"' || CAST(CAST(NULL AS TEXT) AS TEXT) || '"', 'null'), '},"lastUsedAt":', coalesce(CAST(to_json(r1.last_used_at) AS TEXT), 'null'), ',"expiresAt":', to_json(r1.expires_at), ',"revokedAt":', coalesce(CAST(to_json(r1.revoked_at) AS TEXT), 'null'), ',"replacedBy":', coalesce((SELECT concat('{"id":"key_', t3.id, '","name":', to_json(t3.name), ',"createdBy":{"kind":"', CASE WHEN (t3.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END, '","name":', to_json(CASE WHEN (CASE WHEN (t3.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t4.family_name, t4.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t4.family_name || ' ' || t4.given_name ELSE t4.given_name || ' ' || t4.family_name END) AS btrim_2 
FROM app_user AS t4 
WHERE t4.id = coalesce(t3.created_by, t3.replaces_id)), 'user') ELSE lower(CASE WHEN (t3.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END) END), ',"nodeId":', coalesce('"' || CAST(CAST(NULL AS TEXT) AS TEXT) || '"', 'null'), '},"replacedBy":', coalesce((SELECT concat('{"id":"key_', t5.id, '"}') AS concat_3 
FROM api_key AS t5 
WHERE t5.replaces_id = t3.id), 'null'), ',"organisation":', coalesce((SELECT concat('{"id":"org_', t6.id, '"}') AS concat_4 
FROM organisation AS t6 
WHERE t6.id = t3.organisation_id), 'null'), '}') AS concat_2 
FROM api_key AS t3 
WHERE t3.replaces_id = r1.id), 'null'), '}') AS concat_1 
FROM (SELECT api_key.id AS id, api_key.organisation_id AS organisation_id, api_key.name AS name, api_key.prefix AS prefix, api_key.secret_hash AS secret_hash, api_key.scopes AS scopes, api_key.networks AS networks, api_key.created_at AS created_at, api_key.created_by AS created_by, api_key.last_used_at AS last_used_at, api_key.expires_at AS expires_at, api_key.revoked_at AS revoked_at, api_key.replaces_id AS replaces_id, api_key.expiry_told_at AS expiry_told_at 
FROM api_key 
WHERE api_key.id = $1::UUID) AS r1
;

SELECT concat('{"id":"org_', r1.id, '","newShareCount":', (SELECT count(*) AS count_1 
FROM (SELECT 1 
FROM share AS t2 
WHERE t2.organisation_id = r1.id AND t2.ended_at IS NULL AND (t2.expires_at IS NULL OR t2.expires_at > now()) AND t2.opened_at IS NULL 
 LIMIT 1000) AS anon_1), ',"new":', concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t4 
WHERE t4.organisation_id = r1.id AND t4.ended_at IS NULL AND (t4.expires_at IS NULL OR t4.expires_at > now()) AND t4.opened_at IS NULL AND t4.ended_at IS NULL AND (t4.expires_at IS NULL OR t4.expires_at > now())), '}'), ',"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p7.id, '","isNew":', CAST(p7.ended_at IS NULL AND (p7.expires_at IS NULL OR p7.expires_at > now()) AND p7.opened_at IS NULL AS TEXT), ',"isChanged":', CAST(p7.ended_at IS NULL AND (p7.expires_at IS NULL OR p7.expires_at > now()) AND p7.opened_at IS NOT NULL AND NOT (EXISTS (SELECT 1 
FROM sighting AS t8 JOIN result AS t9 ON t9.id = p7.result_id 
WHERE t8.share_id = p7.id AND t8.opened_version >= t9.version)) AS TEXT), ',"openings":', (SELECT concat('[', string_agg(concat('{"user":{"kind":"', 'USER', '","name":', to_json(CASE WHEN ('USER' = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t12.family_name, t12.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t12.family_name || ' ' || t12.given_name ELSE t12.given_name || ' ' || t12.family_name END) AS btrim_1 
FROM app_user AS t12 
WHERE t12.id = r11.user_id), 'user') ELSE lower('USER') END), ',"nodeId":', coalesce('"' || CAST(CAST(NULL AS TEXT) AS TEXT) || '"', 'null'), '}}'), ','), ']') AS concat_3 
FROM (SELECT t10.share_id AS share_id, t10.user_id AS user_id, t10.organisation_id AS organisation_id, t10.seen_at AS seen_at, t10.opened_at AS opened_at, t10.opened_version AS opened_version 
FROM sighting AS t10 
WHERE t10.share_id = p7.id AND t10.opened_at IS NOT NULL ORDER BY t10.opened_at, t10.user_id) AS r11), ',"result":', coalesce((SELECT concat(chr(1), 'res:', t13.id, ':', t13.version, chr(1), '{"id":"res_', t13.id, '","photoStatus":"', CASE WHEN (NOT (t13.has_photo AND t13.status = 'RELEASED')) THEN 'NOT_TAKEN' WHEN coalesce((SELECT share.hide_photo 
FROM share 
WHERE share.result_id = t13.id AND share.organisation_id = $1::UUID ORDER BY share.shared_at DESC, share.id DESC 
 LIMIT $2::INTEGER), false) THEN 'HIDDEN_BY_CANDIDATE' ELSE 'AVAILABLE' END, '"}') AS concat_4 
FROM result AS t13 
WHERE t13.id = p7.result_id AND p7.ended_at IS NULL AND (p7.expires_at IS NULL OR p7.expires_at > now())), 'null'), '}'), ','), ']}') AS concat_2 
FROM (SELECT t6.id AS id, t6.organisation_id AS organisation_id, t6.candidate_id AS candidate_id, t6.result_id AS result_id, t6.shared_at AS shared_at, t6.expires_at AS expires_at, t6.revoked_at AS revoked_at, t6.ended_at AS ended_at, t6.opened_at AS opened_at, t6.hide_photo AS hide_photo, t6.sequence AS sequence, t6.candidate_name AS candidate_name, t6.sort_name AS sort_name, t6.sort_score AS sort_score, t6.sort_session AS sort_session, t6.search_text AS search_text, t6.invitation_id AS invitation_id 
FROM share AS t6 
WHERE t6.organisation_id = r1.id AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) ORDER BY t6.shared_at ASC, t6.id ASC 
 LIMIT $3::INTEGER) AS p7 
HAVING true), ',"shareCounts":', (SELECT concat('[', string_agg(concat('{"key":', to_json(r18.key), ',"count":', r18.count, ',"newCount":', r18.new_count, '}'), ','), ']') AS concat_5 
FROM (SELECT anon_2.key AS key, coalesce((SELECT t16.name_en 
FROM exam AS t16 
WHERE t16.code = anon_2.key), anon_2.key) AS label, count(*) AS count, count(*) FILTER (WHERE anon_2.is_new) AS new_count 
FROM (SELECT coalesce(CAST((SELECT t17.exam_code 
FROM result AS t17 
WHERE t17.id = t15.result_id) AS TEXT), '') AS key, t15.ended_at IS NULL AND (t15.expires_at IS NULL OR t15.expires_at > now()) AND t15.opened_at IS NULL AS is_new 
FROM share AS t15 
WHERE t15.organisation_id = r1.id AND t15.ended_at IS NULL AND (t15.expires_at IS NULL OR t15.expires_at > now())) AS anon_2 GROUP BY anon_2.key ORDER BY count(*) DESC, anon_2.key) AS r18), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID) AS r1
