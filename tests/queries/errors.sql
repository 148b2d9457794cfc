SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', n5.id, '"}'), ',') FILTER (WHERE n5.n_ <= $1::INTEGER), '],"pageInfo":{"hasNextPage":', CAST(count(*) > $1::INTEGER AS TEXT), ',"hasPreviousPage":', CAST(EXISTS (SELECT 1 
FROM share AS t6 
WHERE t6.organisation_id = r1.id AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) AND (t6.shared_at, t6.id) >= ($2::TIMESTAMP WITH TIME ZONE, $3::UUID)) AS TEXT), '}}') AS concat_2 
FROM (SELECT p4.id AS id, p4.organisation_id AS organisation_id, p4.candidate_id AS candidate_id, p4.result_id AS result_id, p4.shared_at AS shared_at, p4.expires_at AS expires_at, p4.revoked_at AS revoked_at, p4.ended_at AS ended_at, p4.opened_at AS opened_at, p4.hide_photo AS hide_photo, p4.sequence AS sequence, p4.candidate_name AS candidate_name, p4.sort_name AS sort_name, p4.sort_score AS sort_score, p4.sort_session AS sort_session, p4.search_text AS search_text, p4.invitation_id AS invitation_id, row_number() OVER () AS n_ 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND (t3.shared_at, t3.id) < ($2::TIMESTAMP WITH TIME ZONE, $3::UUID) ORDER BY t3.shared_at DESC, t3.id DESC 
 LIMIT $4::INTEGER) AS p4) AS n5 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $5::UUID) AS r1
;

SELECT concat('{"shares":', (SELECT concat('{"nodes":[', string_agg(concat('{"id":"shr_', n5.id, '"}'), ',' ORDER BY n5.n_ DESC) FILTER (WHERE n5.n_ <= $1::INTEGER), '],"pageInfo":{"hasNextPage":', CAST(EXISTS (SELECT 1 
FROM share AS t6 
WHERE t6.organisation_id = r1.id AND t6.ended_at IS NULL AND (t6.expires_at IS NULL OR t6.expires_at > now()) AND (t6.shared_at, t6.id) <= ($2::TIMESTAMP WITH TIME ZONE, $3::UUID)) AS TEXT), ',"hasPreviousPage":', CAST(count(*) > $1::INTEGER AS TEXT), '}}') AS concat_2 
FROM (SELECT p4.id AS id, p4.organisation_id AS organisation_id, p4.candidate_id AS candidate_id, p4.result_id AS result_id, p4.shared_at AS shared_at, p4.expires_at AS expires_at, p4.revoked_at AS revoked_at, p4.ended_at AS ended_at, p4.opened_at AS opened_at, p4.hide_photo AS hide_photo, p4.sequence AS sequence, p4.candidate_name AS candidate_name, p4.sort_name AS sort_name, p4.sort_score AS sort_score, p4.sort_session AS sort_session, p4.search_text AS search_text, p4.invitation_id AS invitation_id, row_number() OVER () AS n_ 
FROM (SELECT t3.id AS id, t3.organisation_id AS organisation_id, t3.candidate_id AS candidate_id, t3.result_id AS result_id, t3.shared_at AS shared_at, t3.expires_at AS expires_at, t3.revoked_at AS revoked_at, t3.ended_at AS ended_at, t3.opened_at AS opened_at, t3.hide_photo AS hide_photo, t3.sequence AS sequence, t3.candidate_name AS candidate_name, t3.sort_name AS sort_name, t3.sort_score AS sort_score, t3.sort_session AS sort_session, t3.search_text AS search_text, t3.invitation_id AS invitation_id 
FROM share AS t3 
WHERE t3.organisation_id = r1.id AND t3.ended_at IS NULL AND (t3.expires_at IS NULL OR t3.expires_at > now()) AND (t3.shared_at, t3.id) > ($2::TIMESTAMP WITH TIME ZONE, $3::UUID) ORDER BY t3.shared_at ASC, t3.id ASC 
 LIMIT $4::INTEGER) AS p4) AS n5 
HAVING true), '}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $5::UUID) AS r1
;

SELECT concat('{"id":"org_', r1.id, '"}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID) AS r1

-- as the second viewer

SELECT concat('{"id":"org_', r1.id, '"}') AS concat_1 
FROM (SELECT organisation.id AS id, organisation.name AS name, organisation.sort_name AS sort_name, organisation.city AS city, organisation.country AS country, organisation.website AS website, organisation.status AS status, organisation.recognised_exams AS recognised_exams, organisation.approved_at AS approved_at, organisation.suspended_at AS suspended_at, organisation.suspended_reason AS suspended_reason, organisation.verifications_per_day AS verifications_per_day 
FROM organisation 
WHERE organisation.id = $1::UUID) AS r1
