SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '","openedAt":', coalesce(CAST(to_json(p4.opened_at) AS TEXT), 'null'), ',"isNew":', CAST(p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now()) AND coalesce(p4.sequence, 9223372036854775807) > (SELECT t5.seen_until 
FROM app_user AS t5 
WHERE t5.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t6 
WHERE t6.share_id = p4.id AND t6.user_id = $1::UUID)) AS TEXT), ',"isChanged":', CAST(p4.ended_at IS NULL AND (p4.expires_at IS NULL OR p4.expires_at > now()) AND (EXISTS (SELECT 1 
FROM sighting AS t7 JOIN result AS t8 ON t8.id = p4.result_id 
WHERE t7.share_id = p4.id AND t7.user_id = $1::UUID AND t7.opened_version < t8.version)) AS TEXT), ',"openings":', (SELECT concat('[', string_agg(concat('{"__typename":"Opening","openedAt":', to_json(r10.opened_at), ',"user":{"__typename":"Actor","kind":"', 'USER', '","name":', to_json(CASE WHEN ('USER' = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t11.family_name, t11.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t11.family_name || ' ' || t11.given_name ELSE t11.given_name || ' ' || t11.family_name END) AS btrim_1 
FROM app_user AS t11 
WHERE t11.id = r10.user_id), 'user') ELSE lower('USER') END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN ('USER' = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t12 
WHERE t12.id = r10.user_id AND t12.removed_at IS NULL))) THEN 'usr_' || CAST(r10.user_id AS TEXT) END AS TEXT) || '"', 'null'), '}}'), ','), ']') AS concat_3 
FROM (SELECT t9.share_id AS share_id, t9.user_id AS user_id, t9.organisation_id AS organisation_id, t9.seen_at AS seen_at, t9.opened_at AS opened_at, t9.opened_version AS opened_version 
FROM sighting AS t9 
WHERE t9.share_id = p4.id AND t9.opened_at IS NOT NULL ORDER BY t9.opened_at, t9.user_id) AS r10), '}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.opened_at IS NOT NULL AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $2::INTEGER) AS p4 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $3::UUID) AS r1
