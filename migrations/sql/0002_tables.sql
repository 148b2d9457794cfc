-- The tables as they stood at this migration, written from the models of that day. Never edited again.

CREATE TABLE staff (
    id uuid NOT NULL,
    email varchar NOT NULL,
    password_hash varchar,
    family_name varchar NOT NULL,
    given_name varchar NOT NULL,
    language varchar(40) NOT NULL,
    added_at timestamptz NOT NULL,
    removed_at timestamptz,
    CONSTRAINT pk_staff PRIMARY KEY (id),
    CONSTRAINT uq_staff_email UNIQUE (email),
    CONSTRAINT ck_staff_email_folded CHECK (email = lower(email)),
    CONSTRAINT ck_staff_language CHECK (language IN ('EN', 'JA'))
);

CREATE TABLE application (
    id uuid NOT NULL,
    name varchar NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    city varchar NOT NULL,
    country varchar(2) NOT NULL,
    website varchar,
    recognised_exams text[] NOT NULL,
    family_name varchar NOT NULL,
    given_name varchar NOT NULL,
    email varchar NOT NULL,
    language varchar(40) NOT NULL,
    status varchar(40) NOT NULL,
    submitted_at timestamptz NOT NULL,
    due_on date NOT NULL,
    confirmed_at timestamptz,
    decided_at timestamptz,
    decided_by uuid,
    reason varchar,
    organisation_id uuid,
    CONSTRAINT pk_application PRIMARY KEY (id),
    CONSTRAINT ck_application_country CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT ck_application_email_folded CHECK (email = lower(email)),
    CONSTRAINT ck_application_organisation_once_decided CHECK (
        (status IN ('APPROVED', 'MERGED')) = (organisation_id IS NOT NULL)
    ),
    CONSTRAINT ck_application_decided CHECK ((status IN ('UNCONFIRMED', 'WAITING')) = (decided_at IS NULL)),
    CONSTRAINT ck_application_language CHECK (language IN ('EN', 'JA')),
    CONSTRAINT ck_application_applicationstatus CHECK (
        status IN ('UNCONFIRMED', 'WAITING', 'APPROVED', 'REFUSED', 'MERGED')
    ),
    CONSTRAINT fk_application_decided_by FOREIGN KEY (decided_by) REFERENCES staff (id),
    CONSTRAINT fk_application_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
);
CREATE INDEX ix_application_due_on_id ON application (due_on, id);
CREATE INDEX ix_application_email ON application (email);
CREATE INDEX ix_application_sort_name ON application (sort_name);

CREATE TABLE link (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    purpose varchar(40) NOT NULL,
    user_id uuid,
    candidate_account_id uuid,
    staff_id uuid,
    application_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    withdrawn_at timestamptz,
    CONSTRAINT pk_link PRIMARY KEY (id),
    CONSTRAINT uq_link_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_link_one_owner CHECK (num_nonnulls(user_id, candidate_account_id, staff_id, application_id) = 1),
    CONSTRAINT ck_link_purpose_of_owner CHECK ((purpose = 'SET_PASSWORD') = (application_id IS NULL)),
    CONSTRAINT ck_link_linkpurpose CHECK (purpose IN ('CONFIRM_EMAIL', 'SET_PASSWORD', 'REGISTRATION')),
    CONSTRAINT fk_link_user_id FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
    CONSTRAINT fk_link_candidate_account_id
        FOREIGN KEY (candidate_account_id) REFERENCES candidate_account (id) ON DELETE CASCADE,
    CONSTRAINT fk_link_staff_id FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE,
    CONSTRAINT fk_link_application_id FOREIGN KEY (application_id) REFERENCES application (id) ON DELETE CASCADE
);
CREATE INDEX ix_link_application_id ON link (application_id);
CREATE INDEX ix_link_candidate_account_id ON link (candidate_account_id);
CREATE INDEX ix_link_staff_id ON link (staff_id);
CREATE INDEX ix_link_user_id ON link (user_id);

CREATE TABLE second_factor (
    id uuid NOT NULL,
    user_id uuid,
    candidate_account_id uuid,
    staff_id uuid,
    sealed_secret bytea NOT NULL,
    started_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL,
    recovery_hashes bytea[] NOT NULL,
    CONSTRAINT pk_second_factor PRIMARY KEY (id),
    CONSTRAINT ck_second_factor_one_account CHECK (num_nonnulls(user_id, candidate_account_id, staff_id) = 1),
    CONSTRAINT uq_second_factor_user_id UNIQUE (user_id),
    CONSTRAINT uq_second_factor_candidate_account_id UNIQUE (candidate_account_id),
    CONSTRAINT uq_second_factor_staff_id UNIQUE (staff_id),
    CONSTRAINT fk_second_factor_user_id FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
    CONSTRAINT fk_second_factor_candidate_account_id
        FOREIGN KEY (candidate_account_id) REFERENCES candidate_account (id) ON DELETE CASCADE,
    CONSTRAINT fk_second_factor_staff_id FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE
);

CREATE TABLE challenge (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    user_id uuid,
    candidate_account_id uuid,
    staff_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    used_at timestamptz,
    CONSTRAINT pk_challenge PRIMARY KEY (id),
    CONSTRAINT uq_challenge_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_challenge_one_account CHECK (num_nonnulls(user_id, candidate_account_id, staff_id) = 1),
    CONSTRAINT fk_challenge_user_id FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
    CONSTRAINT fk_challenge_candidate_account_id
        FOREIGN KEY (candidate_account_id) REFERENCES candidate_account (id) ON DELETE CASCADE,
    CONSTRAINT fk_challenge_staff_id FOREIGN KEY (staff_id) REFERENCES staff (id) ON DELETE CASCADE
);
CREATE INDEX ix_challenge_expires_at ON challenge (expires_at);

CREATE TABLE mail (
    id uuid NOT NULL,
    kind varchar NOT NULL,
    recipient varchar NOT NULL,
    recipient_name varchar NOT NULL,
    language varchar(40) NOT NULL,
    subject varchar NOT NULL,
    text varchar NOT NULL,
    html varchar NOT NULL,
    status varchar(40) NOT NULL,
    attempt integer NOT NULL,
    run_at timestamptz NOT NULL,
    lease_until timestamptz,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    failure varchar,
    CONSTRAINT pk_mail PRIMARY KEY (id),
    CONSTRAINT ck_mail_leased_while_running CHECK ((status = 'RUNNING') = (lease_until IS NOT NULL)),
    CONSTRAINT ck_mail_one_line CHECK (recipient !~ '[[:cntrl:]]'),
    CONSTRAINT ck_mail_language CHECK (language IN ('EN', 'JA')),
    CONSTRAINT ck_mail_jobstatus CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'))
);
CREATE INDEX ix_mail_due ON mail (run_at, id) WHERE status IN ('QUEUED', 'RUNNING');
CREATE INDEX ix_mail_finished_at ON mail (finished_at);

CREATE TABLE schedule (
    name varchar NOT NULL,
    next_run_at timestamptz NOT NULL,
    CONSTRAINT pk_schedule PRIMARY KEY (name)
);

CREATE TABLE api_key (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    name varchar NOT NULL,
    prefix varchar NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    networks text[] NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid,
    last_used_at timestamptz,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    replaces_id uuid,
    expiry_told_at timestamptz,
    CONSTRAINT pk_api_key PRIMARY KEY (id),
    CONSTRAINT uq_api_key_secret_hash UNIQUE (secret_hash),
    CONSTRAINT uq_api_key_replaces_id UNIQUE (replaces_id),
    CONSTRAINT ck_api_key_scopes CHECK (scopes <@ ARRAY['READ', 'VERIFY', 'DOWNLOAD', 'FEED', 'PHOTO']),
    CONSTRAINT ck_api_key_some_scope CHECK (cardinality(scopes) > 0),
    CONSTRAINT fk_api_key_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT fk_api_key_created_by FOREIGN KEY (created_by) REFERENCES app_user (id),
    CONSTRAINT fk_api_key_replaces_id FOREIGN KEY (replaces_id) REFERENCES api_key (id)
);
CREATE INDEX ix_api_key_expires_at ON api_key (expires_at);
CREATE INDEX ix_api_key_organisation_id_created_at ON api_key (organisation_id, created_at);

CREATE TABLE invitation (
    id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    name varchar NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    city varchar NOT NULL,
    country varchar(2) NOT NULL,
    email varchar NOT NULL,
    invited_at timestamptz NOT NULL,
    organisation_id uuid,
    CONSTRAINT pk_invitation PRIMARY KEY (id),
    CONSTRAINT ck_invitation_country CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT ck_invitation_email_folded CHECK (email = lower(email)),
    CONSTRAINT fk_invitation_candidate_id FOREIGN KEY (candidate_id) REFERENCES candidate (id),
    CONSTRAINT fk_invitation_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
);
CREATE INDEX ix_invitation_candidate_id_invited_at ON invitation (candidate_id, invited_at);
CREATE INDEX ix_invitation_email ON invitation (email) WHERE organisation_id IS NULL;
CREATE INDEX ix_invitation_sort_name ON invitation (sort_name) WHERE organisation_id IS NULL;

CREATE TABLE disclosure (
    id uuid NOT NULL,
    kind varchar(40) NOT NULL,
    way varchar(40) NOT NULL,
    occurred_at timestamptz NOT NULL,
    on_day date NOT NULL,
    organisation_id uuid NOT NULL,
    actor_kind varchar(40) NOT NULL,
    actor_id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    result_id uuid NOT NULL,
    version integer NOT NULL,
    share_id uuid,
    verification_id uuid,
    CONSTRAINT pk_disclosure PRIMARY KEY (id),
    CONSTRAINT ck_disclosure_disclosurekind CHECK (
        kind IN ('RECEIVED', 'OPENED', 'VERIFIED', 'PHOTO_VIEWED', 'DOWNLOADED')
    ),
    CONSTRAINT ck_disclosure_accessway CHECK (way IN ('CONSOLE', 'API', 'WEBHOOK', 'MAIL')),
    CONSTRAINT fk_disclosure_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_disclosure_actorkind CHECK (
        actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM', 'ANONYMOUS')
    ),
    CONSTRAINT fk_disclosure_candidate_id FOREIGN KEY (candidate_id) REFERENCES candidate (id),
    CONSTRAINT fk_disclosure_result_id FOREIGN KEY (result_id) REFERENCES result (id),
    CONSTRAINT fk_disclosure_share_id FOREIGN KEY (share_id) REFERENCES share (id),
    CONSTRAINT fk_disclosure_verification_id FOREIGN KEY (verification_id) REFERENCES verification (id)
);
CREATE INDEX ix_disclosure_candidate_id_occurred_at_id ON disclosure (candidate_id, occurred_at, id);
CREATE INDEX ix_disclosure_organisation_id_occurred_at_id ON disclosure (organisation_id, occurred_at, id);
CREATE INDEX ix_disclosure_result_id_organisation_id ON disclosure (result_id, organisation_id);
CREATE UNIQUE INDEX uq_disclosure_once_a_day
    ON disclosure (result_id, organisation_id, version, kind, way, actor_id, on_day)
    WHERE kind IN ('RECEIVED', 'PHOTO_VIEWED');

CREATE TABLE audit_entry (
    id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    organisation_id uuid,
    actor_kind varchar(40) NOT NULL,
    actor_id uuid,
    action varchar NOT NULL,
    code varchar,
    subject_id varchar,
    count integer,
    address varchar,
    CONSTRAINT pk_audit_entry PRIMARY KEY (id),
    CONSTRAINT fk_audit_entry_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_audit_entry_actorkind CHECK (
        actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM', 'ANONYMOUS')
    )
);
CREATE INDEX ix_audit_entry_occurred_at_id ON audit_entry (occurred_at, id);
CREATE INDEX ix_audit_entry_organisation_id_occurred_at_id ON audit_entry (organisation_id, occurred_at, id);

CREATE TABLE audit_pending (
    entry_id uuid NOT NULL,
    CONSTRAINT pk_audit_pending PRIMARY KEY (entry_id),
    CONSTRAINT fk_audit_pending_entry_id FOREIGN KEY (entry_id) REFERENCES audit_entry (id)
);

CREATE TABLE audit_seal (
    sequence bigint NOT NULL,
    entry_id uuid NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    CONSTRAINT pk_audit_seal PRIMARY KEY (sequence),
    CONSTRAINT uq_audit_seal_entry_id UNIQUE (entry_id),
    CONSTRAINT fk_audit_seal_entry_id FOREIGN KEY (entry_id) REFERENCES audit_entry (id)
);

CREATE TABLE audit_head (
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    signature bytea NOT NULL,
    CONSTRAINT pk_audit_head PRIMARY KEY (sequence),
    CONSTRAINT fk_audit_head_sequence FOREIGN KEY (sequence) REFERENCES audit_seal (sequence)
);
