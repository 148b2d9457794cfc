-- Who asks: API keys are their organisation's, staff are the board's.

CREATE OR REPLACE FUNCTION viewer_organisation() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN current_setting('app.kind', true) IN ('user', 'api_key')
    THEN nullif(current_setting('app.organisation', true), '')::uuid END;

CREATE FUNCTION viewer_key() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'api_key' THEN nullif(current_setting('app.person', true), '')::uuid END;

CREATE FUNCTION viewer_staff() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE current_setting('app.kind', true)
    WHEN 'staff' THEN nullif(current_setting('app.person', true), '')::uuid END;

-- Every entry waits for its seal, whoever wrote it. As rvs_lookup: the app role only takes away what is sealed.
CREATE FUNCTION audit_entry_is_pending() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO audit_pending (entry_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;

CREATE TRIGGER audit_entry_is_pending AFTER INSERT ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_is_pending();

-- The id, if it is the account that asks; of anybody else's account this is refused (RV003). In a statement: what only
-- its holder may see of an account is refused, not empty, where a list of accounts is walked.
CREATE FUNCTION own(account_id uuid) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF account_id IS DISTINCT FROM coalesce(viewer_user(), viewer_account(), viewer_staff()) THEN
        RAISE EXCEPTION USING ERRCODE = 'RV003', MESSAGE = 'not the account that asks';
    END IF;
    RETURN account_id;
END
$$;
