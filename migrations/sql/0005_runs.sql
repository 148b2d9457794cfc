-- Runs of downloads: when one began, who has how many open, and which rows are out of date. Never edited again.

ALTER TABLE download ADD COLUMN begun_at timestamptz;
GRANT UPDATE (begun_at) ON download TO rvs_app;

CREATE INDEX ix_download_open ON download (organisation_id) WHERE status IN ('QUEUED', 'RUNNING');
CREATE INDEX ix_share_organisation_id_ended_at ON share (organisation_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX ix_result_version_recorded_at ON result_version (recorded_at) WHERE version > 1;

GRANT SELECT ON download, download_row TO rvs_lookup;
CREATE POLICY lookup ON download FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON download_row FOR SELECT TO rvs_lookup USING (true);

-- How many rows of a file of the viewer's organisation hold what has a newer version, or whose share ended since; at
-- most `most` are counted. It looks at what changed since the run, not at the rows: a file has a million of them, and a
-- list has 25 files. Moments are those of who wrote: a day is more than any transaction lasts.
CREATE FUNCTION outdated_rows(download_id uuid, most integer) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    WITH asked AS MATERIALIZED (
        SELECT id, attempt, organisation_id, begun_at - interval '1 day' AS since
        FROM download
        WHERE download.id = outdated_rows.download_id AND status = 'DONE'
          AND organisation_id = (SELECT viewer_organisation())
    ),
    touched AS MATERIALIZED (
        SELECT share.result_id FROM asked
        JOIN share ON share.organisation_id = asked.organisation_id AND share.ended_at >= asked.since
        UNION
        SELECT share.result_id FROM asked
        JOIN share ON share.organisation_id = asked.organisation_id
            AND share.ended_at IS NULL AND share.expires_at IS NOT NULL AND share.expires_at <= now()
        UNION
        SELECT result_version.result_id FROM asked
        JOIN result_version ON result_version.version > 1 AND result_version.recorded_at >= asked.since
    ),
    found AS (
        SELECT FROM asked CROSS JOIN touched
        JOIN download_row AS held
            ON held.result_id = touched.result_id AND held.organisation_id = asked.organisation_id
            AND held.download_id = asked.id AND held.attempt = asked.attempt
        WHERE EXISTS (
            SELECT FROM result_version AS newer
            WHERE newer.result_id = held.result_id AND newer.version > held.version
        )
        OR EXISTS (
            SELECT FROM share
            WHERE share.id = held.share_id AND (share.ended_at IS NOT NULL OR share.expires_at <= now())
        )
        LIMIT most
    )
    SELECT count(*)::integer FROM found;
END;

REVOKE ALL ON FUNCTION outdated_rows(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outdated_rows(uuid, integer) TO rvs_app;
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION outdated_rows(uuid, integer) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
