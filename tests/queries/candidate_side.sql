SELECT concat('{"__typename":"CandidateAccount","id":"cac_', r1.id, '","email":', to_json(r1.email), ',"displayName":', to_json((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name, t2.native_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM candidate AS t2 
WHERE t2.id = r1.candidate_id)), ',"language":"', r1.language, '"}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $1::UUID AND candidate_account.id = $2::UUID) AS r1
;

SELECT concat('{"__typename":"CandidateAccount","id":"cac_', r1.id, '","email":', to_json(r1.email), ',"familyName":', to_json((SELECT t2.family_name 
FROM candidate AS t2 
WHERE t2.id = r1.candidate_id)), ',"givenName":', to_json((SELECT t3.given_name 
FROM candidate AS t3 
WHERE t3.id = r1.candidate_id)), ',"displayName":', to_json((SELECT btrim(CASE WHEN (concat(t4.family_name, t4.given_name, t4.native_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t4.family_name || ' ' || t4.given_name ELSE t4.given_name || ' ' || t4.family_name END) AS btrim_1 
FROM candidate AS t4 
WHERE t4.id = r1.candidate_id)), ',"candidateNumber":', to_json((SELECT t5.candidate_number 
FROM candidate AS t5 
WHERE t5.id = r1.candidate_id)), ',"language":"', r1.language, '","results":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM result AS t10 
WHERE t10.candidate_id = r1.candidate_id), ',"pageInfo":{"hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), '},"edges":[', string_agg(concat('{"cursor":"', concat($2::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array(n9.session_date, n9.id) AS TEXT), $3::VARCHAR), 'base64'), E'+/=\n', '-_')), '","node":{"id":"res_', n9.id, '","status":"', n9.status, '","overallScore":', coalesce(CAST(n9.overall_score AS TEXT), 'null'), ',"photoStatus":"', CASE WHEN (NOT (n9.has_photo AND n9.status = 'RELEASED')) THEN 'NOT_TAKEN' ELSE 'AVAILABLE' END, '","photoUrl":', coalesce(CAST(to_json(CASE WHEN (CASE WHEN (NOT (n9.has_photo AND n9.status = 'RELEASED')) THEN 'NOT_TAKEN' ELSE 'AVAILABLE' END = 'AVAILABLE') THEN '/photos/res_' || CAST(n9.id AS TEXT) END) AS TEXT), 'null'), ',"exam":', coalesce((SELECT concat('{"name":', to_json(t11.name_en), '}') AS concat_3 
FROM exam AS t11 
WHERE t11.code = n9.exam_code), 'null'), ',"candidate":{"displayName":', to_json(n9.display_name), ',"email":', coalesce(CAST(to_json(candidate_email(n9.candidate_id)) AS TEXT), 'null'), ',"candidateNumber":', coalesce(CAST(to_json((SELECT t13.candidate_number 
FROM candidate AS t13 
WHERE t13.id = n9.candidate_id)) AS TEXT), 'null'), '}}}'), ',') FILTER (WHERE n9.n_ <= $1::INTEGER), ']}') AS concat_2 
FROM (SELECT p8.id AS id, p8.statement_number AS statement_number, p8.candidate_id AS candidate_id, p8.exam_code AS exam_code, p8.session_date AS session_date, p8.centre_id AS centre_id, p8.status AS status, p8.version AS version, p8.released_at AS released_at, p8.overall_score AS overall_score, p8.grade AS grade, p8.cefr_level AS cefr_level, p8.certificated AS certificated, p8.scores AS scores, p8.levels AS levels, p8.family_name AS family_name, p8.given_name AS given_name, p8.display_name AS display_name, p8.native_name AS native_name, p8.date_of_birth AS date_of_birth, p8.has_photo AS has_photo, row_number() OVER () AS n_ 
FROM (SELECT t7.id AS id, t7.statement_number AS statement_number, t7.candidate_id AS candidate_id, t7.exam_code AS exam_code, t7.session_date AS session_date, t7.centre_id AS centre_id, t7.status AS status, t7.version AS version, t7.released_at AS released_at, t7.overall_score AS overall_score, t7.grade AS grade, t7.cefr_level AS cefr_level, t7.certificated AS certificated, t7.scores AS scores, t7.levels AS levels, t7.family_name AS family_name, t7.given_name AS given_name, t7.display_name AS display_name, t7.native_name AS native_name, t7.date_of_birth AS date_of_birth, t7.has_photo AS has_photo 
FROM result AS t7 
WHERE t7.candidate_id = r1.candidate_id ORDER BY t7.session_date DESC, t7.id DESC 
 LIMIT $4::INTEGER) AS p8) AS n9 
HAVING true), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t17 
WHERE t17.candidate_id = r1.candidate_id), ',"nodes":[', string_agg(concat('{"__typename":"CandidateShare","id":"csh_', p16.id, '","status":"', CASE WHEN (p16.ended_at IS NULL AND (p16.expires_at IS NULL OR p16.expires_at > now()) AND p16.organisation_id IS NULL) THEN 'WAITING' ELSE CASE WHEN (p16.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p16.revoked_at IS NULL AND coalesce(p16.ended_at IS NOT NULL OR p16.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END END, '","sharedAt":', to_json(p16.shared_at), ',"openedAt":', coalesce(CAST(to_json(p16.opened_at) AS TEXT), 'null'), ',"expiresAt":', coalesce(CAST(to_json(p16.expires_at) AS TEXT), 'null'), ',"revokedAt":', coalesce(CAST(to_json(p16.revoked_at) AS TEXT), 'null'), ',"hidePhoto":', CAST(p16.hide_photo AS TEXT), ',"organisation":', coalesce((SELECT concat('{"__typename":"OrganisationProfile","id":"orp_', t18.id, '","name":', to_json(t18.name), ',"city":', to_json(t18.city), ',"country":', to_json(t18.country), ',"website":', coalesce(CAST(to_json(t18.website) AS TEXT), 'null'), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r20.code, '"}'), ','), ']') AS concat_6 
FROM (SELECT t19.code AS code, t19.position AS position, t19.name_en AS name_en, t19.name_ja AS name_ja, t19.for_schools AS for_schools, t19.has_photo AS has_photo, t19.skills AS skills, t19.min_score AS min_score, t19.max_score AS max_score, t19.first_session AS first_session, t19.last_session AS last_session 
FROM exam AS t19 
WHERE t19.code = ANY (t18.recognised_exams) ORDER BY t19.position) AS r20), '}') AS concat_5 
FROM organisation AS t18 
WHERE t18.id = p16.organisation_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t21.id, '","exam":{"code":"', t21.exam_code, '"},"centre":', coalesce((SELECT concat('{"number":', to_json(t22.number), '}') AS concat_8 
FROM centre AS t22 
WHERE t22.id = t21.centre_id), 'null'), '}') AS concat_7 
FROM result AS t21 
WHERE t21.id = p16.result_id), 'null'), '}'), ','), ']}') AS concat_4 
FROM (SELECT t15.id AS id, t15.organisation_id AS organisation_id, t15.candidate_id AS candidate_id, t15.result_id AS result_id, t15.shared_at AS shared_at, t15.expires_at AS expires_at, t15.revoked_at AS revoked_at, t15.ended_at AS ended_at, t15.opened_at AS opened_at, t15.hide_photo AS hide_photo, t15.sequence AS sequence, t15.candidate_name AS candidate_name, t15.sort_name AS sort_name, t15.sort_score AS sort_score, t15.sort_session AS sort_session, t15.search_text AS search_text, t15.invitation_id AS invitation_id 
FROM share AS t15 
WHERE t15.candidate_id = r1.candidate_id ORDER BY t15.shared_at DESC, t15.id DESC 
 LIMIT $5::INTEGER) AS p16 
HAVING true), ',"opened":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p25.id, '"}'), ','), ']}') AS concat_9 
FROM (SELECT t24.id AS id, t24.organisation_id AS organisation_id, t24.candidate_id AS candidate_id, t24.result_id AS result_id, t24.shared_at AS shared_at, t24.expires_at AS expires_at, t24.revoked_at AS revoked_at, t24.ended_at AS ended_at, t24.opened_at AS opened_at, t24.hide_photo AS hide_photo, t24.sequence AS sequence, t24.candidate_name AS candidate_name, t24.sort_name AS sort_name, t24.sort_score AS sort_score, t24.sort_session AS sort_session, t24.search_text AS search_text, t24.invitation_id AS invitation_id 
FROM share AS t24 
WHERE t24.candidate_id = r1.candidate_id AND t24.opened_at IS NOT NULL ORDER BY t24.shared_at DESC, t24.id DESC 
 LIMIT $6::INTEGER) AS p25 
HAVING true), ',"expired":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p28.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t27.id AS id, t27.organisation_id AS organisation_id, t27.candidate_id AS candidate_id, t27.result_id AS result_id, t27.shared_at AS shared_at, t27.expires_at AS expires_at, t27.revoked_at AS revoked_at, t27.ended_at AS ended_at, t27.opened_at AS opened_at, t27.hide_photo AS hide_photo, t27.sequence AS sequence, t27.candidate_name AS candidate_name, t27.sort_name AS sort_name, t27.sort_score AS sort_score, t27.sort_session AS sort_session, t27.search_text AS search_text, t27.invitation_id AS invitation_id 
FROM share AS t27 
WHERE t27.candidate_id = r1.candidate_id AND ('WAITING' = ANY ($7::TEXT[]) AND t27.ended_at IS NULL AND (t27.expires_at IS NULL OR t27.expires_at > now()) AND t27.organisation_id IS NULL OR 'ACTIVE' = ANY ($7::TEXT[]) AND t27.ended_at IS NULL AND (t27.expires_at IS NULL OR t27.expires_at > now()) AND t27.organisation_id IS NOT NULL OR 'EXPIRED' = ANY ($7::TEXT[]) AND t27.revoked_at IS NULL AND coalesce(t27.ended_at IS NOT NULL OR t27.expires_at <= now(), false) OR 'REVOKED' = ANY ($7::TEXT[]) AND t27.revoked_at IS NOT NULL) ORDER BY t27.shared_at DESC, t27.id DESC 
 LIMIT $8::INTEGER) AS p28 
HAVING true), ',"ofResult":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p31.id, '","hidePhoto":', CAST(p31.hide_photo AS TEXT), '}'), ','), ']}') AS concat_11 
FROM (SELECT t30.id AS id, t30.organisation_id AS organisation_id, t30.candidate_id AS candidate_id, t30.result_id AS result_id, t30.shared_at AS shared_at, t30.expires_at AS expires_at, t30.revoked_at AS revoked_at, t30.ended_at AS ended_at, t30.opened_at AS opened_at, t30.hide_photo AS hide_photo, t30.sequence AS sequence, t30.candidate_name AS candidate_name, t30.sort_name AS sort_name, t30.sort_score AS sort_score, t30.sort_session AS sort_session, t30.search_text AS search_text, t30.invitation_id AS invitation_id 
FROM share AS t30 
WHERE t30.candidate_id = r1.candidate_id AND t30.result_id = ANY ($9::UUID[]) AND t30.opened_at IS NULL ORDER BY t30.shared_at DESC, t30.id DESC 
 LIMIT $10::INTEGER) AS p31 
HAVING true), ',"newest":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', n35.id, '"}'), ',' ORDER BY n35.n_ DESC) FILTER (WHERE n35.n_ <= $11::INTEGER), '],"pageInfo":{"hasPreviousPage":', CAST(count(*) > $11::INTEGER AS TEXT), '}}') AS concat_12 
FROM (SELECT p34.id AS id, p34.organisation_id AS organisation_id, p34.candidate_id AS candidate_id, p34.result_id AS result_id, p34.shared_at AS shared_at, p34.expires_at AS expires_at, p34.revoked_at AS revoked_at, p34.ended_at AS ended_at, p34.opened_at AS opened_at, p34.hide_photo AS hide_photo, p34.sequence AS sequence, p34.candidate_name AS candidate_name, p34.sort_name AS sort_name, p34.sort_score AS sort_score, p34.sort_session AS sort_session, p34.search_text AS search_text, p34.invitation_id AS invitation_id, row_number() OVER () AS n_ 
FROM (SELECT t33.id AS id, t33.organisation_id AS organisation_id, t33.candidate_id AS candidate_id, t33.result_id AS result_id, t33.shared_at AS shared_at, t33.expires_at AS expires_at, t33.revoked_at AS revoked_at, t33.ended_at AS ended_at, t33.opened_at AS opened_at, t33.hide_photo AS hide_photo, t33.sequence AS sequence, t33.candidate_name AS candidate_name, t33.sort_name AS sort_name, t33.sort_score AS sort_score, t33.sort_session AS sort_session, t33.search_text AS search_text, t33.invitation_id AS invitation_id 
FROM share AS t33 
WHERE t33.candidate_id = r1.candidate_id ORDER BY t33.shared_at ASC, t33.id ASC 
 LIMIT $12::INTEGER) AS p34) AS n35 
HAVING true), '}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $13::UUID AND candidate_account.id = $14::UUID) AS r1

-- as the second viewer

SELECT concat('{"__typename":"CandidateAccount","id":"cac_', r1.id, '","email":', to_json(r1.email), ',"displayName":', to_json((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name, t2.native_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM candidate AS t2 
WHERE t2.id = r1.candidate_id)), ',"language":"', r1.language, '"}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $1::UUID AND candidate_account.id = $2::UUID) AS r1
;

SELECT concat('{"__typename":"CandidateAccount","id":"cac_', r1.id, '","email":', to_json(r1.email), ',"familyName":', to_json((SELECT t2.family_name 
FROM candidate AS t2 
WHERE t2.id = r1.candidate_id)), ',"givenName":', to_json((SELECT t3.given_name 
FROM candidate AS t3 
WHERE t3.id = r1.candidate_id)), ',"displayName":', to_json((SELECT btrim(CASE WHEN (concat(t4.family_name, t4.given_name, t4.native_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t4.family_name || ' ' || t4.given_name ELSE t4.given_name || ' ' || t4.family_name END) AS btrim_1 
FROM candidate AS t4 
WHERE t4.id = r1.candidate_id)), ',"candidateNumber":', to_json((SELECT t5.candidate_number 
FROM candidate AS t5 
WHERE t5.id = r1.candidate_id)), ',"language":"', r1.language, '","results":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM result AS t10 
WHERE t10.candidate_id = r1.candidate_id), ',"pageInfo":{"hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), '},"edges":[', string_agg(concat('{"cursor":"', concat($2::VARCHAR, '.', translate(encode(convert_to(CAST(json_build_array(n9.session_date, n9.id) AS TEXT), $3::VARCHAR), 'base64'), E'+/=\n', '-_')), '","node":{"id":"res_', n9.id, '","status":"', n9.status, '","overallScore":', coalesce(CAST(n9.overall_score AS TEXT), 'null'), ',"photoStatus":"', CASE WHEN (NOT (n9.has_photo AND n9.status = 'RELEASED')) THEN 'NOT_TAKEN' ELSE 'AVAILABLE' END, '","photoUrl":', coalesce(CAST(to_json(CASE WHEN (CASE WHEN (NOT (n9.has_photo AND n9.status = 'RELEASED')) THEN 'NOT_TAKEN' ELSE 'AVAILABLE' END = 'AVAILABLE') THEN '/photos/res_' || CAST(n9.id AS TEXT) END) AS TEXT), 'null'), ',"exam":', coalesce((SELECT concat('{"name":', to_json(t11.name_ja), '}') AS concat_3 
FROM exam AS t11 
WHERE t11.code = n9.exam_code), 'null'), ',"candidate":{"displayName":', to_json(n9.display_name), ',"email":', coalesce(CAST(to_json(candidate_email(n9.candidate_id)) AS TEXT), 'null'), ',"candidateNumber":', coalesce(CAST(to_json((SELECT t13.candidate_number 
FROM candidate AS t13 
WHERE t13.id = n9.candidate_id)) AS TEXT), 'null'), '}}}'), ',') FILTER (WHERE n9.n_ <= $1::INTEGER), ']}') AS concat_2 
FROM (SELECT p8.id AS id, p8.statement_number AS statement_number, p8.candidate_id AS candidate_id, p8.exam_code AS exam_code, p8.session_date AS session_date, p8.centre_id AS centre_id, p8.status AS status, p8.version AS version, p8.released_at AS released_at, p8.overall_score AS overall_score, p8.grade AS grade, p8.cefr_level AS cefr_level, p8.certificated AS certificated, p8.scores AS scores, p8.levels AS levels, p8.family_name AS family_name, p8.given_name AS given_name, p8.display_name AS display_name, p8.native_name AS native_name, p8.date_of_birth AS date_of_birth, p8.has_photo AS has_photo, row_number() OVER () AS n_ 
FROM (SELECT t7.id AS id, t7.statement_number AS statement_number, t7.candidate_id AS candidate_id, t7.exam_code AS exam_code, t7.session_date AS session_date, t7.centre_id AS centre_id, t7.status AS status, t7.version AS version, t7.released_at AS released_at, t7.overall_score AS overall_score, t7.grade AS grade, t7.cefr_level AS cefr_level, t7.certificated AS certificated, t7.scores AS scores, t7.levels AS levels, t7.family_name AS family_name, t7.given_name AS given_name, t7.display_name AS display_name, t7.native_name AS native_name, t7.date_of_birth AS date_of_birth, t7.has_photo AS has_photo 
FROM result AS t7 
WHERE t7.candidate_id = r1.candidate_id ORDER BY t7.session_date DESC, t7.id DESC 
 LIMIT $4::INTEGER) AS p8) AS n9 
HAVING true), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t17 
WHERE t17.candidate_id = r1.candidate_id), ',"nodes":[', string_agg(concat('{"__typename":"CandidateShare","id":"csh_', p16.id, '","status":"', CASE WHEN (p16.ended_at IS NULL AND (p16.expires_at IS NULL OR p16.expires_at > now()) AND p16.organisation_id IS NULL) THEN 'WAITING' ELSE CASE WHEN (p16.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p16.revoked_at IS NULL AND coalesce(p16.ended_at IS NOT NULL OR p16.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END END, '","sharedAt":', to_json(p16.shared_at), ',"openedAt":', coalesce(CAST(to_json(p16.opened_at) AS TEXT), 'null'), ',"expiresAt":', coalesce(CAST(to_json(p16.expires_at) AS TEXT), 'null'), ',"revokedAt":', coalesce(CAST(to_json(p16.revoked_at) AS TEXT), 'null'), ',"hidePhoto":', CAST(p16.hide_photo AS TEXT), ',"organisation":', coalesce((SELECT concat('{"__typename":"OrganisationProfile","id":"orp_', t18.id, '","name":', to_json(t18.name), ',"city":', to_json(t18.city), ',"country":', to_json(t18.country), ',"website":', coalesce(CAST(to_json(t18.website) AS TEXT), 'null'), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r20.code, '"}'), ','), ']') AS concat_6 
FROM (SELECT t19.code AS code, t19.position AS position, t19.name_en AS name_en, t19.name_ja AS name_ja, t19.for_schools AS for_schools, t19.has_photo AS has_photo, t19.skills AS skills, t19.min_score AS min_score, t19.max_score AS max_score, t19.first_session AS first_session, t19.last_session AS last_session 
FROM exam AS t19 
WHERE t19.code = ANY (t18.recognised_exams) ORDER BY t19.position) AS r20), '}') AS concat_5 
FROM organisation AS t18 
WHERE t18.id = p16.organisation_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t21.id, '","exam":{"code":"', t21.exam_code, '"},"centre":', coalesce((SELECT concat('{"number":', to_json(t22.number), '}') AS concat_8 
FROM centre AS t22 
WHERE t22.id = t21.centre_id), 'null'), '}') AS concat_7 
FROM result AS t21 
WHERE t21.id = p16.result_id), 'null'), '}'), ','), ']}') AS concat_4 
FROM (SELECT t15.id AS id, t15.organisation_id AS organisation_id, t15.candidate_id AS candidate_id, t15.result_id AS result_id, t15.shared_at AS shared_at, t15.expires_at AS expires_at, t15.revoked_at AS revoked_at, t15.ended_at AS ended_at, t15.opened_at AS opened_at, t15.hide_photo AS hide_photo, t15.sequence AS sequence, t15.candidate_name AS candidate_name, t15.sort_name AS sort_name, t15.sort_score AS sort_score, t15.sort_session AS sort_session, t15.search_text AS search_text, t15.invitation_id AS invitation_id 
FROM share AS t15 
WHERE t15.candidate_id = r1.candidate_id ORDER BY t15.shared_at DESC, t15.id DESC 
 LIMIT $5::INTEGER) AS p16 
HAVING true), ',"opened":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p25.id, '"}'), ','), ']}') AS concat_9 
FROM (SELECT t24.id AS id, t24.organisation_id AS organisation_id, t24.candidate_id AS candidate_id, t24.result_id AS result_id, t24.shared_at AS shared_at, t24.expires_at AS expires_at, t24.revoked_at AS revoked_at, t24.ended_at AS ended_at, t24.opened_at AS opened_at, t24.hide_photo AS hide_photo, t24.sequence AS sequence, t24.candidate_name AS candidate_name, t24.sort_name AS sort_name, t24.sort_score AS sort_score, t24.sort_session AS sort_session, t24.search_text AS search_text, t24.invitation_id AS invitation_id 
FROM share AS t24 
WHERE t24.candidate_id = r1.candidate_id AND t24.opened_at IS NOT NULL ORDER BY t24.shared_at DESC, t24.id DESC 
 LIMIT $6::INTEGER) AS p25 
HAVING true), ',"expired":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p28.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t27.id AS id, t27.organisation_id AS organisation_id, t27.candidate_id AS candidate_id, t27.result_id AS result_id, t27.shared_at AS shared_at, t27.expires_at AS expires_at, t27.revoked_at AS revoked_at, t27.ended_at AS ended_at, t27.opened_at AS opened_at, t27.hide_photo AS hide_photo, t27.sequence AS sequence, t27.candidate_name AS candidate_name, t27.sort_name AS sort_name, t27.sort_score AS sort_score, t27.sort_session AS sort_session, t27.search_text AS search_text, t27.invitation_id AS invitation_id 
FROM share AS t27 
WHERE t27.candidate_id = r1.candidate_id AND ('WAITING' = ANY ($7::TEXT[]) AND t27.ended_at IS NULL AND (t27.expires_at IS NULL OR t27.expires_at > now()) AND t27.organisation_id IS NULL OR 'ACTIVE' = ANY ($7::TEXT[]) AND t27.ended_at IS NULL AND (t27.expires_at IS NULL OR t27.expires_at > now()) AND t27.organisation_id IS NOT NULL OR 'EXPIRED' = ANY ($7::TEXT[]) AND t27.revoked_at IS NULL AND coalesce(t27.ended_at IS NOT NULL OR t27.expires_at <= now(), false) OR 'REVOKED' = ANY ($7::TEXT[]) AND t27.revoked_at IS NOT NULL) ORDER BY t27.shared_at DESC, t27.id DESC 
 LIMIT $8::INTEGER) AS p28 
HAVING true), ',"ofResult":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p31.id, '","hidePhoto":', CAST(p31.hide_photo AS TEXT), '}'), ','), ']}') AS concat_11 
FROM (SELECT t30.id AS id, t30.organisation_id AS organisation_id, t30.candidate_id AS candidate_id, t30.result_id AS result_id, t30.shared_at AS shared_at, t30.expires_at AS expires_at, t30.revoked_at AS revoked_at, t30.ended_at AS ended_at, t30.opened_at AS opened_at, t30.hide_photo AS hide_photo, t30.sequence AS sequence, t30.candidate_name AS candidate_name, t30.sort_name AS sort_name, t30.sort_score AS sort_score, t30.sort_session AS sort_session, t30.search_text AS search_text, t30.invitation_id AS invitation_id 
FROM share AS t30 
WHERE t30.candidate_id = r1.candidate_id AND t30.result_id = ANY ($9::UUID[]) AND t30.opened_at IS NULL ORDER BY t30.shared_at DESC, t30.id DESC 
 LIMIT $10::INTEGER) AS p31 
HAVING true), ',"newest":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', n35.id, '"}'), ',' ORDER BY n35.n_ DESC) FILTER (WHERE n35.n_ <= $11::INTEGER), '],"pageInfo":{"hasPreviousPage":', CAST(count(*) > $11::INTEGER AS TEXT), '}}') AS concat_12 
FROM (SELECT p34.id AS id, p34.organisation_id AS organisation_id, p34.candidate_id AS candidate_id, p34.result_id AS result_id, p34.shared_at AS shared_at, p34.expires_at AS expires_at, p34.revoked_at AS revoked_at, p34.ended_at AS ended_at, p34.opened_at AS opened_at, p34.hide_photo AS hide_photo, p34.sequence AS sequence, p34.candidate_name AS candidate_name, p34.sort_name AS sort_name, p34.sort_score AS sort_score, p34.sort_session AS sort_session, p34.search_text AS search_text, p34.invitation_id AS invitation_id, row_number() OVER () AS n_ 
FROM (SELECT t33.id AS id, t33.organisation_id AS organisation_id, t33.candidate_id AS candidate_id, t33.result_id AS result_id, t33.shared_at AS shared_at, t33.expires_at AS expires_at, t33.revoked_at AS revoked_at, t33.ended_at AS ended_at, t33.opened_at AS opened_at, t33.hide_photo AS hide_photo, t33.sequence AS sequence, t33.candidate_name AS candidate_name, t33.sort_name AS sort_name, t33.sort_score AS sort_score, t33.sort_session AS sort_session, t33.search_text AS search_text, t33.invitation_id AS invitation_id 
FROM share AS t33 
WHERE t33.candidate_id = r1.candidate_id ORDER BY t33.shared_at ASC, t33.id ASC 
 LIMIT $12::INTEGER) AS p34) AS n35 
HAVING true), '}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $13::UUID AND candidate_account.id = $14::UUID) AS r1
