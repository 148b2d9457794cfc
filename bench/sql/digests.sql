INSERT INTO centre (id, number, name, city, country)
VALUES ('01800000-0000-7000-a000-000000000001', 'GB001', 'Harbour House', 'Northmoor', 'GB');

INSERT INTO organisation (id, name, sort_name, city, country, status, recognised_exams, approved_at)
SELECT md5('organisation' || n)::uuid, 'Northmoor University ' || n, 'northmoor university ' || n, 'Northmoor', 'GB',
       'APPROVED', '{B2_FIRST}', '2022-01-03Z'
FROM generate_series(1, %(organisations)s) AS n;

INSERT INTO app_user (id, organisation_id, email, password_hash, family_name, given_name, role, status, may_view_photos,
                      may_manage_api, language, joined_at, seen_until)
SELECT md5('user' || n)::uuid, md5('organisation' || 1 + n %% %(organisations)s)::uuid, 'user' || n || '@example.org',
       'signs nobody in', 'Bench', n::text, 'MEMBER', 'ACTIVE', n %% 3 = 0, false,
       CASE WHEN n %% 10 = 0 THEN 'JA' ELSE 'EN' END, '2022-01-04Z', 0
FROM generate_series(1, %(users)s) AS n;

INSERT INTO notification (user_id, organisation_id, frequency, hour, weekday, time_zone, corrections, chosen_at,
                          shares_until, next_at, corrections_until)
SELECT id, organisation_id, 'DAILY', 8, 'MONDAY', 'Europe/London', true, now(), 0, %(due)s, 0 FROM app_user;

INSERT INTO candidate (id, candidate_number, secret_hash, family_name, given_name, date_of_birth)
SELECT md5('candidate' || n)::uuid, 'C' || n, '\x00', 'Okonjo', 'Amara ' || n, '2004-02-29'
FROM generate_series(1, %(organisations)s * %(shares)s) AS n;

INSERT INTO result (id, statement_number, candidate_id, exam_code, session_date, centre_id, status, version, released_at,
                    overall_score, grade, cefr_level, certificated, scores, levels, family_name, given_name,
                    display_name, date_of_birth, has_photo)
SELECT md5('result' || n)::uuid, '226GB' || lpad(n::text, 7, '0'), md5('candidate' || n)::uuid, 'B2_FIRST', '2026-03-14',
       '01800000-0000-7000-a000-000000000001', 'RELEASED', 1, now(), 169, 'C', 'B2', true, '{168,172,165,171,169}',
       '{B2,B2,B2,B2,B2}', 'Okonjo', 'Amara ' || n, 'Amara ' || n || ' Okonjo', '2004-02-29', false
FROM generate_series(1, %(organisations)s * %(shares)s) AS n;

INSERT INTO share (id, organisation_id, candidate_id, result_id, shared_at, hide_photo, sequence, candidate_name, sort_name,
                   sort_score, sort_session, search_text)
SELECT md5('share' || n)::uuid, md5('organisation' || 1 + n %% %(organisations)s)::uuid, md5('candidate' || n)::uuid,
       md5('result' || n)::uuid, now(), false, 1 + (n - 1) / %(organisations)s, 'Amara ' || n || ' Okonjo',
       'okonjo amara ' || n, 169, '2026-03-14', 'okonjo amara ' || n
FROM generate_series(1, %(organisations)s * %(shares)s) AS n;

INSERT INTO event (organisation_id, sequence, id, kind, occurred_at, actor_kind, actor_id, share_id, result_id)
SELECT organisation_id, sequence, md5('event' || id)::uuid, 'SHARE_RECEIVED', now(), 'CANDIDATE', candidate_id, id, result_id
FROM share;

INSERT INTO event_head (organisation_id, last, pruned) SELECT id, %(shares)s, 0 FROM organisation;
