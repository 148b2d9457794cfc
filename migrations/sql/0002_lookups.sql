-- Look-ups before anybody is known, in their second form: with staff, removed users, second factors, keys and links.

DROP FUNCTION session_viewer(bytea);
CREATE FUNCTION session_viewer(token_hash bytea)
RETURNS TABLE (
    session_id uuid, kind text, user_id uuid, organisation_id uuid, organisation_status text, role text,
    may_view_photos boolean, may_manage_api boolean, candidate_account_id uuid, candidate_id uuid, staff_id uuid,
    language text, started_at timestamptz, last_used_at timestamptz, expires_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT session.id, session.kind, app_user.id, organisation.id, organisation.status, app_user.role,
           coalesce(app_user.may_view_photos, false), coalesce(app_user.may_manage_api, false),
           account.id, account.candidate_id, staff.id,
           coalesce(app_user.language, account.language, staff.language),
           session.started_at, session.last_used_at, session.expires_at
    FROM session
    LEFT JOIN app_user ON app_user.id = session.user_id AND app_user.status = 'ACTIVE' AND app_user.removed_at IS NULL
    LEFT JOIN organisation ON organisation.id = app_user.organisation_id
    LEFT JOIN candidate_account AS account ON account.id = session.candidate_account_id
    LEFT JOIN staff ON staff.id = session.staff_id AND staff.removed_at IS NULL
    WHERE session.token_hash = session_viewer.token_hash
      AND session.ended_at IS NULL AND session.expires_at > now()
      AND coalesce(app_user.id, account.id, staff.id) IS NOT NULL;
END;

DROP FUNCTION account_by_email(text, text);
CREATE FUNCTION account_by_email(kind text, email text)
RETURNS TABLE (
    account_id uuid, password_hash text, organisation_id uuid, organisation_status text, candidate_id uuid,
    role text, may_view_photos boolean, may_manage_api boolean, language text, has_second_factor boolean
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT app_user.id, app_user.password_hash, organisation.id, organisation.status, NULL::uuid,
           app_user.role, app_user.may_view_photos, app_user.may_manage_api, app_user.language,
           EXISTS (
               SELECT FROM second_factor
               WHERE second_factor.user_id = app_user.id AND second_factor.confirmed_at IS NOT NULL
           )
    FROM app_user JOIN organisation ON organisation.id = app_user.organisation_id
    WHERE account_by_email.kind = 'ORGANISATION' AND app_user.email = account_by_email.email
      AND app_user.removed_at IS NULL
    UNION ALL
    SELECT account.id, account.password_hash, NULL, NULL, account.candidate_id,
           NULL, false, false, account.language,
           EXISTS (
               SELECT FROM second_factor
               WHERE second_factor.candidate_account_id = account.id AND second_factor.confirmed_at IS NOT NULL
           )
    FROM candidate_account AS account
    WHERE account_by_email.kind = 'CANDIDATE' AND account.email = account_by_email.email
    UNION ALL
    SELECT staff.id, staff.password_hash, NULL, NULL, NULL,
           NULL, true, false, staff.language,
           EXISTS (
               SELECT FROM second_factor
               WHERE second_factor.staff_id = staff.id AND second_factor.confirmed_at IS NOT NULL
           )
    FROM staff
    WHERE account_by_email.kind = 'STAFF' AND staff.email = account_by_email.email AND staff.removed_at IS NULL;
END;

-- Whose key is this? Revoked and expired ones are nobody's; networks are judged by the caller.
CREATE FUNCTION api_key_viewer(secret_hash bytea)
RETURNS TABLE (
    api_key_id uuid, organisation_id uuid, organisation_status text, scopes text[], networks text[],
    last_used_at timestamptz, expires_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT api_key.id, organisation.id, organisation.status, api_key.scopes, api_key.networks,
           api_key.last_used_at, api_key.expires_at
    FROM api_key JOIN organisation ON organisation.id = api_key.organisation_id
    WHERE api_key.secret_hash = api_key_viewer.secret_hash
      AND api_key.revoked_at IS NULL AND api_key.expires_at > now();
END;

-- What is this link for, and how does what it belongs to stand? Of a registration what its applicant may see.
CREATE FUNCTION link_by_token(token_hash bytea)
RETURNS TABLE (
    purpose text, expires_at timestamptz, used_at timestamptz, withdrawn_at timestamptz, application_id uuid,
    organisation_name text, status text, submitted_at timestamptz, due_on date, decided_at timestamptz, reason text
)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT link.purpose, link.expires_at, link.used_at, link.withdrawn_at, application.id,
           application.name, application.status, application.submitted_at, application.due_on, application.decided_at,
           application.reason
    FROM link LEFT JOIN application ON application.id = link.application_id
    WHERE link.token_hash = link_by_token.token_hash;
END;
