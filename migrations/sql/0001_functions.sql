-- What the tables' indexes, the policies and the app need beside the tables.

-- Search: all pieces of two neighbouring characters within the words of a folded text, and every single character
-- outside ASCII (one kanji may be a whole name). Bodies in SQL's own syntax are bound to their objects when they
-- are made: no search_path changes what they mean.
CREATE FUNCTION bigrams(folded text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(array_agg(DISTINCT piece COLLATE "C"), '{}')
    FROM generate_series(1, length(folded)) AS place,
         LATERAL (VALUES (substr(folded, place, 2)), (substr(folded, place, 1))) AS pieces (piece)
    WHERE strpos(piece, ' ') = 0 AND (length(piece) = 2 OR ascii(piece) > 127)
);

-- Who asks, from the settings that app.database makes for one transaction. After it they read '' on the same
-- connection, which is nobody. Policies call these in a sub-select: once a statement, not once a row.
CREATE FUNCTION viewer_organisation() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'user' THEN nullif(current_setting('app.organisation', true), '')::uuid END;

CREATE FUNCTION viewer_user() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'user' THEN nullif(current_setting('app.person', true), '')::uuid END;

CREATE FUNCTION viewer_account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'candidate' THEN nullif(current_setting('app.person', true), '')::uuid END;

CREATE FUNCTION viewer_candidate() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'candidate' THEN nullif(current_setting('app.candidate', true), '')::uuid END;

CREATE FUNCTION viewer_is_system() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.kind', true) = 'system', false);

-- The exam board itself: its staff, and the service at work for it.
CREATE FUNCTION viewer_is_board() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.kind', true) IN ('staff', 'system'), false);
