-- Shares, whom they were opened by, and the log that says so: each organisation of `receiver` gets `shares` of them,
-- of results scattered over the whole table, the oldest first.
-- Some are revoked, will expire or have expired; those with a rare name are all active.

CREATE TEMP TABLE made_share AS
SELECT organisation_id, k, pg_temp.id_at(shared_at, organisation_id || 'share' || k) AS id, result.candidate_id,
    result.id AS result_id, result.session_date, overall, result.display_name, sort_name,
    folded_names || ' ' || lower(statement_number) AS search_text, shared_at, opened_at,
    CASE WHEN fate < 0.02 THEN shared_at + interval '40 days' END AS revoked_at,
    CASE WHEN fate > 0.95 THEN now() + interval '300 days' WHEN fate > 0.94 THEN shared_at + interval '90 days' END
        AS expires_at
FROM (
    SELECT receiver.id AS organisation_id, k, 1 + (receiver.first + k * %(step)s::bigint) %% %(results)s AS r, shared_at,
        random() AS drawn, CASE WHEN random() < 0.7 THEN shared_at + random() * interval '20 days' END AS opened_at
    FROM receiver, generate_series(1, receiver.shares) AS k,
    LATERAL (SELECT '2023-01-02 08:00Z'::timestamptz + (k + random()) * (interval '1000 days' / receiver.shares)
        AS shared_at) AS moment
) AS draw
JOIN made_result AS result ON result.n = r,
LATERAL (SELECT CASE WHEN is_rare THEN 0.5 ELSE drawn END AS fate) AS told;

CREATE TEMP TABLE made_event AS
SELECT organisation_id, kind, share_id, result_id, actor_kind, actor_id, occurred_at,
    row_number() OVER (PARTITION BY organisation_id ORDER BY occurred_at, share_id, kind) AS sequence
FROM (
    SELECT organisation_id, 'SHARE_RECEIVED' AS kind, id AS share_id, result_id, 'CANDIDATE' AS actor_kind,
        NULL::uuid AS actor_id, shared_at AS occurred_at FROM made_share
    UNION ALL
    SELECT made_share.organisation_id, 'SHARE_OPENED', made_share.id, result_id, 'USER', watcher.id, opened_at
    FROM made_share JOIN watcher ON watcher.organisation_id = made_share.organisation_id AND watcher.number = 1 + k %% watcher.users
    WHERE opened_at IS NOT NULL AND %(log)s
    UNION ALL
    SELECT organisation_id, 'SHARE_REVOKED', id, result_id, 'CANDIDATE', NULL, revoked_at
    FROM made_share WHERE revoked_at IS NOT NULL AND %(log)s
) AS happened;

INSERT INTO share (
    id, organisation_id, candidate_id, result_id, shared_at, expires_at, revoked_at, ended_at, opened_at, hide_photo,
    sequence, candidate_name, sort_name, sort_score, sort_session, search_text
)
SELECT id, made_share.organisation_id, candidate_id, made_share.result_id, shared_at, expires_at, revoked_at, revoked_at,
    opened_at, false, sequence, display_name, sort_name, overall, session_date, search_text
FROM made_share JOIN made_event ON made_event.share_id = made_share.id AND kind = 'SHARE_RECEIVED'
ORDER BY shared_at;

INSERT INTO sighting (share_id, user_id, organisation_id, seen_at, opened_at, opened_version)
SELECT made_share.id, watcher.id, made_share.organisation_id, opened_at, opened_at, 1
FROM made_share JOIN watcher ON watcher.organisation_id = made_share.organisation_id AND watcher.number = 1 + k %% watcher.users
WHERE opened_at IS NOT NULL AND %(log)s;

INSERT INTO event (organisation_id, sequence, id, kind, occurred_at, actor_kind, actor_id, share_id, result_id)
SELECT organisation_id, sequence, pg_temp.id_at(occurred_at, kind || share_id), kind, occurred_at, actor_kind, actor_id,
    share_id, result_id
FROM made_event WHERE %(log)s ORDER BY organisation_id, sequence;

-- Without a log all of it has been pruned, which the head says.
INSERT INTO event_head (organisation_id, last, pruned)
SELECT organisation_id, max(sequence), CASE WHEN %(log)s THEN 0 ELSE max(sequence) END FROM made_event GROUP BY 1;

INSERT INTO result_version (
    result_id, version, status, recorded_at, changes, exam_code, session_date, centre_id, overall_score, grade,
    cefr_level, certificated, scores, levels, family_name, given_name, date_of_birth
)
SELECT id, version, status, session_date + interval '35 days', '{}', exam_code, session_date, centre_id, overall_score,
    grade, cefr_level, certificated, scores, levels, family_name, given_name, date_of_birth
FROM result WHERE %(log)s;

-- Everybody has some hundred shares that are new.
UPDATE app_user SET seen_until = greatest(0, head.last - 50 - (watcher.number * 7) %% 400)
FROM event_head AS head, watcher
WHERE head.organisation_id = app_user.organisation_id AND watcher.id = app_user.id;

-- One check by statement number for every twenty shares: what the policies on results look into beside the shares.
INSERT INTO verification (
    id, organisation_id, actor_kind, actor_id, statement_number, outcome, result_id, result_version, checked_at
)
SELECT pg_temp.id_at(checked_at, receiver.id || 'check' || k), receiver.id, 'USER', watcher.id, statement_number,
    CASE WHEN status = 'RELEASED' THEN 'MATCH' ELSE status END, made_result.id, 1, checked_at
FROM receiver JOIN watcher ON watcher.organisation_id = receiver.id AND watcher.number = 1,
    generate_series(1, receiver.shares / 20) AS k,
    LATERAL (SELECT '2023-01-02 08:00Z'::timestamptz + k * (interval '20000 days' / receiver.shares) AS checked_at) AS moment,
    made_result
WHERE made_result.n = 1 + (receiver.first + k * 31 * %(step)s::bigint) %% %(results)s;
