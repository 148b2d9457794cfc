-- Who may see and write the rows of the new tables; and API keys and staff where rows were only users'.
-- What manages people and organisations is done by actions that have checked who asks, as the system.

-- People of the board, and their sessions.
CREATE POLICY read ON staff FOR SELECT USING ((SELECT viewer_is_board()));
CREATE POLICY add ON staff FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON staff FOR UPDATE USING ((SELECT viewer_is_system()));

ALTER POLICY read ON session USING (
    user_id = (SELECT viewer_user())
    OR candidate_account_id = (SELECT viewer_account())
    OR staff_id = (SELECT viewer_staff())
    OR (SELECT viewer_is_system())
);
ALTER POLICY add ON session WITH CHECK (
    user_id = (SELECT viewer_user())
    OR candidate_account_id = (SELECT viewer_account())
    OR staff_id = (SELECT viewer_staff())
    OR (SELECT viewer_is_system())
);
ALTER POLICY change ON session USING (
    user_id = (SELECT viewer_user())
    OR candidate_account_id = (SELECT viewer_account())
    OR staff_id = (SELECT viewer_staff())
    OR (SELECT viewer_is_system())
);

CREATE POLICY remove ON session FOR DELETE USING ((SELECT viewer_is_system()));
CREATE POLICY remove ON job FOR DELETE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON application FOR SELECT USING ((SELECT viewer_is_board()));
CREATE POLICY add ON application FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON application FOR UPDATE USING ((SELECT viewer_is_system()));

-- Secrets: nobody reads them but the service.
CREATE POLICY read ON link FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY add ON link FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON link FOR UPDATE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON second_factor FOR SELECT
USING (
    user_id = (SELECT viewer_user())
    OR candidate_account_id = (SELECT viewer_account())
    OR staff_id = (SELECT viewer_staff())
    OR (SELECT viewer_is_system())
);
CREATE POLICY add ON second_factor FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON second_factor FOR UPDATE USING ((SELECT viewer_is_system()));
CREATE POLICY remove ON second_factor FOR DELETE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON challenge FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY add ON challenge FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON challenge FOR UPDATE USING ((SELECT viewer_is_system()));
CREATE POLICY remove ON challenge FOR DELETE USING ((SELECT viewer_is_system()));

-- A letter box: everybody may put something in, nobody but the service looks inside.
CREATE POLICY read ON mail FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY add ON mail FOR INSERT WITH CHECK (status = 'QUEUED' AND attempt = 0);
CREATE POLICY change ON mail FOR UPDATE USING ((SELECT viewer_is_system()));
CREATE POLICY remove ON mail FOR DELETE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON schedule FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY add ON schedule FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON schedule FOR UPDATE USING ((SELECT viewer_is_system()));

-- Keys: the organisation's people see all of them, a key itself and what it was replaced by. (Their hashes are of 256
-- random bits.)
CREATE POLICY read ON api_key FOR SELECT
USING (
    organisation_id = (SELECT viewer_organisation())
        AND ((SELECT viewer_user()) IS NOT NULL OR (SELECT viewer_key()) IN (id, replaces_id))
    OR (SELECT viewer_is_system())
);
CREATE POLICY add ON api_key FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON api_key FOR UPDATE
USING (id = (SELECT viewer_key()) OR (SELECT viewer_is_system()));

-- Organisations that a candidate has invited.
CREATE POLICY read ON invitation FOR SELECT
USING (candidate_id = (SELECT viewer_candidate()) OR (SELECT viewer_is_system()));
CREATE POLICY add ON invitation FOR INSERT
WITH CHECK ((candidate_id = (SELECT viewer_candidate()) AND organisation_id IS NULL) OR (SELECT viewer_is_system()));
CREATE POLICY change ON invitation FOR UPDATE USING ((SELECT viewer_is_system()));

-- The access ledger: the candidate's whole, an organisation's own part; the board sees who has to be told.
CREATE POLICY read ON disclosure FOR SELECT
USING (
    organisation_id = (SELECT viewer_organisation())
    OR candidate_id = (SELECT viewer_candidate())
    OR (SELECT viewer_is_board())
);
CREATE POLICY add ON disclosure FOR INSERT
WITH CHECK (
    (SELECT viewer_is_system())
    OR organisation_id = (SELECT viewer_organisation())
       AND actor_id = coalesce((SELECT viewer_user()), (SELECT viewer_key()))
);

-- The audit trail: an organisation's own (shown to primary users), all to the board. Who asks writes of nobody else.
CREATE POLICY read ON audit_entry FOR SELECT
USING (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_board()));
CREATE POLICY add ON audit_entry FOR INSERT
WITH CHECK (
    (SELECT viewer_is_system())
    OR (actor_id IS NULL AND actor_kind = 'ANONYMOUS')
    OR (
        actor_id = coalesce(
            (SELECT viewer_user()), (SELECT viewer_key()), (SELECT viewer_account()), (SELECT viewer_staff())
        )
        AND (organisation_id IS NULL OR organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_board()))
    )
);

CREATE POLICY read ON audit_pending FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY seal ON audit_pending FOR DELETE USING ((SELECT viewer_is_system()));
CREATE POLICY pend ON audit_pending FOR INSERT TO rvs_lookup WITH CHECK (true);

CREATE POLICY read ON audit_seal FOR SELECT
USING (
    (SELECT viewer_is_board())
    OR EXISTS (SELECT FROM audit_entry WHERE audit_entry.id = audit_seal.entry_id)
);
CREATE POLICY add ON audit_seal FOR INSERT WITH CHECK ((SELECT viewer_is_system()));

CREATE POLICY read ON audit_head FOR SELECT USING ((SELECT viewer_is_board()));
CREATE POLICY add ON audit_head FOR INSERT WITH CHECK ((SELECT viewer_is_system()));

-- Checks by key.
ALTER POLICY add ON verification WITH CHECK (
    (SELECT viewer_is_system())
    OR organisation_id = (SELECT viewer_organisation())
       AND (
           actor_kind = 'USER' AND actor_id = (SELECT viewer_user())
           OR actor_kind = 'API_KEY' AND actor_id = (SELECT viewer_key())
       )
       AND (result_id IS NULL OR is_statement_of(statement_number, result_id))
);

-- The look-ups' own arm.
CREATE POLICY lookup ON api_key FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON application FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON link FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON second_factor FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON staff FOR SELECT TO rvs_lookup USING (true);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'api_key', 'application', 'audit_entry', 'audit_head', 'audit_pending', 'audit_seal', 'challenge', 'disclosure',
        'invitation', 'link', 'mail', 'schedule', 'second_factor', 'staff'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;
