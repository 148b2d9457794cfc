-- Rows of files that are out of date say so themselves: counting them is a look into a small index. Never edited again.

ALTER TABLE download_row ADD COLUMN is_outdated boolean NOT NULL DEFAULT false;
CREATE INDEX ix_download_row_outdated ON download_row (download_id, attempt) WHERE is_outdated;
GRANT UPDATE (is_outdated) ON download_row TO rvs_app;
CREATE POLICY change ON download_row FOR UPDATE USING ((SELECT viewer_is_system()));

-- Of the file of this run: what changed while it was made. It looks at what changed, not at the rows: there are a
-- million of them. Moments are those of who wrote: a day is more than any transaction lasts.
CREATE FUNCTION mark_outdated_rows(finished_id uuid) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    WITH asked AS MATERIALIZED (
        SELECT id, attempt, organisation_id, begun_at - interval '1 day' AS since
        FROM download WHERE download.id = finished_id AND status = 'DONE'
    ),
    touched AS MATERIALIZED (
        SELECT share.result_id FROM asked
        JOIN share ON share.organisation_id = asked.organisation_id AND share.ended_at >= asked.since
        UNION
        SELECT result_version.result_id FROM asked
        JOIN result_version ON result_version.version > 1 AND result_version.recorded_at >= asked.since
    )
    UPDATE download_row AS held SET is_outdated = true
    FROM asked CROSS JOIN touched
    WHERE held.result_id = touched.result_id AND held.organisation_id = asked.organisation_id
      AND held.download_id = asked.id AND held.attempt = asked.attempt AND NOT held.is_outdated
      AND (
          EXISTS (
              SELECT FROM result_version AS newer
              WHERE newer.result_id = held.result_id AND newer.version > held.version
          )
          OR EXISTS (SELECT FROM share WHERE share.id = held.share_id AND share.ended_at IS NOT NULL)
      );
END;
REVOKE ALL ON FUNCTION mark_outdated_rows(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_outdated_rows(uuid) TO rvs_app;

-- What makes rows out of date has an event in the log of whose file it is, and so has the end of a run. Whoever writes
-- one holds the head of that log until the commit: a change and the end of a run come one after the other, and
-- whichever is later sees the other (each query here sees what is committed as it begins). Rows of finished files alone
-- are touched: nobody removes those, so nobody waits here for another who waits for this.
CREATE FUNCTION rows_go_out_of_date() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added WHERE kind LIKE 'RESULT\_%') THEN
        UPDATE download_row AS held SET is_outdated = true
        FROM added, download
        WHERE added.kind LIKE 'RESULT\_%'
          AND held.result_id = added.result_id AND held.organisation_id = added.organisation_id
          AND held.version < added.result_version AND NOT held.is_outdated
          AND download.id = held.download_id AND download.attempt = held.attempt AND download.status = 'DONE';
    END IF;
    IF EXISTS (SELECT FROM added WHERE kind IN ('SHARE_REVOKED', 'SHARE_EXPIRED')) THEN
        UPDATE download_row AS held SET is_outdated = true
        FROM added, share, download
        WHERE added.kind IN ('SHARE_REVOKED', 'SHARE_EXPIRED') AND share.id = added.share_id
          AND held.result_id = share.result_id AND held.organisation_id = share.organisation_id
          AND held.share_id = share.id AND NOT held.is_outdated
          AND download.id = held.download_id AND download.attempt = held.attempt AND download.status = 'DONE';
    END IF;
    IF EXISTS (SELECT FROM added WHERE kind = 'DOWNLOAD_FINISHED') THEN
        PERFORM mark_outdated_rows(download_id) FROM added WHERE kind = 'DOWNLOAD_FINISHED' ORDER BY download_id;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION rows_go_out_of_date() FROM PUBLIC;
CREATE TRIGGER rows_go_out_of_date AFTER INSERT ON event
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rows_go_out_of_date();

-- Files that are here already.
ALTER TABLE download_row NO FORCE ROW LEVEL SECURITY;
ALTER TABLE download NO FORCE ROW LEVEL SECURITY;
ALTER TABLE result NO FORCE ROW LEVEL SECURITY;
ALTER TABLE share NO FORCE ROW LEVEL SECURITY;
UPDATE download_row SET is_outdated = true
WHERE EXISTS (SELECT FROM result WHERE result.id = download_row.result_id AND result.version > download_row.version)
   OR EXISTS (SELECT FROM share WHERE share.id = download_row.share_id AND share.ended_at IS NOT NULL);
ALTER TABLE download_row FORCE ROW LEVEL SECURITY;
ALTER TABLE download FORCE ROW LEVEL SECURITY;
ALTER TABLE result FORCE ROW LEVEL SECURITY;
ALTER TABLE share FORCE ROW LEVEL SECURITY;

-- As before in what it says; `most` are counted. Shares whose time is over, and that the next minute's job ends, are
-- looked up: they are few.
DROP FUNCTION outdated_rows(uuid, integer);
CREATE FUNCTION outdated_rows(download_id uuid, most integer) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    WITH asked AS MATERIALIZED (
        SELECT id, attempt, organisation_id FROM download
        WHERE download.id = outdated_rows.download_id AND status = 'DONE'
          AND organisation_id = (SELECT viewer_organisation())
    ),
    found AS (
        SELECT FROM asked
        JOIN download_row AS held
            ON held.download_id = asked.id AND held.attempt = asked.attempt AND held.is_outdated
        UNION ALL
        SELECT FROM asked
        JOIN share ON share.organisation_id = asked.organisation_id
            AND share.ended_at IS NULL AND share.expires_at IS NOT NULL AND share.expires_at <= now()
        JOIN download_row AS held
            ON held.result_id = share.result_id AND held.organisation_id = asked.organisation_id
            AND held.download_id = asked.id AND held.attempt = asked.attempt AND held.share_id = share.id
            AND NOT held.is_outdated
        LIMIT most
    )
    SELECT count(*)::integer FROM found;
END;
REVOKE ALL ON FUNCTION outdated_rows(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outdated_rows(uuid, integer) TO rvs_app;
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION outdated_rows(uuid, integer) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
