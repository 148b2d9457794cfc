-- Row-level security: who may see and write which rows. One policy for each command, one arm for each kind of viewer;
-- the cheap arms first, the settings read once a statement. Policies must not lead in a circle: share and verification
-- ask no other table (but for definer functions), result asks those two, all else asks result.

-- A policy cannot compare a row with what it was: each side changes only what is its own to change.
CREATE FUNCTION share_keeps_to_its_side() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    allowed share := OLD;
BEGIN
    IF viewer_organisation() IS NOT NULL THEN
        allowed.opened_at := NEW.opened_at;
    ELSIF viewer_candidate() IS NOT NULL THEN
        allowed.expires_at := NEW.expires_at;
        allowed.revoked_at := NEW.revoked_at;
        allowed.ended_at := NEW.ended_at;
        allowed.hide_photo := NEW.hide_photo;
    END IF;
    IF NEW IS DISTINCT FROM allowed THEN
        RAISE insufficient_privilege USING MESSAGE = 'this viewer may not change that of a share';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER share_keeps_to_its_side BEFORE UPDATE ON share
FOR EACH ROW WHEN (NOT viewer_is_system()) EXECUTE FUNCTION share_keeps_to_its_side();

-- Public: read by everybody, written by the board's own work.
CREATE POLICY read ON organisation FOR SELECT USING (true);
CREATE POLICY add ON organisation FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON organisation FOR UPDATE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON centre FOR SELECT USING (true);
CREATE POLICY add ON centre FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON centre FOR UPDATE USING ((SELECT viewer_is_system()));

-- People.
CREATE POLICY read ON app_user FOR SELECT
USING (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_board()));
CREATE POLICY add ON app_user FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON app_user FOR UPDATE
USING ((id = (SELECT viewer_user()) AND organisation_id = (SELECT viewer_organisation())) OR (SELECT viewer_is_system()));

CREATE POLICY read ON candidate FOR SELECT
USING (
    (SELECT viewer_is_board())
    OR id = (SELECT viewer_candidate())
    OR EXISTS (
        SELECT FROM share
        WHERE share.candidate_id = candidate.id AND share.organisation_id = (SELECT viewer_organisation())
          AND share.ended_at IS NULL AND (share.expires_at IS NULL OR share.expires_at > now())
        OFFSET 0
    )
    OR EXISTS (
        SELECT FROM result JOIN verification ON verification.result_id = result.id
        WHERE result.candidate_id = candidate.id AND verification.organisation_id = (SELECT viewer_organisation())
        OFFSET 0
    )
);
CREATE POLICY add ON candidate FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON candidate FOR UPDATE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON candidate_account FOR SELECT
USING (id = (SELECT viewer_account()) OR (SELECT viewer_is_system()));
CREATE POLICY add ON candidate_account FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON candidate_account FOR UPDATE
USING (id = (SELECT viewer_account()) OR (SELECT viewer_is_system()));

CREATE POLICY read ON session FOR SELECT
USING (
    user_id = (SELECT viewer_user())
    OR candidate_account_id = (SELECT viewer_account())
    OR (SELECT viewer_is_system())
);
CREATE POLICY add ON session FOR INSERT
WITH CHECK (
    user_id = (SELECT viewer_user())
    OR candidate_account_id = (SELECT viewer_account())
    OR (SELECT viewer_is_system())
);
CREATE POLICY change ON session FOR UPDATE
USING (
    user_id = (SELECT viewer_user())
    OR candidate_account_id = (SELECT viewer_account())
    OR (SELECT viewer_is_system())
);

-- Results: an organisation sees what an active share or an own verification shows it. Expiry is read from the clock.
-- uq_share_result_id_organisation_id_unended answers the first EXISTS by itself. OFFSET 0 keeps each a probe by index: a
-- plan made while a table was small would hash all of it, and be kept.
CREATE POLICY read ON result FOR SELECT
USING (
    (SELECT viewer_is_board())
    OR candidate_id = (SELECT viewer_candidate())
    OR EXISTS (
        SELECT FROM share
        WHERE share.result_id = result.id AND share.organisation_id = (SELECT viewer_organisation())
          AND share.ended_at IS NULL AND (share.expires_at IS NULL OR share.expires_at > now())
        OFFSET 0
    )
    OR EXISTS (
        SELECT FROM verification
        WHERE verification.result_id = result.id AND verification.organisation_id = (SELECT viewer_organisation())
        OFFSET 0
    )
);
CREATE POLICY add ON result FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON result FOR UPDATE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON result_version FOR SELECT
USING ((SELECT viewer_is_board()) OR EXISTS (SELECT FROM result WHERE result.id = result_version.result_id));
CREATE POLICY add ON result_version FOR INSERT WITH CHECK ((SELECT viewer_is_system()));

-- The candidate's last word on the photo, towards this organisation, holds for its verifications too.
CREATE POLICY read ON photo FOR SELECT
USING (
    (SELECT viewer_is_board())
    OR EXISTS (
        SELECT FROM result JOIN exam ON exam.code = result.exam_code
        WHERE result.id = photo.result_id AND exam.has_photo AND result.status = 'RELEASED'
    ) AND coalesce(NOT (
        SELECT share.hide_photo FROM share
        WHERE share.result_id = photo.result_id AND share.organisation_id = (SELECT viewer_organisation())
        ORDER BY share.shared_at DESC, share.id DESC LIMIT 1
    ), true)
);
CREATE POLICY add ON photo FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON photo FOR UPDATE USING ((SELECT viewer_is_system()));

-- Shares: the two sides of each, and never the board's staff.
CREATE POLICY read ON share FOR SELECT
USING (
    organisation_id = (SELECT viewer_organisation())
    OR candidate_id = (SELECT viewer_candidate())
    OR (SELECT viewer_is_system())
);
CREATE POLICY add ON share FOR INSERT
WITH CHECK (
    (SELECT viewer_is_system())
    OR candidate_id = (SELECT viewer_candidate())
       AND result_id = ANY ((SELECT candidate_results())::uuid[])
       AND opened_at IS NULL AND ended_at IS NULL AND sequence IS NULL
);
CREATE POLICY change ON share FOR UPDATE
USING (
    organisation_id = (SELECT viewer_organisation())
    OR candidate_id = (SELECT viewer_candidate())
    OR (SELECT viewer_is_system())
);

CREATE POLICY read ON sighting FOR SELECT
USING (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_system()));
CREATE POLICY add ON sighting FOR INSERT
WITH CHECK (
    (SELECT viewer_is_system())
    OR user_id = (SELECT viewer_user()) AND organisation_id = (SELECT viewer_organisation())
       AND EXISTS (SELECT FROM share WHERE share.id = sighting.share_id)
);
CREATE POLICY change ON sighting FOR UPDATE
USING (
    user_id = (SELECT viewer_user()) AND organisation_id = (SELECT viewer_organisation())
    OR (SELECT viewer_is_system())
);

-- Verifications: the organisation's log; the candidate learns who looked. Never changed.
CREATE POLICY read ON verification FOR SELECT
USING (
    organisation_id = (SELECT viewer_organisation())
    OR (SELECT viewer_is_system())
    OR result_id = ANY ((SELECT candidate_results())::uuid[])
);
CREATE POLICY add ON verification FOR INSERT
WITH CHECK (
    (SELECT viewer_is_system())
    OR organisation_id = (SELECT viewer_organisation())
       AND actor_kind = 'USER' AND actor_id = (SELECT viewer_user())
       AND (result_id IS NULL OR is_statement_of(statement_number, result_id))
);

-- The log: read by the organisation concerned, written by the system as the last thing before a commit.
CREATE POLICY read ON event FOR SELECT
USING (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_system()));
CREATE POLICY add ON event FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY prune ON event FOR DELETE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON event_head FOR SELECT
USING (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_system()));
CREATE POLICY add ON event_head FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON event_head FOR UPDATE USING ((SELECT viewer_is_system()));

-- Work: asked for by an organisation, done by the system; imports are the board's.
CREATE POLICY read ON job FOR SELECT
USING (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_system()));
CREATE POLICY add ON job FOR INSERT
WITH CHECK (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_system()));
CREATE POLICY change ON job FOR UPDATE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON import FOR SELECT USING ((SELECT viewer_is_board()));
CREATE POLICY add ON import FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON import FOR UPDATE USING ((SELECT viewer_is_system()));

-- The look-ups' own arm.
CREATE POLICY lookup ON app_user FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON candidate_account FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON result FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON session FOR SELECT TO rvs_lookup USING (true);
CREATE POLICY lookup ON share FOR SELECT TO rvs_lookup USING (true);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'app_user', 'candidate', 'candidate_account', 'centre', 'event', 'event_head', 'import', 'job', 'organisation',
        'photo', 'result', 'result_version', 'session', 'share', 'sighting', 'verification'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;
