-- The least that the app role needs. No TRUNCATE anywhere; DELETE only where the event log is pruned.

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO rvs_app, rvs_lookup;

GRANT SELECT ON alembic_version, exam, exam_band TO rvs_app;
GRANT SELECT, INSERT ON
    app_user, candidate, candidate_account, centre, event, event_head, import, job, organisation, photo, result,
    result_version, session, share, sighting, verification
TO rvs_app;
GRANT DELETE ON event TO rvs_app;

GRANT UPDATE (name, sort_name, city, country, website, status, recognised_exams) ON organisation TO rvs_app;
GRANT UPDATE (password_hash, last_seen_at, seen_until) ON app_user TO rvs_app;
GRANT UPDATE (secret_hash, family_name, given_name, native_name, date_of_birth) ON candidate TO rvs_app;
GRANT UPDATE (password_hash) ON candidate_account TO rvs_app;
GRANT UPDATE (name, city, country) ON centre TO rvs_app;
GRANT UPDATE (
    candidate_id, exam_code, session_date, centre_id, status, version, released_at, overall_score, grade, cefr_level,
    certificated, scores, levels, family_name, given_name, display_name, native_name, date_of_birth, has_photo
) ON result TO rvs_app;
GRANT UPDATE (sha256, jpeg) ON photo TO rvs_app;
GRANT UPDATE (
    candidate_id, expires_at, revoked_at, ended_at, opened_at, hide_photo, sequence, candidate_name, sort_name,
    sort_score, sort_session, search_text
) ON share TO rvs_app;
GRANT UPDATE (seen_at, opened_at, opened_version) ON sighting TO rvs_app;
GRANT UPDATE (last, pruned) ON event_head TO rvs_app;
GRANT UPDATE (last_used_at, expires_at, ended_at) ON session TO rvs_app;
GRANT UPDATE (
    sha256, status, finished_at, rows, added, changed, unchanged, rejected, photos, rejects_path, failure
) ON import TO rvs_app;
GRANT UPDATE (status, attempt, run_at, lease_until, finished_at, failure) ON job TO rvs_app;

GRANT SELECT ON app_user, candidate_account, organisation, result, session, share TO rvs_lookup;

GRANT EXECUTE ON FUNCTION
    search_terms(uuid, text), search_query(uuid, text[]), viewer_organisation(), viewer_user(), viewer_account(),
    viewer_candidate(), viewer_is_system(), viewer_is_board()
TO rvs_app, rvs_lookup;
GRANT EXECUTE ON FUNCTION
    session_viewer(bytea), account_by_email(text, text), matching_result(text, date), is_statement_of(text, uuid),
    candidate_results(), matching_shares(text[]), candidate_email(uuid)
TO rvs_app;

-- To own something in a schema takes CREATE there, for that moment.
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION session_viewer(bytea) OWNER TO rvs_lookup;
ALTER FUNCTION account_by_email(text, text) OWNER TO rvs_lookup;
ALTER FUNCTION matching_result(text, date) OWNER TO rvs_lookup;
ALTER FUNCTION is_statement_of(text, uuid) OWNER TO rvs_lookup;
ALTER FUNCTION candidate_results() OWNER TO rvs_lookup;
ALTER FUNCTION matching_shares(text[]) OWNER TO rvs_lookup;
ALTER FUNCTION candidate_email(uuid) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;

-- Policies call these two as whoever asks, the owner too (in a data migration, as the system).
DO $$
DECLARE
    migrator CONSTANT name := current_user;
BEGIN
    SET LOCAL ROLE rvs_lookup;
    EXECUTE format('GRANT EXECUTE ON FUNCTION candidate_results(), is_statement_of(text, uuid) TO %I', migrator);
    EXECUTE format('SET LOCAL ROLE %I', migrator);
END
$$;
