SELECT concat('{"__typename":"CandidateAccount","id":"cac_', r1.id, '","email":', to_json(r1.email), ',"displayName":', to_json((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name, t2.native_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM candidate AS t2 
WHERE t2.id = r1.candidate_id)), ',"language":"', r1.language, '"}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at 
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
WHERE t13.id = n9.candidate_id)) AS TEXT), 'null'), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t17 
WHERE t17.candidate_id = n9.candidate_id AND t17.organisation_id = $4::UUID AND t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now())), ',"nodes":[', string_agg(concat('{"id":"shr_', p16.id, '"}'), ','), ']}') AS concat_4 
FROM (SELECT t15.id AS id, t15.organisation_id AS organisation_id, t15.candidate_id AS candidate_id, t15.result_id AS result_id, t15.shared_at AS shared_at, t15.expires_at AS expires_at, t15.revoked_at AS revoked_at, t15.ended_at AS ended_at, t15.opened_at AS opened_at, t15.hide_photo AS hide_photo, t15.sequence AS sequence, t15.candidate_name AS candidate_name, t15.sort_name AS sort_name, t15.sort_score AS sort_score, t15.sort_session AS sort_session, t15.search_text AS search_text 
FROM share AS t15 
WHERE t15.candidate_id = n9.candidate_id AND t15.organisation_id = $4::UUID AND t15.ended_at IS NULL AND (t15.expires_at IS NULL OR t15.expires_at > now()) ORDER BY t15.shared_at DESC, t15.id DESC 
 LIMIT $5::INTEGER) AS p16 
HAVING true), '}}}'), ',') FILTER (WHERE n9.n_ <= $1::INTEGER), ']}') AS concat_2 
FROM (SELECT p8.id AS id, p8.statement_number AS statement_number, p8.candidate_id AS candidate_id, p8.exam_code AS exam_code, p8.session_date AS session_date, p8.centre_id AS centre_id, p8.status AS status, p8.version AS version, p8.released_at AS released_at, p8.overall_score AS overall_score, p8.grade AS grade, p8.cefr_level AS cefr_level, p8.certificated AS certificated, p8.scores AS scores, p8.levels AS levels, p8.family_name AS family_name, p8.given_name AS given_name, p8.display_name AS display_name, p8.native_name AS native_name, p8.date_of_birth AS date_of_birth, p8.has_photo AS has_photo, row_number() OVER () AS n_ 
FROM (SELECT t7.id AS id, t7.statement_number AS statement_number, t7.candidate_id AS candidate_id, t7.exam_code AS exam_code, t7.session_date AS session_date, t7.centre_id AS centre_id, t7.status AS status, t7.version AS version, t7.released_at AS released_at, t7.overall_score AS overall_score, t7.grade AS grade, t7.cefr_level AS cefr_level, t7.certificated AS certificated, t7.scores AS scores, t7.levels AS levels, t7.family_name AS family_name, t7.given_name AS given_name, t7.display_name AS display_name, t7.native_name AS native_name, t7.date_of_birth AS date_of_birth, t7.has_photo AS has_photo 
FROM result AS t7 
WHERE t7.candidate_id = r1.candidate_id ORDER BY t7.session_date DESC, t7.id DESC 
 LIMIT $6::INTEGER) AS p8) AS n9 
HAVING true), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t21 
WHERE t21.candidate_id = r1.candidate_id), ',"nodes":[', string_agg(concat('{"__typename":"CandidateShare","id":"csh_', p20.id, '","status":"', CASE WHEN (p20.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p20.revoked_at IS NULL AND coalesce(p20.ended_at IS NOT NULL OR p20.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","sharedAt":', to_json(p20.shared_at), ',"openedAt":', coalesce(CAST(to_json(p20.opened_at) AS TEXT), 'null'), ',"expiresAt":', coalesce(CAST(to_json(p20.expires_at) AS TEXT), 'null'), ',"revokedAt":', coalesce(CAST(to_json(p20.revoked_at) AS TEXT), 'null'), ',"hidePhoto":', CAST(p20.hide_photo AS TEXT), ',"organisation":', coalesce((SELECT concat('{"__typename":"OrganisationProfile","id":"orp_', t22.id, '","name":', to_json(t22.name), ',"city":', to_json(t22.city), ',"country":', to_json(t22.country), ',"website":', coalesce(CAST(to_json(t22.website) AS TEXT), 'null'), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r24.code, '"}'), ','), ']') AS concat_7 
FROM (SELECT t23.code AS code, t23.position AS position, t23.name_en AS name_en, t23.name_ja AS name_ja, t23.for_schools AS for_schools, t23.has_photo AS has_photo, t23.skills AS skills, t23.min_score AS min_score, t23.max_score AS max_score, t23.first_session AS first_session, t23.last_session AS last_session 
FROM exam AS t23 
WHERE t23.code = ANY (t22.recognised_exams) ORDER BY t23.position) AS r24), '}') AS concat_6 
FROM organisation AS t22 
WHERE t22.id = p20.organisation_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t25.id, '","exam":{"code":"', t25.exam_code, '"},"centre":', coalesce((SELECT concat('{"number":', to_json(t26.number), '}') AS concat_9 
FROM centre AS t26 
WHERE t26.id = t25.centre_id), 'null'), '}') AS concat_8 
FROM result AS t25 
WHERE t25.id = p20.result_id), 'null'), '}'), ','), ']}') AS concat_5 
FROM (SELECT t19.id AS id, t19.organisation_id AS organisation_id, t19.candidate_id AS candidate_id, t19.result_id AS result_id, t19.shared_at AS shared_at, t19.expires_at AS expires_at, t19.revoked_at AS revoked_at, t19.ended_at AS ended_at, t19.opened_at AS opened_at, t19.hide_photo AS hide_photo, t19.sequence AS sequence, t19.candidate_name AS candidate_name, t19.sort_name AS sort_name, t19.sort_score AS sort_score, t19.sort_session AS sort_session, t19.search_text AS search_text 
FROM share AS t19 
WHERE t19.candidate_id = r1.candidate_id ORDER BY t19.shared_at DESC, t19.id DESC 
 LIMIT $7::INTEGER) AS p20 
HAVING true), ',"opened":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p29.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t28.id AS id, t28.organisation_id AS organisation_id, t28.candidate_id AS candidate_id, t28.result_id AS result_id, t28.shared_at AS shared_at, t28.expires_at AS expires_at, t28.revoked_at AS revoked_at, t28.ended_at AS ended_at, t28.opened_at AS opened_at, t28.hide_photo AS hide_photo, t28.sequence AS sequence, t28.candidate_name AS candidate_name, t28.sort_name AS sort_name, t28.sort_score AS sort_score, t28.sort_session AS sort_session, t28.search_text AS search_text 
FROM share AS t28 
WHERE t28.candidate_id = r1.candidate_id AND t28.opened_at IS NOT NULL ORDER BY t28.shared_at DESC, t28.id DESC 
 LIMIT $8::INTEGER) AS p29 
HAVING true), ',"expired":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p32.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t31.id AS id, t31.organisation_id AS organisation_id, t31.candidate_id AS candidate_id, t31.result_id AS result_id, t31.shared_at AS shared_at, t31.expires_at AS expires_at, t31.revoked_at AS revoked_at, t31.ended_at AS ended_at, t31.opened_at AS opened_at, t31.hide_photo AS hide_photo, t31.sequence AS sequence, t31.candidate_name AS candidate_name, t31.sort_name AS sort_name, t31.sort_score AS sort_score, t31.sort_session AS sort_session, t31.search_text AS search_text 
FROM share AS t31 
WHERE t31.candidate_id = r1.candidate_id AND ('ACTIVE' = ANY ($9::TEXT[]) AND t31.ended_at IS NULL AND (t31.expires_at IS NULL OR t31.expires_at > now()) OR 'EXPIRED' = ANY ($9::TEXT[]) AND t31.revoked_at IS NULL AND coalesce(t31.ended_at IS NOT NULL OR t31.expires_at <= now(), false) OR 'REVOKED' = ANY ($9::TEXT[]) AND t31.revoked_at IS NOT NULL) ORDER BY t31.shared_at DESC, t31.id DESC 
 LIMIT $10::INTEGER) AS p32 
HAVING true), ',"ofResult":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p35.id, '","hidePhoto":', CAST(p35.hide_photo AS TEXT), '}'), ','), ']}') AS concat_12 
FROM (SELECT t34.id AS id, t34.organisation_id AS organisation_id, t34.candidate_id AS candidate_id, t34.result_id AS result_id, t34.shared_at AS shared_at, t34.expires_at AS expires_at, t34.revoked_at AS revoked_at, t34.ended_at AS ended_at, t34.opened_at AS opened_at, t34.hide_photo AS hide_photo, t34.sequence AS sequence, t34.candidate_name AS candidate_name, t34.sort_name AS sort_name, t34.sort_score AS sort_score, t34.sort_session AS sort_session, t34.search_text AS search_text 
FROM share AS t34 
WHERE t34.candidate_id = r1.candidate_id AND t34.result_id = ANY ($11::UUID[]) AND t34.opened_at IS NULL ORDER BY t34.shared_at DESC, t34.id DESC 
 LIMIT $12::INTEGER) AS p35 
HAVING true), ',"newest":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', n39.id, '"}'), ',' ORDER BY n39.n_ DESC) FILTER (WHERE n39.n_ <= $13::INTEGER), '],"pageInfo":{"hasPreviousPage":', CAST(count(*) > $13::INTEGER AS TEXT), '}}') AS concat_13 
FROM (SELECT p38.id AS id, p38.organisation_id AS organisation_id, p38.candidate_id AS candidate_id, p38.result_id AS result_id, p38.shared_at AS shared_at, p38.expires_at AS expires_at, p38.revoked_at AS revoked_at, p38.ended_at AS ended_at, p38.opened_at AS opened_at, p38.hide_photo AS hide_photo, p38.sequence AS sequence, p38.candidate_name AS candidate_name, p38.sort_name AS sort_name, p38.sort_score AS sort_score, p38.sort_session AS sort_session, p38.search_text AS search_text, row_number() OVER () AS n_ 
FROM (SELECT t37.id AS id, t37.organisation_id AS organisation_id, t37.candidate_id AS candidate_id, t37.result_id AS result_id, t37.shared_at AS shared_at, t37.expires_at AS expires_at, t37.revoked_at AS revoked_at, t37.ended_at AS ended_at, t37.opened_at AS opened_at, t37.hide_photo AS hide_photo, t37.sequence AS sequence, t37.candidate_name AS candidate_name, t37.sort_name AS sort_name, t37.sort_score AS sort_score, t37.sort_session AS sort_session, t37.search_text AS search_text 
FROM share AS t37 
WHERE t37.candidate_id = r1.candidate_id ORDER BY t37.shared_at ASC, t37.id ASC 
 LIMIT $14::INTEGER) AS p38) AS n39 
HAVING true), '}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $15::UUID AND candidate_account.id = $16::UUID) AS r1

-- as the second viewer

SELECT concat('{"__typename":"CandidateAccount","id":"cac_', r1.id, '","email":', to_json(r1.email), ',"displayName":', to_json((SELECT btrim(CASE WHEN (concat(t2.family_name, t2.given_name, t2.native_name) ~ '[぀-ヿ㐀-鿿가-힣豈-﫿ｦ-ﾟ𠀀-𿿿々]') THEN t2.family_name || ' ' || t2.given_name ELSE t2.given_name || ' ' || t2.family_name END) AS btrim_1 
FROM candidate AS t2 
WHERE t2.id = r1.candidate_id)), ',"language":"', r1.language, '"}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at 
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
WHERE t13.id = n9.candidate_id)) AS TEXT), 'null'), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t17 
WHERE t17.candidate_id = n9.candidate_id AND t17.organisation_id = $4::UUID AND t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now())), ',"nodes":[', string_agg(concat('{"id":"shr_', p16.id, '"}'), ','), ']}') AS concat_4 
FROM (SELECT t15.id AS id, t15.organisation_id AS organisation_id, t15.candidate_id AS candidate_id, t15.result_id AS result_id, t15.shared_at AS shared_at, t15.expires_at AS expires_at, t15.revoked_at AS revoked_at, t15.ended_at AS ended_at, t15.opened_at AS opened_at, t15.hide_photo AS hide_photo, t15.sequence AS sequence, t15.candidate_name AS candidate_name, t15.sort_name AS sort_name, t15.sort_score AS sort_score, t15.sort_session AS sort_session, t15.search_text AS search_text 
FROM share AS t15 
WHERE t15.candidate_id = n9.candidate_id AND t15.organisation_id = $4::UUID AND t15.ended_at IS NULL AND (t15.expires_at IS NULL OR t15.expires_at > now()) ORDER BY t15.shared_at DESC, t15.id DESC 
 LIMIT $5::INTEGER) AS p16 
HAVING true), '}}}'), ',') FILTER (WHERE n9.n_ <= $1::INTEGER), ']}') AS concat_2 
FROM (SELECT p8.id AS id, p8.statement_number AS statement_number, p8.candidate_id AS candidate_id, p8.exam_code AS exam_code, p8.session_date AS session_date, p8.centre_id AS centre_id, p8.status AS status, p8.version AS version, p8.released_at AS released_at, p8.overall_score AS overall_score, p8.grade AS grade, p8.cefr_level AS cefr_level, p8.certificated AS certificated, p8.scores AS scores, p8.levels AS levels, p8.family_name AS family_name, p8.given_name AS given_name, p8.display_name AS display_name, p8.native_name AS native_name, p8.date_of_birth AS date_of_birth, p8.has_photo AS has_photo, row_number() OVER () AS n_ 
FROM (SELECT t7.id AS id, t7.statement_number AS statement_number, t7.candidate_id AS candidate_id, t7.exam_code AS exam_code, t7.session_date AS session_date, t7.centre_id AS centre_id, t7.status AS status, t7.version AS version, t7.released_at AS released_at, t7.overall_score AS overall_score, t7.grade AS grade, t7.cefr_level AS cefr_level, t7.certificated AS certificated, t7.scores AS scores, t7.levels AS levels, t7.family_name AS family_name, t7.given_name AS given_name, t7.display_name AS display_name, t7.native_name AS native_name, t7.date_of_birth AS date_of_birth, t7.has_photo AS has_photo 
FROM result AS t7 
WHERE t7.candidate_id = r1.candidate_id ORDER BY t7.session_date DESC, t7.id DESC 
 LIMIT $6::INTEGER) AS p8) AS n9 
HAVING true), ',"shares":', (SELECT concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t21 
WHERE t21.candidate_id = r1.candidate_id), ',"nodes":[', string_agg(concat('{"__typename":"CandidateShare","id":"csh_', p20.id, '","status":"', CASE WHEN (p20.revoked_at IS NOT NULL) THEN 'REVOKED' WHEN (p20.revoked_at IS NULL AND coalesce(p20.ended_at IS NOT NULL OR p20.expires_at <= now(), false)) THEN 'EXPIRED' ELSE 'ACTIVE' END, '","sharedAt":', to_json(p20.shared_at), ',"openedAt":', coalesce(CAST(to_json(p20.opened_at) AS TEXT), 'null'), ',"expiresAt":', coalesce(CAST(to_json(p20.expires_at) AS TEXT), 'null'), ',"revokedAt":', coalesce(CAST(to_json(p20.revoked_at) AS TEXT), 'null'), ',"hidePhoto":', CAST(p20.hide_photo AS TEXT), ',"organisation":', coalesce((SELECT concat('{"__typename":"OrganisationProfile","id":"orp_', t22.id, '","name":', to_json(t22.name), ',"city":', to_json(t22.city), ',"country":', to_json(t22.country), ',"website":', coalesce(CAST(to_json(t22.website) AS TEXT), 'null'), ',"recognisedExams":', (SELECT concat('[', string_agg(concat('{"code":"', r24.code, '"}'), ','), ']') AS concat_7 
FROM (SELECT t23.code AS code, t23.position AS position, t23.name_en AS name_en, t23.name_ja AS name_ja, t23.for_schools AS for_schools, t23.has_photo AS has_photo, t23.skills AS skills, t23.min_score AS min_score, t23.max_score AS max_score, t23.first_session AS first_session, t23.last_session AS last_session 
FROM exam AS t23 
WHERE t23.code = ANY (t22.recognised_exams) ORDER BY t23.position) AS r24), '}') AS concat_6 
FROM organisation AS t22 
WHERE t22.id = p20.organisation_id), 'null'), ',"result":', coalesce((SELECT concat('{"id":"res_', t25.id, '","exam":{"code":"', t25.exam_code, '"},"centre":', coalesce((SELECT concat('{"number":', to_json(t26.number), '}') AS concat_9 
FROM centre AS t26 
WHERE t26.id = t25.centre_id), 'null'), '}') AS concat_8 
FROM result AS t25 
WHERE t25.id = p20.result_id), 'null'), '}'), ','), ']}') AS concat_5 
FROM (SELECT t19.id AS id, t19.organisation_id AS organisation_id, t19.candidate_id AS candidate_id, t19.result_id AS result_id, t19.shared_at AS shared_at, t19.expires_at AS expires_at, t19.revoked_at AS revoked_at, t19.ended_at AS ended_at, t19.opened_at AS opened_at, t19.hide_photo AS hide_photo, t19.sequence AS sequence, t19.candidate_name AS candidate_name, t19.sort_name AS sort_name, t19.sort_score AS sort_score, t19.sort_session AS sort_session, t19.search_text AS search_text 
FROM share AS t19 
WHERE t19.candidate_id = r1.candidate_id ORDER BY t19.shared_at DESC, t19.id DESC 
 LIMIT $7::INTEGER) AS p20 
HAVING true), ',"opened":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p29.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t28.id AS id, t28.organisation_id AS organisation_id, t28.candidate_id AS candidate_id, t28.result_id AS result_id, t28.shared_at AS shared_at, t28.expires_at AS expires_at, t28.revoked_at AS revoked_at, t28.ended_at AS ended_at, t28.opened_at AS opened_at, t28.hide_photo AS hide_photo, t28.sequence AS sequence, t28.candidate_name AS candidate_name, t28.sort_name AS sort_name, t28.sort_score AS sort_score, t28.sort_session AS sort_session, t28.search_text AS search_text 
FROM share AS t28 
WHERE t28.candidate_id = r1.candidate_id AND t28.opened_at IS NOT NULL ORDER BY t28.shared_at DESC, t28.id DESC 
 LIMIT $8::INTEGER) AS p29 
HAVING true), ',"expired":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p32.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t31.id AS id, t31.organisation_id AS organisation_id, t31.candidate_id AS candidate_id, t31.result_id AS result_id, t31.shared_at AS shared_at, t31.expires_at AS expires_at, t31.revoked_at AS revoked_at, t31.ended_at AS ended_at, t31.opened_at AS opened_at, t31.hide_photo AS hide_photo, t31.sequence AS sequence, t31.candidate_name AS candidate_name, t31.sort_name AS sort_name, t31.sort_score AS sort_score, t31.sort_session AS sort_session, t31.search_text AS search_text 
FROM share AS t31 
WHERE t31.candidate_id = r1.candidate_id AND ('ACTIVE' = ANY ($9::TEXT[]) AND t31.ended_at IS NULL AND (t31.expires_at IS NULL OR t31.expires_at > now()) OR 'EXPIRED' = ANY ($9::TEXT[]) AND t31.revoked_at IS NULL AND coalesce(t31.ended_at IS NOT NULL OR t31.expires_at <= now(), false) OR 'REVOKED' = ANY ($9::TEXT[]) AND t31.revoked_at IS NOT NULL) ORDER BY t31.shared_at DESC, t31.id DESC 
 LIMIT $10::INTEGER) AS p32 
HAVING true), ',"ofResult":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', p35.id, '","hidePhoto":', CAST(p35.hide_photo AS TEXT), '}'), ','), ']}') AS concat_12 
FROM (SELECT t34.id AS id, t34.organisation_id AS organisation_id, t34.candidate_id AS candidate_id, t34.result_id AS result_id, t34.shared_at AS shared_at, t34.expires_at AS expires_at, t34.revoked_at AS revoked_at, t34.ended_at AS ended_at, t34.opened_at AS opened_at, t34.hide_photo AS hide_photo, t34.sequence AS sequence, t34.candidate_name AS candidate_name, t34.sort_name AS sort_name, t34.sort_score AS sort_score, t34.sort_session AS sort_session, t34.search_text AS search_text 
FROM share AS t34 
WHERE t34.candidate_id = r1.candidate_id AND t34.result_id = ANY ($11::UUID[]) AND t34.opened_at IS NULL ORDER BY t34.shared_at DESC, t34.id DESC 
 LIMIT $12::INTEGER) AS p35 
HAVING true), ',"newest":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"csh_', n39.id, '"}'), ',' ORDER BY n39.n_ DESC) FILTER (WHERE n39.n_ <= $13::INTEGER), '],"pageInfo":{"hasPreviousPage":', CAST(count(*) > $13::INTEGER AS TEXT), '}}') AS concat_13 
FROM (SELECT p38.id AS id, p38.organisation_id AS organisation_id, p38.candidate_id AS candidate_id, p38.result_id AS result_id, p38.shared_at AS shared_at, p38.expires_at AS expires_at, p38.revoked_at AS revoked_at, p38.ended_at AS ended_at, p38.opened_at AS opened_at, p38.hide_photo AS hide_photo, p38.sequence AS sequence, p38.candidate_name AS candidate_name, p38.sort_name AS sort_name, p38.sort_score AS sort_score, p38.sort_session AS sort_session, p38.search_text AS search_text, row_number() OVER () AS n_ 
FROM (SELECT t37.id AS id, t37.organisation_id AS organisation_id, t37.candidate_id AS candidate_id, t37.result_id AS result_id, t37.shared_at AS shared_at, t37.expires_at AS expires_at, t37.revoked_at AS revoked_at, t37.ended_at AS ended_at, t37.opened_at AS opened_at, t37.hide_photo AS hide_photo, t37.sequence AS sequence, t37.candidate_name AS candidate_name, t37.sort_name AS sort_name, t37.sort_score AS sort_score, t37.sort_session AS sort_session, t37.search_text AS search_text 
FROM share AS t37 
WHERE t37.candidate_id = r1.candidate_id ORDER BY t37.shared_at ASC, t37.id ASC 
 LIMIT $14::INTEGER) AS p38) AS n39 
HAVING true), '}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $15::UUID AND candidate_account.id = $16::UUID) AS r1
