-- Mails on shares and corrections: what each user wants of them, how far each was told, which mails were made of which
-- part of the log. Tables as of this migration, policies, grants. Never edited again.

CREATE TABLE notification (
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    frequency varchar(40) NOT NULL,
    hour smallint NOT NULL,
    weekday varchar(40) NOT NULL,
    time_zone varchar NOT NULL,
    language varchar(40),
    corrections boolean NOT NULL,
    paused_until date,
    resumes_at timestamptz,
    chosen_at timestamptz,
    shares_until bigint NOT NULL,
    next_at timestamptz,
    corrections_until bigint NOT NULL,
    corrections_at timestamptz,
    CONSTRAINT pk_notification PRIMARY KEY (user_id),
    CONSTRAINT fk_notification_user_id FOREIGN KEY (user_id) REFERENCES app_user (id),
    CONSTRAINT fk_notification_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_notification_notificationfrequency CHECK (frequency IN ('OFF', 'IMMEDIATELY', 'DAILY', 'WEEKLY')),
    CONSTRAINT ck_notification_weekday CHECK (
        weekday IN ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY')
    ),
    CONSTRAINT ck_notification_language CHECK (language IN ('EN', 'JA')),
    CONSTRAINT ck_notification_hour CHECK (hour BETWEEN 0 AND 23),
    CONSTRAINT ck_notification_pause CHECK ((paused_until IS NULL) = (resumes_at IS NULL)),
    CONSTRAINT ck_notification_off_has_no_next CHECK (frequency <> 'OFF' OR next_at IS NULL)
);
CREATE INDEX ix_notification_organisation_id ON notification (organisation_id);
CREATE INDEX ix_notification_next_at ON notification (next_at, organisation_id, user_id) WHERE next_at IS NOT NULL;
CREATE INDEX ix_notification_corrections_at ON notification (corrections_at, organisation_id, user_id)
    WHERE corrections_at IS NOT NULL;

CREATE TABLE digest (
    mail_id uuid NOT NULL,
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    kind varchar(40) NOT NULL,
    window_after bigint NOT NULL,
    window_up_to bigint NOT NULL,
    planned_at timestamptz NOT NULL,
    sent_at timestamptz,
    CONSTRAINT pk_digest PRIMARY KEY (mail_id),
    CONSTRAINT uq_digest_user_id_kind_window_after UNIQUE (user_id, kind, window_after),
    CONSTRAINT fk_digest_user_id FOREIGN KEY (user_id) REFERENCES app_user (id),
    CONSTRAINT fk_digest_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_digest_digestkind CHECK (kind IN ('SHARES', 'CORRECTIONS')),
    CONSTRAINT ck_digest_window CHECK (window_up_to > window_after)
);
CREATE INDEX ix_digest_organisation_id_kind_window_up_to ON digest (organisation_id, kind, window_up_to);
CREATE INDEX ix_digest_planned_at ON digest (planned_at);

CREATE TABLE digest_head (
    organisation_id uuid NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT pk_digest_head PRIMARY KEY (organisation_id),
    CONSTRAINT fk_digest_head_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
);

-- Links in mails must not wait behind a hundred thousand digests.
CREATE INDEX ix_mail_due_prompt ON mail (run_at, id)
    WHERE status IN ('QUEUED', 'RUNNING') AND kind NOT IN ('digest', 'corrections');

-- Each user has a row from the first day, and hears of what comes after it; who was invited, of what comes after the
-- invitation was accepted.
CREATE FUNCTION notification_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    head bigint := coalesce((SELECT last FROM event_head WHERE organisation_id = NEW.organisation_id), 0);
BEGIN
    INSERT INTO notification (
        user_id, organisation_id, frequency, hour, weekday, time_zone, corrections, shares_until, corrections_until
    ) VALUES (NEW.id, NEW.organisation_id, 'OFF', 8, 'MONDAY', 'UTC', true, head, head)
    ON CONFLICT (user_id) DO UPDATE SET shares_until = head, corrections_until = head, corrections_at = NULL;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION notification_begins() FROM PUBLIC;

CREATE TRIGGER notification_begins AFTER INSERT ON app_user
FOR EACH ROW EXECUTE FUNCTION notification_begins();
CREATE TRIGGER notification_begins_anew AFTER UPDATE OF status ON app_user
FOR EACH ROW WHEN (OLD.status = 'INVITED' AND NEW.status = 'ACTIVE') EXECUTE FUNCTION notification_begins();

-- Who is here already hears of what comes after today.
ALTER TABLE app_user NO FORCE ROW LEVEL SECURITY;
ALTER TABLE event_head NO FORCE ROW LEVEL SECURITY;
INSERT INTO notification (
    user_id, organisation_id, frequency, hour, weekday, time_zone, corrections, shares_until, corrections_until
)
SELECT app_user.id, app_user.organisation_id, 'OFF', 8, 'MONDAY', 'UTC', true, coalesce(event_head.last, 0),
       coalesce(event_head.last, 0)
FROM app_user LEFT JOIN event_head USING (organisation_id);
INSERT INTO digest_head (organisation_id, position) SELECT organisation_id, last FROM event_head;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
ALTER TABLE event_head FORCE ROW LEVEL SECURITY;

-- Colleagues' settings are shown to primary users (the statement says to whom); API keys see none.
CREATE POLICY read ON notification FOR SELECT
USING (
    organisation_id = (SELECT viewer_organisation()) AND (SELECT viewer_user()) IS NOT NULL
    OR (SELECT viewer_is_system())
);
CREATE POLICY add ON notification FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON notification FOR UPDATE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON digest FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY add ON digest FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON digest FOR UPDATE USING ((SELECT viewer_is_system()));
CREATE POLICY remove ON digest FOR DELETE USING ((SELECT viewer_is_system()));
CREATE POLICY lookup ON digest FOR SELECT TO rvs_lookup USING (true);

CREATE POLICY read ON digest_head FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY add ON digest_head FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON digest_head FOR UPDATE USING ((SELECT viewer_is_system()));

ALTER TABLE notification ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE digest ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE digest_head ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT ON notification, digest, digest_head TO rvs_app;
GRANT SELECT ON digest TO rvs_lookup;
GRANT DELETE ON digest TO rvs_app;
GRANT UPDATE (sent_at) ON digest TO rvs_app;
GRANT UPDATE (position) ON digest_head TO rvs_app;
GRANT UPDATE (
    frequency, hour, weekday, time_zone, language, corrections, paused_until, resumes_at, chosen_at, shares_until,
    next_at, corrections_until, corrections_at
) ON notification TO rvs_app;

-- As before, and when a mail on the newest version was first taken by a mail server.
DROP FUNCTION result_receivers(uuid);
CREATE FUNCTION result_receivers(result_id uuid)
RETURNS TABLE (
    key text, organisation_id uuid, kinds text[], last_disclosed_at timestamptz, last_version integer,
    told_at timestamptz, mailed_at timestamptz, opened_newest_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    WITH contact AS (
        -- A share by itself is no disclosure, but it is how one comes to receive: its version is that of its moment.
        SELECT share.organisation_id, NULL::text AS kind, share.shared_at AS at, NULL::integer AS version,
               coalesce((
                   SELECT max(result_version.version) FROM result_version
                   WHERE result_version.result_id = share.result_id AND result_version.recorded_at <= share.shared_at
               ), 1) AS offered
        FROM share WHERE share.result_id = result_receivers.result_id AND share.organisation_id IS NOT NULL
        UNION ALL
        SELECT verification.organisation_id, 'VERIFIED', verification.checked_at, verification.result_version, NULL
        FROM verification WHERE verification.result_id = result_receivers.result_id
        UNION ALL
        SELECT disclosure.organisation_id, disclosure.kind, disclosure.occurred_at, disclosure.version, NULL
        FROM disclosure WHERE disclosure.result_id = result_receivers.result_id
        UNION ALL
        SELECT sighting.organisation_id, 'OPENED', sighting.opened_at, sighting.opened_version, NULL
        FROM share JOIN sighting ON sighting.share_id = share.id
        WHERE share.result_id = result_receivers.result_id AND sighting.opened_at IS NOT NULL
        UNION ALL
        SELECT fetched.organisation_id, 'DOWNLOADED', fetched.fetched_at, held.version, NULL
        FROM download_row AS held
        JOIN download ON download.id = held.download_id AND download.attempt = held.attempt
        JOIN download_fetch AS fetched ON fetched.download_id = held.download_id
        WHERE held.result_id = result_receivers.result_id
    )
    SELECT replace(result.id::text || contact.organisation_id::text, '-', ''), contact.organisation_id,
           coalesce(array_agg(DISTINCT contact.kind) FILTER (WHERE contact.kind IS NOT NULL), '{}'),
           max(contact.at), coalesce(max(contact.version), max(contact.offered)),
           (
               SELECT min(event.occurred_at) FROM event
               WHERE event.result_id = result.id AND event.organisation_id = contact.organisation_id
                 AND event.result_version = result.version AND event.kind LIKE 'RESULT\_%'
           ),
           (
               SELECT min(digest.sent_at) FROM event JOIN digest
                 ON digest.organisation_id = event.organisation_id AND digest.kind = 'CORRECTIONS'
                    AND digest.window_after < event.sequence AND digest.window_up_to >= event.sequence
               WHERE event.result_id = result.id AND event.organisation_id = contact.organisation_id
                 AND event.result_version = result.version AND event.kind LIKE 'RESULT\_%'
           ),
           min(contact.at) FILTER (WHERE contact.kind = 'OPENED' AND contact.version = result.version)
    FROM contact JOIN result ON result.id = result_receivers.result_id
    WHERE (SELECT viewer_is_board())
    GROUP BY result.id, result.version, contact.organisation_id;
END;
REVOKE ALL ON FUNCTION result_receivers(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION result_receivers(uuid) TO rvs_app;
GRANT CREATE ON SCHEMA public TO rvs_lookup;
ALTER FUNCTION result_receivers(uuid) OWNER TO rvs_lookup;
REVOKE CREATE ON SCHEMA public FROM rvs_lookup;
