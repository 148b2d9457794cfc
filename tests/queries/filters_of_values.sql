SELECT concat('{"score":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p4.id, '"}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND t3.sort_score IS NOT NULL AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND t3.sort_score >= $1::INTEGER AND t3.sort_score <= $2::INTEGER ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $3::INTEGER) AS p4 
HAVING true), ',"scoreFrom":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p7.id, '"}'), ','), ']}') AS concat_3 
FROM (SELECT t6.id AS id, t6.organisation_id AS organisation_id, t6.candidate_id AS candidate_id, t6.result_id AS result_id, t6.shared_at AS shared_at, t6.expires_at AS expires_at, t6.revoked_at AS revoked_at, t6.ended_at AS ended_at, t6.opened_at AS opened_at, t6.hide_photo AS hide_photo, t6.sequence AS sequence, t6.candidate_name AS candidate_name, t6.sort_name AS sort_name, t6.sort_score AS sort_score, t6.sort_session AS sort_session, t6.search_text AS search_text, t6.invitation_id AS invitation_id 
FROM share AS t6 
WHERE t6.organisation_id = r1.id AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) AND t6.sort_score IS NOT NULL AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) AND t6.sort_score >= $4::INTEGER ORDER BY t6.shared_at DESC, t6.id DESC 
 LIMIT $5::INTEGER) AS p7 
HAVING true), ',"scoreTo":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p10.id, '"}'), ','), ']}') AS concat_4 
FROM (SELECT t9.id AS id, t9.organisation_id AS organisation_id, t9.candidate_id AS candidate_id, t9.result_id AS result_id, t9.shared_at AS shared_at, t9.expires_at AS expires_at, t9.revoked_at AS revoked_at, t9.ended_at AS ended_at, t9.opened_at AS opened_at, t9.hide_photo AS hide_photo, t9.sequence AS sequence, t9.candidate_name AS candidate_name, t9.sort_name AS sort_name, t9.sort_score AS sort_score, t9.sort_session AS sort_session, t9.search_text AS search_text, t9.invitation_id AS invitation_id 
FROM share AS t9 
WHERE t9.organisation_id = r1.id AND t9.ended_at IS NULL AND (t9.expires_at IS NULL OR t9.expires_at > now()) AND t9.sort_score IS NOT NULL AND t9.ended_at IS NULL AND (t9.expires_at IS NULL OR t9.expires_at > now()) AND t9.sort_score <= $6::INTEGER ORDER BY t9.shared_at DESC, t9.id DESC 
 LIMIT $7::INTEGER) AS p10 
HAVING true), ',"skill":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p15.id, '"}'), ','), ']}') AS concat_5 
FROM (SELECT t12.id AS id, t12.organisation_id AS organisation_id, t12.candidate_id AS candidate_id, t12.result_id AS result_id, t12.shared_at AS shared_at, t12.expires_at AS expires_at, t12.revoked_at AS revoked_at, t12.ended_at AS ended_at, t12.opened_at AS opened_at, t12.hide_photo AS hide_photo, t12.sequence AS sequence, t12.candidate_name AS candidate_name, t12.sort_name AS sort_name, t12.sort_score AS sort_score, t12.sort_session AS sort_session, t12.search_text AS search_text, t12.invitation_id AS invitation_id 
FROM share AS t12 
WHERE t12.organisation_id = r1.id AND t12.ended_at IS NULL AND (t12.expires_at IS NULL OR t12.expires_at > now()) AND ((SELECT t13.scores[array_position(t14.skills, 'WRITING')] AS anon_1 
FROM result AS t13 JOIN exam AS t14 ON t14.code = t13.exam_code 
WHERE t13.id = t12.result_id) >= $8::INTEGER) AND ((SELECT t13.scores[array_position(t14.skills, 'WRITING')] AS anon_1 
FROM result AS t13 JOIN exam AS t14 ON t14.code = t13.exam_code 
WHERE t13.id = t12.result_id) <= $9::INTEGER) ORDER BY t12.shared_at DESC, t12.id DESC 
 LIMIT $10::INTEGER) AS p15 
HAVING true), ',"skills":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p22.id, '"}'), ','), ']}') AS concat_6 
FROM (SELECT t17.id AS id, t17.organisation_id AS organisation_id, t17.candidate_id AS candidate_id, t17.result_id AS result_id, t17.shared_at AS shared_at, t17.expires_at AS expires_at, t17.revoked_at AS revoked_at, t17.ended_at AS ended_at, t17.opened_at AS opened_at, t17.hide_photo AS hide_photo, t17.sequence AS sequence, t17.candidate_name AS candidate_name, t17.sort_name AS sort_name, t17.sort_score AS sort_score, t17.sort_session AS sort_session, t17.search_text AS search_text, t17.invitation_id AS invitation_id 
FROM share AS t17 
WHERE t17.organisation_id = r1.id AND t17.ended_at IS NULL AND (t17.expires_at IS NULL OR t17.expires_at > now()) AND ((SELECT t18.scores[array_position(t19.skills, 'READING')] AS anon_2 
FROM result AS t18 JOIN exam AS t19 ON t19.code = t18.exam_code 
WHERE t18.id = t17.result_id) <= $11::INTEGER) AND ((SELECT t20.scores[array_position(t21.skills, 'LISTENING')] AS anon_3 
FROM result AS t20 JOIN exam AS t21 ON t21.code = t20.exam_code 
WHERE t20.id = t17.result_id) >= $12::INTEGER) ORDER BY t17.shared_at DESC, t17.id DESC 
 LIMIT $13::INTEGER) AS p22 
HAVING true), ',"sat":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p27.id, '"}'), ','), ']}') AS concat_7 
FROM (SELECT t24.id AS id, t24.organisation_id AS organisation_id, t24.candidate_id AS candidate_id, t24.result_id AS result_id, t24.shared_at AS shared_at, t24.expires_at AS expires_at, t24.revoked_at AS revoked_at, t24.ended_at AS ended_at, t24.opened_at AS opened_at, t24.hide_photo AS hide_photo, t24.sequence AS sequence, t24.candidate_name AS candidate_name, t24.sort_name AS sort_name, t24.sort_score AS sort_score, t24.sort_session AS sort_session, t24.search_text AS search_text, t24.invitation_id AS invitation_id 
FROM share AS t24 
WHERE t24.organisation_id = r1.id AND t24.ended_at IS NULL AND (t24.expires_at IS NULL OR t24.expires_at > now()) AND (SELECT t25.scores[array_position(t26.skills, 'SPEAKING')] AS anon_4 
FROM result AS t25 JOIN exam AS t26 ON t26.code = t25.exam_code 
WHERE t25.id = t24.result_id) IS NOT NULL ORDER BY t24.shared_at DESC, t24.id DESC 
 LIMIT $14::INTEGER) AS p27 
HAVING true), ',"satBoth":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p34.id, '"}'), ','), ']}') AS concat_8 
FROM (SELECT t29.id AS id, t29.organisation_id AS organisation_id, t29.candidate_id AS candidate_id, t29.result_id AS result_id, t29.shared_at AS shared_at, t29.expires_at AS expires_at, t29.revoked_at AS revoked_at, t29.ended_at AS ended_at, t29.opened_at AS opened_at, t29.hide_photo AS hide_photo, t29.sequence AS sequence, t29.candidate_name AS candidate_name, t29.sort_name AS sort_name, t29.sort_score AS sort_score, t29.sort_session AS sort_session, t29.search_text AS search_text, t29.invitation_id AS invitation_id 
FROM share AS t29 
WHERE t29.organisation_id = r1.id AND t29.ended_at IS NULL AND (t29.expires_at IS NULL OR t29.expires_at > now()) AND ((SELECT t30.scores[array_position(t31.skills, 'READING')] AS anon_5 
FROM result AS t30 JOIN exam AS t31 ON t31.code = t30.exam_code 
WHERE t30.id = t29.result_id) >= $15::INTEGER) AND (SELECT t32.scores[array_position(t33.skills, 'SPEAKING')] AS anon_6 
FROM result AS t32 JOIN exam AS t33 ON t33.code = t32.exam_code 
WHERE t32.id = t29.result_id) IS NOT NULL ORDER BY t29.shared_at DESC, t29.id DESC 
 LIMIT $16::INTEGER) AS p34 
HAVING true), ',"anySkill":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t36 
WHERE t36.organisation_id = r1.id AND t36.ended_at IS NULL AND (t36.expires_at IS NULL OR t36.expires_at > now()) AND true), '}'), ',"keySkill":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p41.id, '"}'), ','), ']}') AS concat_9 
FROM (SELECT t38.id AS id, t38.organisation_id AS organisation_id, t38.candidate_id AS candidate_id, t38.result_id AS result_id, t38.shared_at AS shared_at, t38.expires_at AS expires_at, t38.revoked_at AS revoked_at, t38.ended_at AS ended_at, t38.opened_at AS opened_at, t38.hide_photo AS hide_photo, t38.sequence AS sequence, t38.candidate_name AS candidate_name, t38.sort_name AS sort_name, t38.sort_score AS sort_score, t38.sort_session AS sort_session, t38.search_text AS search_text, t38.invitation_id AS invitation_id 
FROM share AS t38 
WHERE t38.organisation_id = r1.id AND t38.ended_at IS NULL AND (t38.expires_at IS NULL OR t38.expires_at > now()) AND ((SELECT t39.scores[array_position(t40.skills, 'READING_AND_WRITING')] AS anon_7 
FROM result AS t39 JOIN exam AS t40 ON t40.code = t39.exam_code 
WHERE t39.id = t38.result_id) <= $17::INTEGER) ORDER BY t38.shared_at DESC, t38.id DESC 
 LIMIT $18::INTEGER) AS p41 
HAVING true), ',"session":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p44.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t43.id AS id, t43.organisation_id AS organisation_id, t43.candidate_id AS candidate_id, t43.result_id AS result_id, t43.shared_at AS shared_at, t43.expires_at AS expires_at, t43.revoked_at AS revoked_at, t43.ended_at AS ended_at, t43.opened_at AS opened_at, t43.hide_photo AS hide_photo, t43.sequence AS sequence, t43.candidate_name AS candidate_name, t43.sort_name AS sort_name, t43.sort_score AS sort_score, t43.sort_session AS sort_session, t43.search_text AS search_text, t43.invitation_id AS invitation_id 
FROM share AS t43 
WHERE t43.organisation_id = r1.id AND t43.ended_at IS NULL AND (t43.expires_at IS NULL OR t43.expires_at > now()) AND t43.ended_at IS NULL AND (t43.expires_at IS NULL OR t43.expires_at > now()) AND t43.sort_session >= $19::DATE AND t43.sort_session <= $20::DATE ORDER BY t43.shared_at DESC, t43.id DESC 
 LIMIT $21::INTEGER) AS p44 
HAVING true), ',"sessionTo":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p47.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t46.id AS id, t46.organisation_id AS organisation_id, t46.candidate_id AS candidate_id, t46.result_id AS result_id, t46.shared_at AS shared_at, t46.expires_at AS expires_at, t46.revoked_at AS revoked_at, t46.ended_at AS ended_at, t46.opened_at AS opened_at, t46.hide_photo AS hide_photo, t46.sequence AS sequence, t46.candidate_name AS candidate_name, t46.sort_name AS sort_name, t46.sort_score AS sort_score, t46.sort_session AS sort_session, t46.search_text AS search_text, t46.invitation_id AS invitation_id 
FROM share AS t46 
WHERE t46.organisation_id = r1.id AND t46.ended_at IS NULL AND (t46.expires_at IS NULL OR t46.expires_at > now()) AND t46.ended_at IS NULL AND (t46.expires_at IS NULL OR t46.expires_at > now()) AND t46.sort_session <= $22::DATE ORDER BY t46.shared_at DESC, t46.id DESC 
 LIMIT $23::INTEGER) AS p47 
HAVING true), ',"shared":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p50.id, '"}'), ','), ']}') AS concat_12 
FROM (SELECT t49.id AS id, t49.organisation_id AS organisation_id, t49.candidate_id AS candidate_id, t49.result_id AS result_id, t49.shared_at AS shared_at, t49.expires_at AS expires_at, t49.revoked_at AS revoked_at, t49.ended_at AS ended_at, t49.opened_at AS opened_at, t49.hide_photo AS hide_photo, t49.sequence AS sequence, t49.candidate_name AS candidate_name, t49.sort_name AS sort_name, t49.sort_score AS sort_score, t49.sort_session AS sort_session, t49.search_text AS search_text, t49.invitation_id AS invitation_id 
FROM share AS t49 
WHERE t49.organisation_id = r1.id AND t49.ended_at IS NULL AND (t49.expires_at IS NULL OR t49.expires_at > now()) AND t49.shared_at >= $24::TIMESTAMP WITH TIME ZONE AND t49.shared_at < $25::TIMESTAMP WITH TIME ZONE ORDER BY t49.shared_at DESC, t49.id DESC 
 LIMIT $26::INTEGER) AS p50 
HAVING true), ',"sharedBefore":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p53.id, '"}'), ','), ']}') AS concat_13 
FROM (SELECT t52.id AS id, t52.organisation_id AS organisation_id, t52.candidate_id AS candidate_id, t52.result_id AS result_id, t52.shared_at AS shared_at, t52.expires_at AS expires_at, t52.revoked_at AS revoked_at, t52.ended_at AS ended_at, t52.opened_at AS opened_at, t52.hide_photo AS hide_photo, t52.sequence AS sequence, t52.candidate_name AS candidate_name, t52.sort_name AS sort_name, t52.sort_score AS sort_score, t52.sort_session AS sort_session, t52.search_text AS search_text, t52.invitation_id AS invitation_id 
FROM share AS t52 
WHERE t52.organisation_id = r1.id AND t52.ended_at IS NULL AND (t52.expires_at IS NULL OR t52.expires_at > now()) AND t52.shared_at < $27::TIMESTAMP WITH TIME ZONE ORDER BY t52.shared_at DESC, t52.id DESC 
 LIMIT $28::INTEGER) AS p53 
HAVING true), ',"within":', concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t55 
WHERE t55.organisation_id = r1.id AND t55.ended_at IS NULL AND (t55.expires_at IS NULL OR t55.expires_at > now()) AND t55.shared_at >= now() - make_interval($29::INTEGER, $30::INTEGER, $31::INTEGER, $32::INTEGER)), '}'), ',"today":', concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t57 
WHERE t57.organisation_id = r1.id AND t57.ended_at IS NULL AND (t57.expires_at IS NULL OR t57.expires_at > now()) AND t57.shared_at >= now() - make_interval($33::INTEGER, $34::INTEGER, $35::INTEGER, $36::INTEGER)), '}'), ',"window":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p60.id, '"}'), ','), ']}') AS concat_14 
FROM (SELECT t59.id AS id, t59.organisation_id AS organisation_id, t59.candidate_id AS candidate_id, t59.result_id AS result_id, t59.shared_at AS shared_at, t59.expires_at AS expires_at, t59.revoked_at AS revoked_at, t59.ended_at AS ended_at, t59.opened_at AS opened_at, t59.hide_photo AS hide_photo, t59.sequence AS sequence, t59.candidate_name AS candidate_name, t59.sort_name AS sort_name, t59.sort_score AS sort_score, t59.sort_session AS sort_session, t59.search_text AS search_text, t59.invitation_id AS invitation_id 
FROM share AS t59 
WHERE t59.organisation_id = r1.id AND t59.ended_at IS NULL AND (t59.expires_at IS NULL OR t59.expires_at > now()) AND (t59.sequence > (SELECT place_in_log($37::UUID, $38::BIGINT) AS place_in_log_1)) AND (t59.sequence <= (SELECT place_in_log($37::UUID, $39::BIGINT) AS place_in_log_2)) ORDER BY t59.shared_at DESC, t59.id DESC 
 LIMIT $40::INTEGER) AS p60 
HAVING true), ',"windowFrom":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p63.id, '"}'), ','), ']}') AS concat_15 
FROM (SELECT t62.id AS id, t62.organisation_id AS organisation_id, t62.candidate_id AS candidate_id, t62.result_id AS result_id, t62.shared_at AS shared_at, t62.expires_at AS expires_at, t62.revoked_at AS revoked_at, t62.ended_at AS ended_at, t62.opened_at AS opened_at, t62.hide_photo AS hide_photo, t62.sequence AS sequence, t62.candidate_name AS candidate_name, t62.sort_name AS sort_name, t62.sort_score AS sort_score, t62.sort_session AS sort_session, t62.search_text AS search_text, t62.invitation_id AS invitation_id 
FROM share AS t62 
WHERE t62.organisation_id = r1.id AND t62.ended_at IS NULL AND (t62.expires_at IS NULL OR t62.expires_at > now()) AND (t62.sequence > (SELECT place_in_log($37::UUID, $41::BIGINT) AS place_in_log_3)) ORDER BY t62.shared_at DESC, t62.id DESC 
 LIMIT $42::INTEGER) AS p63 
HAVING true), ',"born":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p67.id, '"}'), ','), ']}') AS concat_16 
FROM (SELECT t65.id AS id, t65.organisation_id AS organisation_id, t65.candidate_id AS candidate_id, t65.result_id AS result_id, t65.shared_at AS shared_at, t65.expires_at AS expires_at, t65.revoked_at AS revoked_at, t65.ended_at AS ended_at, t65.opened_at AS opened_at, t65.hide_photo AS hide_photo, t65.sequence AS sequence, t65.candidate_name AS candidate_name, t65.sort_name AS sort_name, t65.sort_score AS sort_score, t65.sort_session AS sort_session, t65.search_text AS search_text, t65.invitation_id AS invitation_id 
FROM share AS t65 
WHERE t65.organisation_id = r1.id AND t65.ended_at IS NULL AND (t65.expires_at IS NULL OR t65.expires_at > now()) AND (SELECT t66.date_of_birth 
FROM result AS t66 
WHERE t66.id = t65.result_id) = $43::DATE ORDER BY t65.shared_at DESC, t65.id DESC 
 LIMIT $44::INTEGER) AS p67 
HAVING true), ',"centre":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p72.id, '"}'), ','), ']}') AS concat_17 
FROM (SELECT t69.id AS id, t69.organisation_id AS organisation_id, t69.candidate_id AS candidate_id, t69.result_id AS result_id, t69.shared_at AS shared_at, t69.expires_at AS expires_at, t69.revoked_at AS revoked_at, t69.ended_at AS ended_at, t69.opened_at AS opened_at, t69.hide_photo AS hide_photo, t69.sequence AS sequence, t69.candidate_name AS candidate_name, t69.sort_name AS sort_name, t69.sort_score AS sort_score, t69.sort_session AS sort_session, t69.search_text AS search_text, t69.invitation_id AS invitation_id 
FROM share AS t69 
WHERE t69.organisation_id = r1.id AND t69.ended_at IS NULL AND (t69.expires_at IS NULL OR t69.expires_at > now()) AND (SELECT t71.number 
FROM result AS t70 JOIN centre AS t71 ON t71.id = t70.centre_id 
WHERE t70.id = t69.result_id) = ANY ($45::TEXT[]) ORDER BY t69.shared_at DESC, t69.id DESC 
 LIMIT $46::INTEGER) AS p72 
HAVING true), ',"country":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p77.id, '"}'), ','), ']}') AS concat_18 
FROM (SELECT t74.id AS id, t74.organisation_id AS organisation_id, t74.candidate_id AS candidate_id, t74.result_id AS result_id, t74.shared_at AS shared_at, t74.expires_at AS expires_at, t74.revoked_at AS revoked_at, t74.ended_at AS ended_at, t74.opened_at AS opened_at, t74.hide_photo AS hide_photo, t74.sequence AS sequence, t74.candidate_name AS candidate_name, t74.sort_name AS sort_name, t74.sort_score AS sort_score, t74.sort_session AS sort_session, t74.search_text AS search_text, t74.invitation_id AS invitation_id 
FROM share AS t74 
WHERE t74.organisation_id = r1.id AND t74.ended_at IS NULL AND (t74.expires_at IS NULL OR t74.expires_at > now()) AND (SELECT t76.country 
FROM result AS t75 JOIN centre AS t76 ON t76.id = t75.centre_id 
WHERE t75.id = t74.result_id) = ANY ($47::TEXT[]) ORDER BY t74.shared_at DESC, t74.id DESC 
 LIMIT $48::INTEGER) AS p77 
HAVING true), ',"statement":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p81.id, '"}'), ','), ']}') AS concat_19 
FROM (SELECT t79.id AS id, t79.organisation_id AS organisation_id, t79.candidate_id AS candidate_id, t79.result_id AS result_id, t79.shared_at AS shared_at, t79.expires_at AS expires_at, t79.revoked_at AS revoked_at, t79.ended_at AS ended_at, t79.opened_at AS opened_at, t79.hide_photo AS hide_photo, t79.sequence AS sequence, t79.candidate_name AS candidate_name, t79.sort_name AS sort_name, t79.sort_score AS sort_score, t79.sort_session AS sort_session, t79.search_text AS search_text, t79.invitation_id AS invitation_id 
FROM share AS t79 
WHERE t79.organisation_id = r1.id AND t79.ended_at IS NULL AND (t79.expires_at IS NULL OR t79.expires_at > now()) AND (SELECT t80.statement_number 
FROM result AS t80 
WHERE t80.id = t79.result_id) = ANY ($49::TEXT[]) ORDER BY t79.shared_at DESC, t79.id DESC 
 LIMIT $50::INTEGER) AS p81 
HAVING true), ',"ids":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p84.id, '"}'), ','), ']}') AS concat_20 
FROM (SELECT t83.id AS id, t83.organisation_id AS organisation_id, t83.candidate_id AS candidate_id, t83.result_id AS result_id, t83.shared_at AS shared_at, t83.expires_at AS expires_at, t83.revoked_at AS revoked_at, t83.ended_at AS ended_at, t83.opened_at AS opened_at, t83.hide_photo AS hide_photo, t83.sequence AS sequence, t83.candidate_name AS candidate_name, t83.sort_name AS sort_name, t83.sort_score AS sort_score, t83.sort_session AS sort_session, t83.search_text AS search_text, t83.invitation_id AS invitation_id 
FROM share AS t83 
WHERE t83.organisation_id = r1.id AND t83.ended_at IS NULL AND (t83.expires_at IS NULL OR t83.expires_at > now()) AND t83.id = ANY ($51::UUID[]) ORDER BY t83.shared_at DESC, t83.id DESC 
 LIMIT $52::INTEGER) AS p84 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $37::UUID) AS r1
