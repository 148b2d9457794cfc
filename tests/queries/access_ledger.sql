SELECT concat('{"accessLedger":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM disclosure AS t6 
WHERE t6.candidate_id = r1.candidate_id), ',"pageInfo":{"hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), ',"endCursor":', CASE WHEN (count(*) = 0) THEN 'null' ELSE concat('"', concat($2::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array((array_agg(n5.occurred_at))[least($1::INTEGER, count(*))], (array_agg(n5.id))[least($1::INTEGER, count(*))]) AS TEXT), $3::VARCHAR), 'base64'), E'+/=\n', '-_')), '"') END, '},"edges":[', string_agg(concat('{"cursor":"', concat($2::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array(n5.occurred_at, n5.id) AS TEXT), $4::VARCHAR), 'base64'), E'+/=\n', '-_')), '","node":{"__typename":"Disclosure","id":"dis_', n5.id, '","kind":"', n5.kind, '","way":"', n5.way, '","occurredAt":', to_json(n5.occurred_at), ',"version":', n5.version, ',"organisation":', coalesce((SELECT concat('{"id":"orp_', t7.id, '","name":', to_json(t7.name), '}') AS concat_3 
FROM organisation AS t7 
WHERE t7.id = n5.organisation_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t8.id, '","exam":{"code":"', t8.exam_code, '"}}') AS concat_4 
FROM result AS t8 
WHERE t8.id = n5.result_id), 'null'), '}}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), ']}') AS concat_2 
FROM (SELECT p4.id AS id, p4.kind AS kind, p4.way AS way, p4.occurred_at AS occurred_at, p4.on_day AS on_day, p4.organisation_id AS organisation_id, p4.actor_kind AS actor_kind, p4.actor_id AS actor_id, p4.candidate_id AS candidate_id, p4.result_id AS result_id, p4.version AS version, p4.share_id AS share_id, p4.verification_id AS verification_id, row_number() OVER () AS n_ 
FROM (SELECT t3.id AS id, t3.kind AS kind, t3.way AS way, t3.occurred_at AS occurred_at, t3.on_day AS on_day, t3.organisation_id AS organisation_id, t3.actor_kind AS actor_kind, t3.actor_id AS actor_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.version AS version, t3.share_id AS share_id, t3.verification_id AS verification_id 
FROM disclosure AS t3 
WHERE t3.candidate_id = r1.candidate_id ORDER BY t3.occurred_at DESC, t3.id DESC 
 LIMIT $5::INTEGER) AS p4) AS n5 
HAVING true), ',"ofResult":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM disclosure AS t13 
WHERE t13.candidate_id = r1.candidate_id AND t13.result_id = $6::UUID), ',"nodes":[', string_agg(concat('{"id":"dis_', n12.id, '","version":', n12.version, '}'), ',' ORDER BY n12.n_ DESC), ']}') AS concat_5 
FROM (SELECT p11.id AS id, p11.kind AS kind, p11.way AS way, p11.occurred_at AS occurred_at, p11.on_day AS on_day, p11.organisation_id AS organisation_id, p11.actor_kind AS actor_kind, p11.actor_id AS actor_id, p11.candidate_id AS candidate_id, p11.result_id AS result_id, p11.version AS version, p11.share_id AS share_id, p11.verification_id AS verification_id, row_number() OVER () AS n_ 
FROM (SELECT t10.id AS id, t10.kind AS kind, t10.way AS way, t10.occurred_at AS occurred_at, t10.on_day AS on_day, t10.organisation_id AS organisation_id, t10.actor_kind AS actor_kind, t10.actor_id AS actor_id, t10.candidate_id AS candidate_id, t10.result_id AS result_id, t10.version AS version, t10.share_id AS share_id, t10.verification_id AS verification_id 
FROM disclosure AS t10 
WHERE t10.candidate_id = r1.candidate_id AND t10.result_id = $6::UUID ORDER BY t10.occurred_at ASC, t10.id ASC 
 LIMIT $7::INTEGER) AS p11) AS n12 
HAVING true), ',"ofBoth":', concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM disclosure AS t15 
WHERE t15.candidate_id = r1.candidate_id AND t15.result_id = $8::UUID AND t15.organisation_id = $9::UUID), '}'), ',"ofNothing":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM disclosure AS t17 
WHERE t17.candidate_id = r1.candidate_id AND t17.result_id = $10::UUID), '}'), ',"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p20.id, '","status":"', CASE WHEN (p20.ended_at IS NULL AND (p20.expires_at IS NULL OR p20.expires_at > now()) AND p20.organisation_id IS NULL) THEN 'WAITING' ELSE CASE WHEN (p20.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p20.revoked_at IS NULL AND coalesce(p20.ended_at IS NOT NULL OR p20.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END END, '","invitedName":', coalesce(CAST(to_json((SELECT t21.name 
FROM invitation AS t21 
WHERE t21.id = p20.invitation_id)) AS TEXT), 'null'), ',"organisation":', coalesce((SELECT concat('{"id":"orp_', t22.id, '"}') AS concat_7 
FROM organisation AS t22 
WHERE t22.id = p20.organisation_id), 'null'), '}'), ','), ']}') AS concat_6 
FROM (SELECT t19.id AS id, t19.organisation_id AS organisation_id, t19.candidate_id AS candidate_id, t19.result_id AS result_id, t19.shared_at AS shared_at, t19.expires_at AS expires_at, t19.revoked_at AS revoked_at, t19.ended_at AS ended_at, t19.opened_at AS opened_at, t19.hide_photo AS hide_photo, t19.sequence AS sequence, t19.candidate_name AS candidate_name, t19.sort_name AS sort_name, t19.sort_score AS sort_score, t19.sort_session AS sort_session, t19.search_text AS search_text, t19.invitation_id AS invitation_id 
FROM share AS t19 
WHERE t19.candidate_id = r1.candidate_id AND ('WAITING' = ANY ($11::TEXT[]) AND t19.ended_at IS NULL AND (t19.expires_at IS NULL OR t19.expires_at > now()) AND t19.organisation_id IS NULL OR 'ACTIVE' = ANY ($11::TEXT[]) AND t19.ended_at IS NULL AND (t19.expires_at IS NULL OR t19.expires_at > now()) AND t19.organisation_id IS NOT NULL OR 'EXPIRED' = ANY ($11::TEXT[]) AND t19.revoked_at IS NULL AND coalesce(t19.ended_at IS NOT NULL OR t19.expires_at <= now(), false) OR 'REVOKED' = ANY ($11::TEXT[]) AND t19.revoked_at IS NOT NULL) ORDER BY t19.shared_at DESC, t19.id DESC 
 LIMIT $12::INTEGER) AS p20 
HAVING true), '}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $13::UUID AND candidate_account.id = $14::UUID) AS r1
