-- What fetches of files disclose: who fetched a file came to know every result in it. No row says so of each: a fetch
-- and the rows of the file say it together. Never edited again.

-- What attempts left behind is looked for among downloads that ended lately.
CREATE INDEX ix_download_finished_at ON download (finished_at) WHERE finished_at IS NOT NULL;

GRANT SELECT ON download_fetch TO rvs_lookup;
CREATE POLICY lookup ON download_fetch FOR SELECT TO rvs_lookup USING (true);

-- The id of what a fetch disclosed of a version: always the same, and of no table (version 8 of RFC 9562).
CREATE FUNCTION fetch_disclosure_id(fetch_id uuid, result_id uuid, version integer) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT encode(
        set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex'
    )::uuid
    FROM (SELECT substr(sha256(
        convert_to(fetch_id::text || result_id::text || version::text, 'UTF8')
    ), 1, 16) AS hash) AS hashed
);

-- What fetches disclosed of the viewing candidate's results, in the columns of `disclosure`: one a fetch and version,
-- however often the file has it. Nothing to anybody else.
CREATE FUNCTION own_fetches()
RETURNS TABLE (
    id uuid, kind varchar, way varchar, occurred_at timestamptz, on_day date, organisation_id uuid, actor_kind varchar,
    actor_id uuid, candidate_id uuid, result_id uuid, version integer, share_id uuid, verification_id uuid
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50
BEGIN ATOMIC
    SELECT DISTINCT ON (fetched.id, held.result_id, held.version)
           fetch_disclosure_id(fetched.id, held.result_id, held.version), 'DOWNLOADED'::varchar,
           (CASE fetched.actor_kind WHEN 'API_KEY' THEN 'API' ELSE 'CONSOLE' END)::varchar,
           fetched.fetched_at, (fetched.fetched_at AT TIME ZONE 'UTC')::date, fetched.organisation_id, fetched.actor_kind,
           fetched.actor_id, held.candidate_id, held.result_id, held.version, held.share_id, held.verification_id
    FROM download_row AS held
    JOIN download ON download.id = held.download_id AND download.attempt = held.attempt
    JOIN download_fetch AS fetched ON fetched.download_id = held.download_id
    WHERE held.candidate_id = (SELECT viewer_candidate())
    ORDER BY fetched.id, held.result_id, held.version, held.place;
END;

-- As in 0002_board.sql, and with what fetches disclosed.
DROP FUNCTION result_receivers(uuid);

CREATE FUNCTION result_receivers(result_id uuid)
RETURNS TABLE (
    key text, organisation_id uuid, kinds text[], last_disclosed_at timestamptz, last_version integer,
    told_at timestamptz, opened_newest_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    WITH contact AS (
        -- A share by itself is no disclosure, but it is how one comes to receive: its version is that of its moment.
        SELECT share.organisation_id, NULL::text AS kind, share.shared_at AS at, NULL::integer AS version,
               coalesce((
                   SELECT max(result_version.version) FROM result_version
                   WHERE result_version.result_id = share.result_id AND result_version.recorded_at <= share.shared_at
               ), 1) AS offered
        FROM share WHERE share.result_id = result_receivers.result_id AND share.organisation_id IS NOT NULL
        UNION ALL
        SELECT verification.organisation_id, 'VERIFIED', verification.checked_at, verification.result_version, NULL
        FROM verification WHERE verification.result_id = result_receivers.result_id
        UNION ALL
        SELECT disclosure.organisation_id, disclosure.kind, disclosure.occurred_at, disclosure.version, NULL
        FROM disclosure WHERE disclosure.result_id = result_receivers.result_id
        UNION ALL
        SELECT sighting.organisation_id, 'OPENED', sighting.opened_at, sighting.opened_version, NULL
        FROM share JOIN sighting ON sighting.share_id = share.id
        WHERE share.result_id = result_receivers.result_id AND sighting.opened_at IS NOT NULL
        UNION ALL
        SELECT fetched.organisation_id, 'DOWNLOADED', fetched.fetched_at, held.version, NULL
        FROM download_row AS held
        JOIN download ON download.id = held.download_id AND download.attempt = held.attempt
        JOIN download_fetch AS fetched ON fetched.download_id = held.download_id
        WHERE held.result_id = result_receivers.result_id
    )
    SELECT replace(result.id::text || contact.organisation_id::text, '-', ''), contact.organisation_id,
           coalesce(array_agg(DISTINCT contact.kind) FILTER (WHERE contact.kind IS NOT NULL), '{}'),
           max(contact.at), coalesce(max(contact.version), max(contact.offered)),
           (
               SELECT min(event.occurred_at) FROM event
               WHERE event.result_id = result.id AND event.organisation_id = contact.organisation_id
                 AND event.result_version = result.version AND event.kind LIKE 'RESULT\_%'
           ),
           min(contact.at) FILTER (WHERE contact.kind = 'OPENED' AND contact.version = result.version)
    FROM contact JOIN result ON result.id = result_receivers.result_id
    WHERE (SELECT viewer_is_board())
    GROUP BY result.id, result.version, contact.organisation_id;
END;

REVOKE ALL ON FUNCTION fetch_disclosure_id(uuid, uuid, integer), own_fetches(), result_receivers(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fetch_disclosure_id(uuid, uuid, integer) TO rvs_app, rvs_lookup;
GRANT EXECUTE ON FUNCTION own_fetches(), result_receivers(uuid) TO rvs_app;
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION own_fetches() OWNER TO rvs_lookup;
ALTER FUNCTION result_receivers(uuid) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
