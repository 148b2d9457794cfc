-- Staff find results by beginnings of words of a name, as organisations find shares (docs/decisions/0006, 0010), by an index
-- of its own: names of all results, under one tag that is no organisation's.

CREATE INDEX ix_result_terms ON result USING gin (result_terms(family_name, given_name, native_name))
    WITH (fastupdate = off);

-- Up to `most` results whose name has a word beginning so for each of these; nothing to anybody but the board.
CREATE FUNCTION results_named(words text[], most integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    folded CONSTANT text[] := ARRAY(SELECT folded_name(word) FROM unnest(words) AS word);
    query CONSTANT tsquery := search_query('00000000-0000-0000-0000-000000000000'::uuid, folded);
    found uuid[];
BEGIN
    IF query IS NOT NULL AND viewer_is_board() THEN
        SELECT array_agg(id) INTO found
        FROM (
            SELECT id FROM result WHERE result_terms(family_name, given_name, native_name) @@ query LIMIT most
        ) AS hit;
    END IF;
    RETURN coalesce(found, '{}');
END
$$;

REVOKE ALL ON FUNCTION
    folded_name(text), result_terms(text, text, text), results_named(text[], integer)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION folded_name(text), result_terms(text, text, text) TO rvs_app, rvs_lookup;
GRANT EXECUTE ON FUNCTION results_named(text[], integer) TO rvs_app;
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION results_named(text[], integer) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
