SELECT concat('{"__typename":"CandidateAccount"}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $1::UUID AND candidate_account.id = $2::UUID) AS r1
;

SELECT concat('{"shares":', concat('{"totalCount":', (SELECT count(*) AS count_1 
FROM share AS t3 
WHERE t3.candidate_id = r1.candidate_id), '}'), '}') AS concat_1 
FROM (SELECT candidate_account.id AS id, candidate_account.candidate_id AS candidate_id, candidate_account.email AS email, candidate_account.password_hash AS password_hash, candidate_account.language AS language, candidate_account.claimed_at AS claimed_at, candidate_account.email_confirmed_at AS email_confirmed_at 
FROM candidate_account 
WHERE candidate_account.candidate_id = $1::UUID AND candidate_account.id = $2::UUID) AS r1
