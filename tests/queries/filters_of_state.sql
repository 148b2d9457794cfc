SELECT concat('{"isNew":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p6.id, '"}'), ','), ']}') AS concat_2 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND coalesce(t3.sequence, 9223372036854775807) > (SELECT t4.seen_until 
FROM app_user AS t4 
WHERE t4.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t5 
WHERE t5.share_id = t3.id AND t5.user_id = $1::UUID)) AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $2::INTEGER) AS p6 
HAVING true), ',"isNotNew":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p11.id, '"}'), ','), ']}') AS concat_3 
FROM (SELECT t8.id AS id, t8.organisation_id AS organisation_id, t8.candidate_id AS candidate_id, t8.result_id AS result_id, t8.shared_at AS shared_at, t8.expires_at AS expires_at, t8.revoked_at AS revoked_at, t8.ended_at AS ended_at, t8.opened_at AS opened_at, t8.hide_photo AS hide_photo, t8.sequence AS sequence, t8.candidate_name AS candidate_name, t8.sort_name AS sort_name, t8.sort_score AS sort_score, t8.sort_session AS sort_session, t8.search_text AS search_text, t8.invitation_id AS invitation_id 
FROM share AS t8 
WHERE t8.organisation_id = r1.id AND NOT (t8.ended_at IS NULL AND (t8.expires_at IS NULL OR t8.expires_at > now()) AND coalesce(t8.sequence, 9223372036854775807) > (SELECT t9.seen_until 
FROM app_user AS t9 
WHERE t9.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t10 
WHERE t10.share_id = t8.id AND t10.user_id = $1::UUID))) AND t8.ended_at IS NULL AND (t8.expires_at IS NULL OR t8.expires_at > now()) ORDER BY t8.shared_at DESC, t8.id DESC 
 LIMIT $3::INTEGER) AS p11 
HAVING true), ',"isChanged":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p16.id, '"}'), ','), ']}') AS concat_4 
FROM (SELECT t13.id AS id, t13.organisation_id AS organisation_id, t13.candidate_id AS candidate_id, t13.result_id AS result_id, t13.shared_at AS shared_at, t13.expires_at AS expires_at, t13.revoked_at AS revoked_at, t13.ended_at AS ended_at, t13.opened_at AS opened_at, t13.hide_photo AS hide_photo, t13.sequence AS sequence, t13.candidate_name AS candidate_name, t13.sort_name AS sort_name, t13.sort_score AS sort_score, t13.sort_session AS sort_session, t13.search_text AS search_text, t13.invitation_id AS invitation_id 
FROM share AS t13 
WHERE t13.organisation_id = r1.id AND t13.ended_at IS NULL AND (t13.expires_at IS NULL OR t13.expires_at > now()) AND (EXISTS (SELECT 1 
FROM sighting AS t14 JOIN result AS t15 ON t15.id = t13.result_id 
WHERE t14.share_id = t13.id AND t14.user_id = $1::UUID AND t14.opened_version < t15.version)) AND t13.ended_at IS NULL AND (t13.expires_at IS NULL OR t13.expires_at > now()) ORDER BY t13.shared_at DESC, t13.id DESC 
 LIMIT $4::INTEGER) AS p16 
HAVING true), ',"isNotChanged":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t18 
WHERE t18.organisation_id = r1.id AND NOT (t18.ended_at IS NULL AND (t18.expires_at IS NULL OR t18.expires_at > now()) AND (EXISTS (SELECT 1 
FROM sighting AS t19 JOIN result AS t20 ON t20.id = t18.result_id 
WHERE t19.share_id = t18.id AND t19.user_id = $1::UUID AND t19.opened_version < t20.version))) AND t18.ended_at IS NULL AND (t18.expires_at IS NULL OR t18.expires_at > now())), '}'), ',"opened":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p23.id, '"}'), ','), ']}') AS concat_5 
FROM (SELECT t22.id AS id, t22.organisation_id AS organisation_id, t22.candidate_id AS candidate_id, t22.result_id AS result_id, t22.shared_at AS shared_at, t22.expires_at AS expires_at, t22.revoked_at AS revoked_at, t22.ended_at AS ended_at, t22.opened_at AS opened_at, t22.hide_photo AS hide_photo, t22.sequence AS sequence, t22.candidate_name AS candidate_name, t22.sort_name AS sort_name, t22.sort_score AS sort_score, t22.sort_session AS sort_session, t22.search_text AS search_text, t22.invitation_id AS invitation_id 
FROM share AS t22 
WHERE t22.organisation_id = r1.id AND t22.opened_at IS NOT NULL AND t22.ended_at IS NULL AND (t22.expires_at IS NULL OR t22.expires_at > now()) ORDER BY t22.shared_at DESC, t22.id DESC 
 LIMIT $5::INTEGER) AS p23 
HAVING true), ',"notOpened":', concat('{"totalCount":', (SELECT count(*) AS count_2 
FROM share AS t25 
WHERE t25.organisation_id = r1.id AND t25.opened_at IS NULL AND t25.ended_at IS NULL AND (t25.expires_at IS NULL OR t25.expires_at > now())), '}'), ',"expired":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p28.id, '"}'), ','), ']}') AS concat_6 
FROM (SELECT t27.id AS id, t27.organisation_id AS organisation_id, t27.candidate_id AS candidate_id, t27.result_id AS result_id, t27.shared_at AS shared_at, t27.expires_at AS expires_at, t27.revoked_at AS revoked_at, t27.ended_at AS ended_at, t27.opened_at AS opened_at, t27.hide_photo AS hide_photo, t27.sequence AS sequence, t27.candidate_name AS candidate_name, t27.sort_name AS sort_name, t27.sort_score AS sort_score, t27.sort_session AS sort_session, t27.search_text AS search_text, t27.invitation_id AS invitation_id 
FROM share AS t27 
WHERE t27.organisation_id = r1.id AND ('ACTIVE' = ANY ($6::TEXT[]) AND t27.ended_at IS NULL AND (t27.expires_at IS NULL OR t27.expires_at > now()) OR 'EXPIRED' = ANY ($6::TEXT[]) AND t27.revoked_at IS NULL AND coalesce(t27.ended_at IS NOT NULL OR t27.expires_at <= now(), false) OR 'REVOKED' = ANY ($6::TEXT[]) AND t27.revoked_at IS NOT NULL) ORDER BY t27.shared_at DESC, t27.id DESC 
 LIMIT $7::INTEGER) AS p28 
HAVING true), ',"revoked":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p31.id, '"}'), ','), ']}') AS concat_7 
FROM (SELECT t30.id AS id, t30.organisation_id AS organisation_id, t30.candidate_id AS candidate_id, t30.result_id AS result_id, t30.shared_at AS shared_at, t30.expires_at AS expires_at, t30.revoked_at AS revoked_at, t30.ended_at AS ended_at, t30.opened_at AS opened_at, t30.hide_photo AS hide_photo, t30.sequence AS sequence, t30.candidate_name AS candidate_name, t30.sort_name AS sort_name, t30.sort_score AS sort_score, t30.sort_session AS sort_session, t30.search_text AS search_text, t30.invitation_id AS invitation_id 
FROM share AS t30 
WHERE t30.organisation_id = r1.id AND ('ACTIVE' = ANY ($8::TEXT[]) AND t30.ended_at IS NULL AND (t30.expires_at IS NULL OR t30.expires_at > now()) OR 'EXPIRED' = ANY ($8::TEXT[]) AND t30.revoked_at IS NULL AND coalesce(t30.ended_at IS NOT NULL OR t30.expires_at <= now(), false) OR 'REVOKED' = ANY ($8::TEXT[]) AND t30.revoked_at IS NOT NULL) ORDER BY t30.shared_at DESC, t30.id DESC 
 LIMIT $9::INTEGER) AS p31 
HAVING true), ',"ended":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p34.id, '"}'), ','), ']}') AS concat_8 
FROM (SELECT t33.id AS id, t33.organisation_id AS organisation_id, t33.candidate_id AS candidate_id, t33.result_id AS result_id, t33.shared_at AS shared_at, t33.expires_at AS expires_at, t33.revoked_at AS revoked_at, t33.ended_at AS ended_at, t33.opened_at AS opened_at, t33.hide_photo AS hide_photo, t33.sequence AS sequence, t33.candidate_name AS candidate_name, t33.sort_name AS sort_name, t33.sort_score AS sort_score, t33.sort_session AS sort_session, t33.search_text AS search_text, t33.invitation_id AS invitation_id 
FROM share AS t33 
WHERE t33.organisation_id = r1.id AND ('ACTIVE' = ANY ($10::TEXT[]) AND t33.ended_at IS NULL AND (t33.expires_at IS NULL OR t33.expires_at > now()) OR 'EXPIRED' = ANY ($10::TEXT[]) AND t33.revoked_at IS NULL AND coalesce(t33.ended_at IS NOT NULL OR t33.expires_at <= now(), false) OR 'REVOKED' = ANY ($10::TEXT[]) AND t33.revoked_at IS NOT NULL) ORDER BY t33.shared_at DESC, t33.id DESC 
 LIMIT $11::INTEGER) AS p34 
HAVING true), ',"all":', concat('{"totalCount":', (SELECT count(*) AS count_3 
FROM share AS t36 
WHERE t36.organisation_id = r1.id AND ('ACTIVE' = ANY ($12::TEXT[]) AND t36.ended_at IS NULL AND (t36.expires_at IS NULL OR t36.expires_at > now()) OR 'EXPIRED' = ANY ($12::TEXT[]) AND t36.revoked_at IS NULL AND coalesce(t36.ended_at IS NOT NULL OR t36.expires_at <= now(), false) OR 'REVOKED' = ANY ($12::TEXT[]) AND t36.revoked_at IS NOT NULL)), '}'), ',"noStatus":', concat('{"totalCount":', (SELECT count(*) AS count_4 
FROM share AS t38 
WHERE t38.organisation_id = r1.id AND ('ACTIVE' = ANY ($13::TEXT[]) AND t38.ended_at IS NULL AND (t38.expires_at IS NULL OR t38.expires_at > now()) OR 'EXPIRED' = ANY ($13::TEXT[]) AND t38.revoked_at IS NULL AND coalesce(t38.ended_at IS NOT NULL OR t38.expires_at <= now(), false) OR 'REVOKED' = ANY ($13::TEXT[]) AND t38.revoked_at IS NOT NULL)), '}'), ',"nullStatus":', concat('{"totalCount":', (SELECT count(*) AS count_5 
FROM share AS t40 
WHERE t40.organisation_id = r1.id AND t40.ended_at IS NULL AND (t40.expires_at IS NULL OR t40.expires_at > now())), '}'), ',"empty":', concat('{"totalCount":', (SELECT count(*) AS count_6 
FROM share AS t42 
WHERE t42.organisation_id = r1.id AND t42.ended_at IS NULL AND (t42.expires_at IS NULL OR t42.expires_at > now())), '}'), ',"exams":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p46.id, '"}'), ','), ']}') AS concat_9 
FROM (SELECT t44.id AS id, t44.organisation_id AS organisation_id, t44.candidate_id AS candidate_id, t44.result_id AS result_id, t44.shared_at AS shared_at, t44.expires_at AS expires_at, t44.revoked_at AS revoked_at, t44.ended_at AS ended_at, t44.opened_at AS opened_at, t44.hide_photo AS hide_photo, t44.sequence AS sequence, t44.candidate_name AS candidate_name, t44.sort_name AS sort_name, t44.sort_score AS sort_score, t44.sort_session AS sort_session, t44.search_text AS search_text, t44.invitation_id AS invitation_id 
FROM share AS t44 
WHERE t44.organisation_id = r1.id AND t44.ended_at IS NULL AND (t44.expires_at IS NULL OR t44.expires_at > now()) AND (SELECT t45.exam_code 
FROM result AS t45 
WHERE t45.id = t44.result_id) = ANY ($14::TEXT[]) ORDER BY t44.shared_at DESC, t44.id DESC 
 LIMIT $15::INTEGER) AS p46 
HAVING true), ',"noExam":', concat('{"totalCount":', (SELECT count(*) AS count_7 
FROM share AS t48 
WHERE t48.organisation_id = r1.id AND t48.ended_at IS NULL AND (t48.expires_at IS NULL OR t48.expires_at > now()) AND (SELECT t49.exam_code 
FROM result AS t49 
WHERE t49.id = t48.result_id) = ANY ($16::TEXT[])), '}'), ',"levels":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p53.id, '"}'), ','), ']}') AS concat_10 
FROM (SELECT t51.id AS id, t51.organisation_id AS organisation_id, t51.candidate_id AS candidate_id, t51.result_id AS result_id, t51.shared_at AS shared_at, t51.expires_at AS expires_at, t51.revoked_at AS revoked_at, t51.ended_at AS ended_at, t51.opened_at AS opened_at, t51.hide_photo AS hide_photo, t51.sequence AS sequence, t51.candidate_name AS candidate_name, t51.sort_name AS sort_name, t51.sort_score AS sort_score, t51.sort_session AS sort_session, t51.search_text AS search_text, t51.invitation_id AS invitation_id 
FROM share AS t51 
WHERE t51.organisation_id = r1.id AND t51.ended_at IS NULL AND (t51.expires_at IS NULL OR t51.expires_at > now()) AND (SELECT t52.cefr_level 
FROM result AS t52 
WHERE t52.id = t51.result_id) = ANY ($17::TEXT[]) ORDER BY t51.shared_at DESC, t51.id DESC 
 LIMIT $18::INTEGER) AS p53 
HAVING true), ',"grades":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p57.id, '"}'), ','), ']}') AS concat_11 
FROM (SELECT t55.id AS id, t55.organisation_id AS organisation_id, t55.candidate_id AS candidate_id, t55.result_id AS result_id, t55.shared_at AS shared_at, t55.expires_at AS expires_at, t55.revoked_at AS revoked_at, t55.ended_at AS ended_at, t55.opened_at AS opened_at, t55.hide_photo AS hide_photo, t55.sequence AS sequence, t55.candidate_name AS candidate_name, t55.sort_name AS sort_name, t55.sort_score AS sort_score, t55.sort_session AS sort_session, t55.search_text AS search_text, t55.invitation_id AS invitation_id 
FROM share AS t55 
WHERE t55.organisation_id = r1.id AND t55.ended_at IS NULL AND (t55.expires_at IS NULL OR t55.expires_at > now()) AND (SELECT t56.grade 
FROM result AS t56 
WHERE t56.id = t55.result_id) = ANY ($19::TEXT[]) ORDER BY t55.shared_at DESC, t55.id DESC 
 LIMIT $20::INTEGER) AS p57 
HAVING true), ',"statuses":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p61.id, '"}'), ','), ']}') AS concat_12 
FROM (SELECT t59.id AS id, t59.organisation_id AS organisation_id, t59.candidate_id AS candidate_id, t59.result_id AS result_id, t59.shared_at AS shared_at, t59.expires_at AS expires_at, t59.revoked_at AS revoked_at, t59.ended_at AS ended_at, t59.opened_at AS opened_at, t59.hide_photo AS hide_photo, t59.sequence AS sequence, t59.candidate_name AS candidate_name, t59.sort_name AS sort_name, t59.sort_score AS sort_score, t59.sort_session AS sort_session, t59.search_text AS search_text, t59.invitation_id AS invitation_id 
FROM share AS t59 
WHERE t59.organisation_id = r1.id AND t59.ended_at IS NULL AND (t59.expires_at IS NULL OR t59.expires_at > now()) AND (SELECT t60.status 
FROM result AS t60 
WHERE t60.id = t59.result_id) = ANY ($21::TEXT[]) ORDER BY t59.shared_at DESC, t59.id DESC 
 LIMIT $22::INTEGER) AS p61 
HAVING true), ',"expiredOf":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p65.id, '"}'), ','), ']}') AS concat_13 
FROM (SELECT t63.id AS id, t63.organisation_id AS organisation_id, t63.candidate_id AS candidate_id, t63.result_id AS result_id, t63.shared_at AS shared_at, t63.expires_at AS expires_at, t63.revoked_at AS revoked_at, t63.ended_at AS ended_at, t63.opened_at AS opened_at, t63.hide_photo AS hide_photo, t63.sequence AS sequence, t63.candidate_name AS candidate_name, t63.sort_name AS sort_name, t63.sort_score AS sort_score, t63.sort_session AS sort_session, t63.search_text AS search_text, t63.invitation_id AS invitation_id 
FROM share AS t63 
WHERE t63.organisation_id = r1.id AND ('ACTIVE' = ANY ($23::TEXT[]) AND t63.ended_at IS NULL AND (t63.expires_at IS NULL OR t63.expires_at > now()) OR 'EXPIRED' = ANY ($23::TEXT[]) AND t63.revoked_at IS NULL AND coalesce(t63.ended_at IS NOT NULL OR t63.expires_at <= now(), false) OR 'REVOKED' = ANY ($23::TEXT[]) AND t63.revoked_at IS NOT NULL) AND (SELECT t64.exam_code 
FROM result AS t64 
WHERE t64.id = t63.result_id) = ANY ($24::TEXT[]) ORDER BY t63.shared_at DESC, t63.id DESC 
 LIMIT $25::INTEGER) AS p65 
HAVING true), ',"together":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', p72.id, '"}'), ','), ']}') AS concat_14 
FROM (SELECT t67.id AS id, t67.organisation_id AS organisation_id, t67.candidate_id AS candidate_id, t67.result_id AS result_id, t67.shared_at AS shared_at, t67.expires_at AS expires_at, t67.revoked_at AS revoked_at, t67.ended_at AS ended_at, t67.opened_at AS opened_at, t67.hide_photo AS hide_photo, t67.sequence AS sequence, t67.candidate_name AS candidate_name, t67.sort_name AS sort_name, t67.sort_score AS sort_score, t67.sort_session AS sort_session, t67.search_text AS search_text, t67.invitation_id AS invitation_id 
FROM share AS t67 
WHERE t67.organisation_id = r1.id AND t67.ended_at IS NULL AND (t67.expires_at IS NULL OR t67.expires_at > now()) AND coalesce(t67.sequence, 9223372036854775807) > (SELECT t68.seen_until 
FROM app_user AS t68 
WHERE t68.id = $1::UUID) AND NOT (EXISTS (SELECT 1 
FROM sighting AS t69 
WHERE t69.share_id = t67.id AND t69.user_id = $1::UUID)) AND t67.opened_at IS NULL AND t67.ended_at IS NULL AND (t67.expires_at IS NULL OR t67.expires_at > now()) AND (SELECT t70.exam_code 
FROM result AS t70 
WHERE t70.id = t67.result_id) = ANY ($26::TEXT[]) AND (SELECT t71.status 
FROM result AS t71 
WHERE t71.id = t67.result_id) = ANY ($27::TEXT[]) ORDER BY t67.shared_at DESC, t67.id DESC 
 LIMIT $28::INTEGER) AS p72 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $29::UUID) AS r1
