-- What the board's staff see and nobody else: who received a result, how an organisation stands, likely duplicates, the
-- board's own notes. Staff never read shares, checks or logs: these functions tell what staff need of them.

CREATE TABLE result_note (
    result_id uuid NOT NULL,
    version integer NOT NULL,
    note varchar NOT NULL,
    noted_by uuid NOT NULL,
    noted_at timestamptz NOT NULL,
    CONSTRAINT pk_result_note PRIMARY KEY (result_id, version),
    CONSTRAINT fk_result_note_result_id FOREIGN KEY (result_id) REFERENCES result (id),
    CONSTRAINT fk_result_note_noted_by FOREIGN KEY (noted_by) REFERENCES staff (id)
);
CREATE POLICY read ON result_note FOR SELECT USING ((SELECT viewer_is_board()));
CREATE POLICY add ON result_note FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
ALTER TABLE result_note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON result_note TO rvs_app;

-- Who has been told of a version.
CREATE INDEX ix_event_result_id ON event (result_id) WHERE result_version IS NOT NULL;

-- The state of a registration can be looked up for some time after the decision.
GRANT UPDATE (expires_at) ON link TO rvs_app;

CREATE POLICY lookup ON disclosure FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON event FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON result_version FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON sighting FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON verification FOR SELECT TO rvs_lookup USING (true);
GRANT SELECT ON disclosure, event, result_version, sighting, verification TO rvs_lookup;

-- Every organisation that received this result, in whatever version and however long ago; nothing to anybody but the
-- board. `key` names result and organisation.
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

-- How many active shares an organisation has, and when anybody of it was last here; for the board.
CREATE FUNCTION share_count(organisation_id uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN (
    SELECT count(*)::integer FROM share
    WHERE share.organisation_id = share_count.organisation_id AND (SELECT viewer_is_board())
      AND share.ended_at IS NULL AND (share.expires_at IS NULL OR share.expires_at > now())
);

CREATE FUNCTION last_active(organisation_id uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN (
    SELECT CASE WHEN viewer_is_board() THEN greatest(
        (SELECT max(last_seen_at) FROM app_user WHERE app_user.organisation_id = last_active.organisation_id),
        (SELECT max(last_used_at) FROM api_key WHERE api_key.organisation_id = last_active.organisation_id)
    ) END
);

-- When an organisation's failed checks of the last 24 hours were made, oldest first; for the board and for itself.
CREATE FUNCTION failed_checks(organisation_id uuid) RETURNS timestamptz[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN (
    SELECT coalesce(array_agg(checked_at ORDER BY checked_at), '{}') FROM verification
    WHERE verification.organisation_id = failed_checks.organisation_id
      AND verification.outcome = 'NO_MATCH' AND verification.checked_at > now() - interval '24 hours'
      AND ((SELECT viewer_is_board()) OR verification.organisation_id = (SELECT viewer_organisation()))
);

-- Likely duplicates. Names come folded (app.folding): no case, no accents.
-- What tells an organisation from others: its name without what many have, and without punctuation.
CREATE FUNCTION name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(nullif(btrim(regexp_replace(regexp_replace(
    name, '\y(the|of|at|for|and|de|der|la|univ|university|universitat|universite|universidad|universita)\y|大学|大學',
    ' ', 'g'), '[][ .,;:()"''/&–-]+', ' ', 'g')), ''), name);

CREATE FUNCTION name_trigrams(key text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT array_agg(DISTINCT substr('  ' || word || ' ', place, 3))
    FROM unnest(string_to_array(key, ' ')) AS word, generate_series(1, length(word) + 1) AS place
);

-- The share of the trigrams of two names that they have in common, 0 to 1.
CREATE FUNCTION likeness(these text[], those text[]) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT common / nullif(cardinality(these) + cardinality(those) - common, 0)
    FROM (SELECT count(*)::double precision AS common FROM unnest(these) AS gram WHERE gram = ANY (those)) AS counted
);

-- Of a website or an e-mail address; null for addresses that anybody may have.
CREATE FUNCTION own_domain(address text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE WHEN domain !~ '^(gmail|googlemail|outlook|hotmail|live|yahoo|icloud|qq|163|gmx|proton|protonmail)\.'
                 AND domain LIKE '%.%' THEN domain END
    FROM (SELECT regexp_replace(lower(address), '^([a-z]+://)?([^/@]*@)?(www\.)?([^/:?#]*).*$', '\4') AS domain) AS cut
);

-- Whether one of these is, or is part of, one of those.
CREATE FUNCTION share_a_domain(these text[], those text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM unnest(these) AS one JOIN unnest(those) AS other
      ON one = other OR right(one, length(other) + 1) = '.' || other OR right(other, length(one) + 1) = '.' || one
);

-- Organisations and other applications that this application may be one with, the likeliest first, twenty at most. It
-- runs as whoever asks: who sees no applications sees nothing here. A name is compared in full only where it has the
-- beginning or the end of a word of this one: one mistyped letter spares one of the two.
CREATE FUNCTION possible_duplicates(application uuid)
RETURNS TABLE (reasons text[], organisation_id uuid, application_id uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    WITH it AS MATERIALIZED (
        SELECT application.*, name_key(sort_name) AS key, name_trigrams(name_key(sort_name)) AS trigrams,
               array_remove(ARRAY[own_domain(website), own_domain(email)], NULL) AS domains,
               ARRAY(
                   SELECT DISTINCT '%' || replace(replace(replace(ending, '\', '\\'), '%', '\%'), '_', '\_') || '%'
                   FROM unnest(string_to_array(name_key(sort_name), ' ')) AS word,
                        LATERAL (VALUES (left(word, 3)), (right(word, 3))) AS ends (ending)
                   WHERE ending <> ''
               ) AS endings
        FROM application WHERE application.id = possible_duplicates.application
    ), other AS (
        SELECT organisation.id AS organisation_id, NULL::uuid AS application_id, organisation.sort_name,
               organisation.city, organisation.country,
               array_remove(own_domain(organisation.website) || ARRAY(
                   SELECT DISTINCT own_domain(app_user.email) FROM app_user
                   WHERE app_user.organisation_id = organisation.id AND app_user.removed_at IS NULL
               ), NULL) AS domains
        FROM organisation, it WHERE organisation.id IS DISTINCT FROM it.organisation_id
        UNION ALL
        SELECT NULL, application.id, application.sort_name, application.city, application.country,
               array_remove(ARRAY[own_domain(application.website), own_domain(application.email)], NULL)
        FROM application, it
        WHERE application.id <> it.id AND (
            application.status IN ('UNCONFIRMED', 'WAITING')
            OR application.status = 'REFUSED' AND application.decided_by IS NOT NULL
        )
    ), judged AS (
        SELECT other.organisation_id, other.application_id, other.sort_name,
               other.sort_name = it.sort_name AS same_name,
               other.sort_name <> it.sort_name AND other.sort_name LIKE ANY (it.endings) AND (
                   name_key(other.sort_name) = it.key
                   OR likeness(name_trigrams(name_key(other.sort_name)), it.trigrams) >= 0.5
               ) AS similar_name,
               share_a_domain(other.domains, it.domains) AS same_domain,
               lower(other.city) = lower(it.city) AND other.country = it.country AS same_city
        FROM other, it
    )
    SELECT array_remove(ARRAY[
               CASE WHEN same_name THEN 'SAME_NAME' END, CASE WHEN similar_name THEN 'SIMILAR_NAME' END,
               CASE WHEN same_domain THEN 'SAME_DOMAIN' END,
               CASE WHEN same_city AND (same_name OR similar_name) THEN 'SAME_CITY' END
           ], NULL) AS reasons, judged.organisation_id, judged.application_id
    FROM judged
    WHERE same_name OR similar_name OR same_domain
    ORDER BY same_name DESC, similar_name::int + same_domain::int + same_city::int DESC, sort_name,
             coalesce(judged.organisation_id, judged.application_id)
    LIMIT 20;
END;

REVOKE ALL ON FUNCTION
    result_receivers(uuid), share_count(uuid), last_active(uuid), failed_checks(uuid), name_key(text),
    name_trigrams(text), likeness(text[], text[]), own_domain(text), share_a_domain(text[], text[]),
    possible_duplicates(uuid)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    result_receivers(uuid), share_count(uuid), last_active(uuid), failed_checks(uuid), name_key(text),
    name_trigrams(text), likeness(text[], text[]), own_domain(text), share_a_domain(text[], text[]),
    possible_duplicates(uuid)
TO rvs_app;

-- To own something in a schema takes CREATE there, for that moment.
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION result_receivers(uuid) OWNER TO rvs_lookup;
ALTER FUNCTION share_count(uuid) OWNER TO rvs_lookup;
ALTER FUNCTION last_active(uuid) OWNER TO rvs_lookup;
ALTER FUNCTION failed_checks(uuid) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
