SELECT concat('{"users":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM app_user AS t6 
WHERE t6.organisation_id = r1.id AND t6.removed_at IS NULL), ',"nodes":[', string_agg(concat('{"id":"usr_', n5.id, '","displayName":', to_json(btrim(CASE WHEN (concat(n5.family_name, n5.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN n5.family_name || ' ' || n5.given_name ELSE n5.given_name || ' ' || n5.family_name END)), ',"role":"', n5.role, '"}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), '],"pageInfo":{"hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), '}}') AS concat_2 
FROM (SELECT p4.id AS id, p4.organisation_id AS organisation_id, p4.email AS email, p4.password_hash AS password_hash, p4.family_name AS family_name, p4.given_name AS given_name, p4.role AS role, p4.status AS status, p4.may_view_photos AS may_view_photos, p4.may_manage_api AS may_manage_api, p4.language AS language, p4.joined_at AS joined_at, p4.last_seen_at AS last_seen_at, p4.invited_at AS invited_at, p4.seen_until AS seen_until, p4.removed_at AS removed_at, row_number() OVER () AS n_ 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.email AS email, t3.password_hash AS password_hash, t3.family_name AS family_name, t3.given_name AS given_name, t3.role AS role, t3.status AS status, t3.may_view_photos AS may_view_photos, t3.may_manage_api AS may_manage_api, t3.language AS language, t3.joined_at AS joined_at, t3.last_seen_at AS last_seen_at, t3.invited_at AS invited_at, t3.seen_until AS seen_until, t3.removed_at AS removed_at 
FROM app_user AS t3 
WHERE t3.organisation_id = r1.id AND t3.removed_at IS NULL ORDER BY lower(normalize(concat_ws(' ', t3.family_name), NFKC)) COLLATE "C" ASC, lower(normalize(concat_ws(' ', t3.given_name), NFKC)) COLLATE "C" ASC, t3.id ASC 
 LIMIT $2::INTEGER) AS p4) AS n5 
HAVING true), ',"found":', (SELECT concat('{"edges":[', string_agg(concat('{"cursor":"', concat($3::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array(lower(normalize(concat_ws(' ', p9.family_name), NFKC)) COLLATE "C", lower(normalize(concat_ws(' ', p9.given_name), NFKC)) COLLATE "C", p9.id) AS TEXT), $4::VARCHAR), 'base64'), E'+/=\n', '-_')), '","node":{"email":', to_json(p9.email), '}}'), ','), ']}') AS concat_3 
FROM (SELECT t8.id AS id, t8.organisation_id AS organisation_id, t8.email AS email, t8.password_hash AS password_hash, t8.family_name AS family_name, t8.given_name AS given_name, t8.role AS role, t8.status AS status, t8.may_view_photos AS may_view_photos, t8.may_manage_api AS may_manage_api, t8.language AS language, t8.joined_at AS joined_at, t8.last_seen_at AS last_seen_at, t8.invited_at AS invited_at, t8.seen_until AS seen_until, t8.removed_at AS removed_at 
FROM app_user AS t8 
WHERE t8.organisation_id = r1.id AND t8.removed_at IS NULL AND (lower(normalize(concat_ws(' ', t8.family_name, t8.given_name, t8.email), NFKC)) COLLATE "C") LIKE ALL ($5::TEXT[]) ORDER BY lower(normalize(concat_ws(' ', t8.family_name), NFKC)) COLLATE "C" ASC, lower(normalize(concat_ws(' ', t8.given_name), NFKC)) COLLATE "C" ASC, t8.id ASC 
 LIMIT $6::INTEGER) AS p9 
HAVING true), ',"nobody":', concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM app_user AS t11 
WHERE t11.organisation_id = r1.id AND t11.removed_at IS NULL AND (lower(normalize(concat_ws(' ', t11.family_name, t11.given_name, t11.email), NFKC)) COLLATE "C") LIKE ALL ($7::TEXT[])), '}'), ',"apiKeys":', (SELECT concat('[', string_agg(concat('{"id":"key_', r13.id, '","name":', to_json(r13.name), ',"prefix":', to_json(r13.prefix), ',"scopes":', to_json(r13.scopes), ',"networks":', to_json(r13.networks), ',"isActive":', CAST(r13.revoked_at IS NULL AND r13.expires_at > now() AS TEXT), ',"createdBy":{"kind":"', CASE WHEN (r13.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END, '","name":', to_json(CASE WHEN (CASE WHEN (r13.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t14.family_name, t14.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t14.family_name || ' ' || t14.given_name ELSE t14.given_name || ' ' || t14.family_name END) AS btrim_1 
FROM app_user AS t14 
WHERE t14.id = coalesce(r13.created_by, r13.replaces_id)), 'user') WHEN (CASE WHEN (r13.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'API_KEY') THEN coalesce((SELECT t15.name 
FROM api_key AS t15 
WHERE t15.id = coalesce(r13.created_by, r13.replaces_id)), 'api_key') ELSE lower(CASE WHEN (r13.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (CASE WHEN (r13.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t16 
WHERE t16.id = coalesce(r13.created_by, r13.replaces_id) AND t16.removed_at IS NULL))) THEN 'usr_' || CAST(coalesce(r13.created_by, r13.replaces_id) AS TEXT) WHEN (CASE WHEN (r13.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'API_KEY' AND (EXISTS (SELECT 1 
FROM api_key AS t17 
WHERE t17.id = coalesce(r13.created_by, r13.replaces_id)))) THEN 'key_' || CAST(coalesce(r13.created_by, r13.replaces_id) AS TEXT) END AS TEXT) || '"', 'null'), '},"replacedBy":', coalesce((SELECT concat('{"id":"key_', t18.id, '"}') AS concat_5 
FROM api_key AS t18 
WHERE t18.replaces_id = r13.id), 'null'), '}'), ','), ']') AS concat_4 
FROM (SELECT t12.id AS id, t12.organisation_id AS organisation_id, t12.name AS name, t12.prefix AS prefix, t12.secret_hash AS secret_hash, t12.scopes AS scopes, t12.networks AS networks, t12.created_at AS created_at, t12.created_by AS created_by, t12.last_used_at AS last_used_at, t12.expires_at AS expires_at, t12.revoked_at AS revoked_at, t12.replaces_id AS replaces_id, t12.expiry_told_at AS expiry_told_at 
FROM api_key AS t12 
WHERE t12.organisation_id = r1.id ORDER BY t12.created_at DESC, t12.id DESC) AS r13), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $8::UUID) AS r1
;

SELECT concat('{"id":"key_', r1.id, '","name":', to_json(r1.name), ',"createdBy":{"kind":"', CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END, '","name":', to_json(CASE WHEN (CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'USER') THEN coalesce((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM app_user AS t2 
WHERE t2.id = coalesce(r1.created_by, r1.replaces_id)), 'user') WHEN (CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'API_KEY') THEN coalesce((SELECT t3.name 
FROM api_key AS t3 
WHERE t3.id = coalesce(r1.created_by, r1.replaces_id)), 'api_key') ELSE lower(CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END) END), ',"nodeId":', coalesce('"' || CAST(CASE WHEN (CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'USER' AND (EXISTS (SELECT 1 
FROM app_user AS t4 
WHERE t4.id = coalesce(r1.created_by, r1.replaces_id) AND t4.removed_at IS NULL))) THEN 'usr_' || CAST(coalesce(r1.created_by, r1.replaces_id) AS TEXT) WHEN (CASE WHEN (r1.created_by IS NULL) THEN 'API_KEY' ELSE 'USER' END = 'API_KEY' AND (EXISTS (SELECT 1 
FROM api_key AS t5 
WHERE t5.id = coalesce(r1.created_by, r1.replaces_id)))) THEN 'key_' || CAST(coalesce(r1.created_by, r1.replaces_id) AS TEXT) END AS TEXT) || '"', 'null'), '}}') AS concat_1 
FROM (SELECT api_key.id AS id, api_key.organisation_id AS organisation_id, api_key.name AS name, api_key.prefix AS prefix, api_key.secret_hash AS secret_hash, api_key.scopes AS scopes, api_key.networks AS networks, api_key.created_at AS created_at, api_key.created_by AS created_by, api_key.last_used_at AS last_used_at, api_key.expires_at AS expires_at, api_key.revoked_at AS revoked_at, api_key.replaces_id AS replaces_id, api_key.expiry_told_at AS expiry_told_at 
FROM api_key 
WHERE api_key.organisation_id = $1::UUID AND api_key.id = ANY ($2::UUID[])) AS r1
