-- Look-ups before or beyond what row-level security shows: each gives the least, at most one row where a person is
-- concerned. They run as rvs_lookup, which nobody can sign in as and which may read six tables.

-- Who holds this session's token? Ended and expired sessions are nobody's; idling is judged by the caller.
CREATE FUNCTION session_viewer(token_hash bytea)
RETURNS TABLE (
    session_id uuid, kind text, user_id uuid, organisation_id uuid, organisation_status text, role text,
    may_view_photos boolean, candidate_account_id uuid, candidate_id uuid, language text,
    started_at timestamptz, last_used_at timestamptz, expires_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT session.id, session.kind, app_user.id, organisation.id, organisation.status, app_user.role,
           coalesce(app_user.may_view_photos, false), account.id, account.candidate_id,
           coalesce(app_user.language, account.language),
           session.started_at, session.last_used_at, session.expires_at
    FROM session
    LEFT JOIN app_user ON app_user.id = session.user_id AND app_user.status = 'ACTIVE'
    LEFT JOIN organisation ON organisation.id = app_user.organisation_id
    LEFT JOIN candidate_account AS account ON account.id = session.candidate_account_id
    WHERE session.token_hash = session_viewer.token_hash
      AND session.ended_at IS NULL AND session.expires_at > now()
      AND coalesce(app_user.id, account.id) IS NOT NULL;
END;

-- Whose account is this? `kind` is an AccountKind, `email` folded. The hash is null for an invited user.
CREATE FUNCTION account_by_email(kind text, email text)
RETURNS TABLE (
    account_id uuid, password_hash text, organisation_id uuid, organisation_status text, candidate_id uuid,
    role text, may_view_photos boolean, language text
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT app_user.id, app_user.password_hash, organisation.id, organisation.status, NULL::uuid,
           app_user.role, app_user.may_view_photos, app_user.language
    FROM app_user JOIN organisation ON organisation.id = app_user.organisation_id
    WHERE account_by_email.kind = 'ORGANISATION' AND app_user.email = account_by_email.email
    UNION ALL
    SELECT account.id, account.password_hash, NULL, NULL, account.candidate_id,
           NULL, false, account.language
    FROM candidate_account AS account
    WHERE account_by_email.kind = 'CANDIDATE' AND account.email = account_by_email.email;
END;

-- The result with this normalised statement number, if the date of birth is right too.
CREATE FUNCTION matching_result(statement_number text, date_of_birth date)
RETURNS TABLE (result_id uuid, status text, version integer, candidate_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT result.id, result.status, result.version, result.candidate_id
    FROM result
    WHERE result.statement_number = matching_result.statement_number
      AND result.date_of_birth = matching_result.date_of_birth;
END;

-- Is this the result of that statement? For the policy on verifications: one written for any other result would
-- open that result to its writer.
CREATE FUNCTION is_statement_of(statement_number text, result_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN EXISTS (
    SELECT FROM result
    WHERE result.id = is_statement_of.result_id AND result.statement_number = is_statement_of.statement_number
);

-- The viewing candidate's own results, for policies that could not ask `result` itself: its policy asks them.
CREATE FUNCTION candidate_results() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN (
    SELECT coalesce(array_agg(result.id), '{}') FROM result WHERE result.candidate_id = (SELECT viewer_candidate())
);

-- Shares of the viewing organisation that have a term beginning so for each of the folded words; all of them where there
-- is no word. Under row-level security the planner would not use the index: @@ is not leakproof. OFFSET 0 leaves it no
-- other index: a generic plan, which knows no words, would read the whole organisation by one and intersect.
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
            SELECT id, organisation_id FROM share WHERE search_terms(organisation_id, search_text) @@ query OFFSET 0
        ) AS hit
        WHERE organisation_id = receiver;
    END IF;
    RETURN coalesce(found, '{}');
END
$$;

-- A candidate's address for mail: for whom the candidate shares a result with, and for the candidate. (The account's
-- row, with the hash of its password, is nobody else's.)
CREATE FUNCTION candidate_email(candidate_id uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN (
    SELECT account.email FROM candidate_account AS account
    WHERE account.candidate_id = candidate_email.candidate_id
      AND (
          account.candidate_id = (SELECT viewer_candidate())
          OR EXISTS (
              SELECT FROM share
              WHERE share.candidate_id = account.candidate_id
                AND share.organisation_id = (SELECT viewer_organisation())
                AND share.ended_at IS NULL AND (share.expires_at IS NULL OR share.expires_at > now())
          )
      )
);
