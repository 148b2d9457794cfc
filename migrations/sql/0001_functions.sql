-- What the tables' indexes, the policies and the app need beside the tables.

-- Search: all pieces of two neighbouring characters within the words of a folded text, and every single character
-- outside ASCII (one kanji may be a whole name).
CREATE FUNCTION bigrams(folded text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$  -- a fifth of the time that one SELECT takes
DECLARE
    found text[] := '{}';
    previous text := ' ';
    current text;
BEGIN
    FOREACH current IN ARRAY string_to_array(folded, NULL) LOOP
        IF current <> ' ' THEN
            IF previous <> ' ' THEN
                found := found || (previous || current);
            END IF;
            IF ascii(current) > 127 THEN
                found := found || current;
            END IF;
        END IF;
        previous := current;
    END LOOP;
    RETURN found;
END
$$;

-- Who asks, from the settings that app.database makes for one transaction. After it they read '' on the same
-- connection, which is nobody. Policies call these in a sub-select: once a statement, not once a row. (Bodies in SQL's
-- own syntax are bound to what they name as they are made: no search_path changes their meaning.)
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
