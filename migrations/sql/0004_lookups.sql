-- What is this link for? As in 0002, and whether it is of a candidate's account.
DROP FUNCTION link_by_token(bytea);
CREATE FUNCTION link_by_token(token_hash bytea)
RETURNS TABLE (
    purpose text, expires_at timestamptz, used_at timestamptz, withdrawn_at timestamptz, application_id uuid,
    organisation_name text, status text, submitted_at timestamptz, due_on date, decided_at timestamptz, reason text,
    of_candidate boolean
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT link.purpose, link.expires_at, link.used_at, link.withdrawn_at, application.id,
           application.name, application.status, application.submitted_at, application.due_on, application.decided_at,
           application.reason, link.candidate_account_id IS NOT NULL
    FROM link LEFT JOIN application ON application.id = link.application_id
    WHERE link.token_hash = link_by_token.token_hash;
END;

-- A candidate's address for mail, as in 0001; to others it is told once it is confirmed.
DROP FUNCTION candidate_email(uuid);
CREATE FUNCTION candidate_email(candidate_id uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN (
    SELECT account.email FROM candidate_account AS account
    WHERE account.candidate_id = candidate_email.candidate_id
      AND (
          account.candidate_id = (SELECT viewer_candidate())
          OR account.email_confirmed_at IS NOT NULL AND EXISTS (
              SELECT FROM share
              WHERE share.candidate_id = account.candidate_id
                AND share.organisation_id = (SELECT viewer_organisation())
                AND share.ended_at IS NULL AND (share.expires_at IS NULL OR share.expires_at > now())
          )
      )
);

-- Whose was this token, that is good for nothing (any more)? For the audit trail: ids alone, and no state.
CREATE FUNCTION refused_token(token_hash bytea)
RETURNS TABLE (type_name text, id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT 'ApiKey', api_key.id, api_key.organisation_id
    FROM api_key WHERE api_key.secret_hash = refused_token.token_hash
    UNION ALL
    SELECT 'Session', session.id, app_user.organisation_id
    FROM session LEFT JOIN app_user ON app_user.id = session.user_id
    WHERE session.token_hash = refused_token.token_hash;
END;

REVOKE ALL ON FUNCTION link_by_token(bytea), candidate_email(uuid), refused_token(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION link_by_token(bytea), candidate_email(uuid), refused_token(bytea) TO rvs_app;
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION link_by_token(bytea) OWNER TO rvs_lookup;
ALTER FUNCTION candidate_email(uuid) OWNER TO rvs_lookup;
ALTER FUNCTION refused_token(bytea) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
