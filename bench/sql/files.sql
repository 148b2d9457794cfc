-- A page of files: the first three hold all shares of the organisation, the others a thousandth of them.
INSERT INTO download (id, organisation_id, actor_kind, actor_id, job_id, attempt, status, format, filename, language,
                      time_zone, options, choice, rows, rows_done, rows_left_out, notes, has_photos, size, sha256,
                      started_at, begun_at, finished_at, fetch_count)
SELECT md5('file' || n)::uuid, %(organisation)s, 'USER', %(user)s, md5('job' || n)::uuid, 1, 'DONE', 'CSV', 'shares.csv',
       'EN', 'UTC', '{}', '{}', 0, 0, 0, '{}', false, 0, '\x00', now() - interval '30 days', now() - interval '30 days',
       now() - interval '30 days', 0
FROM generate_series(1, %(files)s) AS n;

INSERT INTO download_row (download_id, attempt, place, organisation_id, candidate_id, result_id, version, share_id)
SELECT md5('file' || n)::uuid, 1, row_number() OVER (PARTITION BY n ORDER BY share.id), share.organisation_id, share.candidate_id,
       share.result_id, result.version, share.id
FROM generate_series(1, %(files)s) AS n
JOIN share ON share.organisation_id = %(organisation)s AND (n <= 3 OR hashtext(share.id::text) %% 1000 = n)
JOIN result ON result.id = share.result_id
WHERE share.ended_at IS NULL AND share.expires_at IS NULL;
