-- A place that a cursor names, if this log has it: behind its end is nobody's (RV001), before what was pruned is no more
-- (RV002). In a statement, so that the log that is read and the log that is asked are of one moment. It runs as whoever
-- asks: of a log that they may not see every place but the beginning lies behind the end.
CREATE FUNCTION place_in_log(organisation_id uuid, place bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    head record;
BEGIN
    SELECT last, pruned INTO head FROM event_head WHERE event_head.organisation_id = place_in_log.organisation_id;
    IF place > coalesce(head.last, 0) THEN
        RAISE EXCEPTION USING ERRCODE = 'RV001', MESSAGE = 'no such place in this log';
    ELSIF place < coalesce(head.pruned, 0) THEN
        RAISE EXCEPTION USING ERRCODE = 'RV002', MESSAGE = 'this place was pruned';
    END IF;
    RETURN place;
END
$$;

REVOKE ALL ON FUNCTION place_in_log(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_in_log(uuid, bigint) TO rvs_app;
