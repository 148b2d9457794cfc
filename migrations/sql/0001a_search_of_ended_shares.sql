-- As in 0001, but a share that has ended is found by what is left of it, the name (in whatever script): the statement
-- number, the last word of its search text, was the result's, which is absent. That it has expired the clock tells (now(),
-- as everywhere). The organisation's hits alone are looked at: an active one costs a comparison more than before.
DROP FUNCTION matching_shares(text[]);

CREATE FUNCTION matching_shares(words text[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    receiver CONSTANT uuid := viewer_organisation();
    query CONSTANT tsquery := search_query(receiver, words);
    found uuid[];
BEGIN
    IF query IS NULL THEN
        SELECT array_agg(id) INTO found FROM share WHERE organisation_id = receiver;
    ELSE
        SELECT array_agg(id) INTO found
        FROM (
            SELECT id, organisation_id, ended_at, expires_at, search_text
            FROM share WHERE search_terms(organisation_id, search_text) @@ query OFFSET 0
        ) AS hit
        WHERE organisation_id = receiver
          AND CASE
              WHEN ended_at IS NULL AND (expires_at IS NULL OR expires_at > now()) THEN true
              ELSE search_terms(organisation_id, left(search_text, -position(' ' IN reverse(search_text)))) @@ query
          END;
    END IF;
    RETURN coalesce(found, '{}');
END
$$;

REVOKE ALL ON FUNCTION matching_shares(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching_shares(text[]) TO rvs_app;
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION matching_shares(text[]) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
