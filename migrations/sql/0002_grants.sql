-- The least that the app role needs. Nothing of the audit trail is ever changed; what waits for its seal is taken away.

GRANT SELECT, INSERT ON
    api_key, application, audit_entry, audit_head, audit_seal, challenge, disclosure, invitation, link, mail, schedule,
    second_factor, staff
TO rvs_app;
GRANT SELECT, DELETE ON audit_pending TO rvs_app;
GRANT DELETE ON challenge, job, mail, second_factor, session TO rvs_app;

GRANT UPDATE (suspended_at, suspended_reason, verifications_per_day) ON organisation TO rvs_app;
GRANT UPDATE (
    email, family_name, given_name, role, status, may_view_photos, may_manage_api, language, invited_at, removed_at
) ON app_user TO rvs_app;
GRANT UPDATE (claim_failures, claim_locked_until) ON candidate TO rvs_app;
GRANT UPDATE (language) ON candidate_account TO rvs_app;
GRANT UPDATE (organisation_id, shared_at) ON share TO rvs_app;
GRANT UPDATE (password_hash, family_name, given_name, language, removed_at) ON staff TO rvs_app;
GRANT UPDATE (status, due_on, confirmed_at, decided_at, decided_by, reason, organisation_id) ON application TO rvs_app;
GRANT UPDATE (used_at, withdrawn_at) ON link TO rvs_app;
GRANT UPDATE (sealed_secret, started_at, confirmed_at, last_step, recovery_hashes) ON second_factor TO rvs_app;
GRANT UPDATE (attempts, used_at) ON challenge TO rvs_app;
GRANT UPDATE (
    subject, text, html, status, attempt, run_at, lease_until, finished_at, failure
) ON mail TO rvs_app;
GRANT UPDATE (next_run_at) ON schedule TO rvs_app;
GRANT UPDATE (last_used_at, expires_at, revoked_at, expiry_told_at) ON api_key TO rvs_app;
GRANT UPDATE (organisation_id) ON invitation TO rvs_app;

GRANT SELECT ON api_key, application, link, second_factor, staff TO rvs_lookup;
GRANT INSERT ON audit_pending TO rvs_lookup;

REVOKE ALL ON FUNCTION audit_entry_is_pending() FROM PUBLIC;
REVOKE ALL ON FUNCTION
    session_viewer(bytea), account_by_email(text, text), api_key_viewer(bytea), link_by_token(bytea), viewer_key(),
    viewer_staff(), own(uuid)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION own(uuid) TO rvs_app;
GRANT EXECUTE ON FUNCTION viewer_key(), viewer_staff() TO rvs_app, rvs_lookup;
GRANT EXECUTE ON FUNCTION
    session_viewer(bytea), account_by_email(text, text), api_key_viewer(bytea), link_by_token(bytea)
TO rvs_app;

-- To own something in a schema takes CREATE there, for that moment.
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION session_viewer(bytea) OWNER TO rvs_lookup;
ALTER FUNCTION account_by_email(text, text) OWNER TO rvs_lookup;
ALTER FUNCTION api_key_viewer(bytea) OWNER TO rvs_lookup;
ALTER FUNCTION link_by_token(bytea) OWNER TO rvs_lookup;
ALTER FUNCTION audit_entry_is_pending() OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
