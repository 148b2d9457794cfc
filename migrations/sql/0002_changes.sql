-- What the tables of 0001 gain. (`share` and others are under row-level security that binds the owner too: nothing here
-- reads or writes a row.)

ALTER TABLE organisation
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN suspended_reason varchar,
    ADD COLUMN verifications_per_day integer,
    ADD CONSTRAINT ck_organisation_verifications_per_day CHECK (verifications_per_day > 0);

-- An address that a removed user had may be somebody's again.
ALTER TABLE app_user ADD COLUMN removed_at timestamptz, DROP CONSTRAINT uq_app_user_email;
CREATE UNIQUE INDEX uq_app_user_email ON app_user (email) WHERE removed_at IS NULL;

ALTER TABLE candidate
    ADD COLUMN claim_failures integer NOT NULL DEFAULT 0,
    ADD COLUMN claim_locked_until timestamptz;

ALTER TABLE session
    ADD COLUMN staff_id uuid,
    ADD CONSTRAINT fk_session_staff_id FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE,
    DROP CONSTRAINT ck_session_one_account,
    ADD CONSTRAINT ck_session_one_account CHECK (
        (kind = 'ORGANISATION') = (user_id IS NOT NULL) AND (kind = 'CANDIDATE') = (candidate_account_id IS NOT
        NULL) AND (kind = 'STAFF') = (staff_id IS NOT NULL)
    ),
    DROP CONSTRAINT ck_session_accountkind,
    ADD CONSTRAINT ck_session_accountkind CHECK (kind IN ('ORGANISATION', 'CANDIDATE', 'STAFF'));
CREATE INDEX ix_session_staff_id ON session (staff_id);

ALTER TABLE share
    ALTER COLUMN organisation_id DROP NOT NULL,
    ADD COLUMN invitation_id uuid,
    ADD CONSTRAINT fk_share_invitation_id FOREIGN KEY (invitation_id) REFERENCES invitation (id),
    ADD CONSTRAINT ck_share_somebody_receives CHECK (num_nonnulls(organisation_id, invitation_id) > 0);
CREATE UNIQUE INDEX uq_share_result_id_invitation_id_unended ON share (result_id, invitation_id)
    WHERE ended_at IS NULL AND organisation_id IS NULL;
CREATE INDEX ix_share_invitation_id ON share (invitation_id) WHERE invitation_id IS NOT NULL;
-- The schedule ends what has expired.
CREATE INDEX ix_share_expires_at_unended ON share (expires_at) WHERE ended_at IS NULL AND expires_at IS NOT NULL;

ALTER TABLE event
    DROP CONSTRAINT ck_event_actorkind,
    ADD CONSTRAINT ck_event_actorkind CHECK (
        actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM', 'ANONYMOUS')
    );
ALTER TABLE verification
    DROP CONSTRAINT ck_verification_actorkind,
    ADD CONSTRAINT ck_verification_actorkind CHECK (
        actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM', 'ANONYMOUS')
    );
-- Budgets of guesses are counted from wrong answers alone.
CREATE INDEX ix_verification_wrong ON verification (organisation_id, checked_at) WHERE outcome = 'NO_MATCH';
