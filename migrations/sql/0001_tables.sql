-- The tables as they stood at this migration, written from the models of that day. Never edited again.

CREATE TABLE candidate (
    id uuid NOT NULL,
    candidate_number varchar NOT NULL,
    secret_hash bytea NOT NULL,
    family_name varchar NOT NULL,
    given_name varchar NOT NULL,
    native_name varchar,
    date_of_birth date NOT NULL,
    CONSTRAINT pk_candidate PRIMARY KEY (id),
    CONSTRAINT uq_candidate_candidate_number UNIQUE (candidate_number)
);

CREATE TABLE centre (
    id uuid NOT NULL,
    number varchar NOT NULL,
    name varchar NOT NULL,
    city varchar NOT NULL,
    country varchar(2) NOT NULL,
    CONSTRAINT pk_centre PRIMARY KEY (id),
    CONSTRAINT uq_centre_number UNIQUE (number),
    CONSTRAINT ck_centre_country CHECK (country ~ '^[A-Z]{2}$')
);

CREATE TABLE exam (
    code varchar(40) NOT NULL,
    position integer NOT NULL,
    name_en varchar NOT NULL,
    name_ja varchar NOT NULL,
    for_schools boolean NOT NULL,
    has_photo boolean NOT NULL,
    skills text[] NOT NULL,
    min_score integer,
    max_score integer,
    first_session date,
    last_session date,
    CONSTRAINT pk_exam PRIMARY KEY (code),
    CONSTRAINT ck_exam_examcode CHECK (
        code IN ('A2_KEY', 'A2_KEY_FOR_SCHOOLS', 'B1_PRELIMINARY', 'B1_PRELIMINARY_FOR_SCHOOLS', 'B2_FIRST',
        'B2_FIRST_FOR_SCHOOLS', 'C1_ADVANCED', 'C2_PROFICIENCY', 'B1_BUSINESS_PRELIMINARY', 'B2_BUSINESS_VANTAGE',
        'C1_BUSINESS_HIGHER', 'DELTA_MODULE_ONE')
    )
);

CREATE TABLE import (
    id uuid NOT NULL,
    filename varchar NOT NULL,
    sha256 bytea,
    status varchar(40) NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    rows integer NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    rejected integer NOT NULL,
    photos integer NOT NULL,
    rejects_path varchar,
    failure varchar,
    CONSTRAINT pk_import PRIMARY KEY (id),
    CONSTRAINT ck_import_rows_add_up CHECK (rows = added + changed + unchanged + rejected),
    CONSTRAINT ck_import_jobstatus CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'))
);

CREATE TABLE organisation (
    id uuid NOT NULL,
    name varchar NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    city varchar NOT NULL,
    country varchar(2) NOT NULL,
    website varchar,
    status varchar(40) NOT NULL,
    recognised_exams text[] NOT NULL,
    approved_at timestamptz NOT NULL,
    CONSTRAINT pk_organisation PRIMARY KEY (id),
    CONSTRAINT ck_organisation_country CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT ck_organisation_organisationstatus CHECK (status IN ('APPROVED', 'SUSPENDED'))
);
CREATE INDEX ix_organisation_sort_name_id ON organisation (sort_name, id);

CREATE TABLE app_user (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    email varchar NOT NULL,
    password_hash varchar,
    family_name varchar NOT NULL,
    given_name varchar NOT NULL,
    role varchar(40) NOT NULL,
    status varchar(40) NOT NULL,
    may_view_photos boolean NOT NULL,
    may_manage_api boolean NOT NULL,
    language varchar(40) NOT NULL,
    joined_at timestamptz NOT NULL,
    last_seen_at timestamptz,
    invited_at timestamptz,
    seen_until bigint NOT NULL,
    CONSTRAINT pk_app_user PRIMARY KEY (id),
    CONSTRAINT uq_app_user_email UNIQUE (email),
    CONSTRAINT ck_app_user_email_folded CHECK (email = lower(email)),
    CONSTRAINT ck_app_user_password_once_active CHECK ((status = 'INVITED') = (password_hash IS NULL)),
    CONSTRAINT fk_app_user_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_app_user_userrole CHECK (role IN ('PRIMARY', 'MEMBER')),
    CONSTRAINT ck_app_user_userstatus CHECK (status IN ('INVITED', 'ACTIVE')),
    CONSTRAINT ck_app_user_language CHECK (language IN ('EN', 'JA'))
);
CREATE INDEX ix_app_user_organisation_id ON app_user (organisation_id);

CREATE TABLE candidate_account (
    id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    email varchar NOT NULL,
    password_hash varchar NOT NULL,
    language varchar(40) NOT NULL,
    claimed_at timestamptz NOT NULL,
    CONSTRAINT pk_candidate_account PRIMARY KEY (id),
    CONSTRAINT uq_candidate_account_email UNIQUE (email),
    CONSTRAINT uq_candidate_account_candidate_id UNIQUE (candidate_id),
    CONSTRAINT ck_candidate_account_email_folded CHECK (email = lower(email)),
    CONSTRAINT fk_candidate_account_candidate_id FOREIGN KEY (candidate_id) REFERENCES candidate (id),
    CONSTRAINT ck_candidate_account_language CHECK (language IN ('EN', 'JA'))
);

CREATE TABLE event_head (
    organisation_id uuid NOT NULL,
    last bigint NOT NULL,
    pruned bigint NOT NULL,
    CONSTRAINT pk_event_head PRIMARY KEY (organisation_id),
    CONSTRAINT fk_event_head_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
);

CREATE TABLE exam_band (
    exam_code varchar(40) NOT NULL,
    valid_from date NOT NULL,
    min_score integer NOT NULL,
    max_score integer NOT NULL,
    grade varchar(40) NOT NULL,
    cefr_level varchar(40),
    valid_to date,
    CONSTRAINT pk_exam_band PRIMARY KEY (exam_code, valid_from, min_score),
    CONSTRAINT ck_exam_band_examcode CHECK (
        exam_code IN ('A2_KEY', 'A2_KEY_FOR_SCHOOLS', 'B1_PRELIMINARY', 'B1_PRELIMINARY_FOR_SCHOOLS', 'B2_FIRST',
        'B2_FIRST_FOR_SCHOOLS', 'C1_ADVANCED', 'C2_PROFICIENCY', 'B1_BUSINESS_PRELIMINARY', 'B2_BUSINESS_VANTAGE',
        'C1_BUSINESS_HIGHER', 'DELTA_MODULE_ONE')
    ),
    CONSTRAINT fk_exam_band_exam_code FOREIGN KEY (exam_code) REFERENCES exam (code),
    CONSTRAINT ck_exam_band_grade CHECK (
        grade IN ('A', 'B', 'C', 'PASS_WITH_DISTINCTION', 'PASS_WITH_MERIT', 'PASS', 'FAIL', 'LEVEL_A1',
        'LEVEL_A2', 'LEVEL_B1', 'LEVEL_B2', 'LEVEL_C1')
    ),
    CONSTRAINT ck_exam_band_cefrlevel CHECK (cefr_level IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2'))
);

CREATE TABLE job (
    id uuid NOT NULL,
    kind varchar NOT NULL,
    arguments jsonb NOT NULL,
    organisation_id uuid,
    status varchar(40) NOT NULL,
    attempt integer NOT NULL,
    run_at timestamptz NOT NULL,
    lease_until timestamptz,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    failure varchar,
    CONSTRAINT pk_job PRIMARY KEY (id),
    CONSTRAINT ck_job_leased_while_running CHECK ((status = 'RUNNING') = (lease_until IS NOT NULL)),
    CONSTRAINT fk_job_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_job_jobstatus CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'))
);
CREATE INDEX ix_job_due ON job (run_at, id) WHERE status IN ('QUEUED', 'RUNNING');

CREATE TABLE result (
    id uuid NOT NULL,
    statement_number varchar NOT NULL,
    candidate_id uuid NOT NULL,
    exam_code varchar(40) NOT NULL,
    session_date date NOT NULL,
    centre_id uuid NOT NULL,
    status varchar(40) NOT NULL,
    version integer NOT NULL,
    released_at timestamptz,
    overall_score smallint,
    grade varchar(40),
    cefr_level varchar(40),
    certificated boolean NOT NULL,
    scores smallint[] NOT NULL,
    levels text[] NOT NULL,
    family_name varchar NOT NULL,
    given_name varchar NOT NULL,
    display_name varchar NOT NULL,
    native_name varchar,
    date_of_birth date NOT NULL,
    has_photo boolean NOT NULL,
    CONSTRAINT pk_result PRIMARY KEY (id),
    CONSTRAINT uq_result_statement_number UNIQUE (statement_number),
    CONSTRAINT ck_result_scores_only_when_released CHECK (
        status = 'RELEASED' OR (overall_score IS NULL AND grade IS NULL AND cefr_level IS NULL AND NOT
        certificated AND cardinality(scores) = 0)
    ),
    CONSTRAINT ck_result_a_level_each_score CHECK (cardinality(scores) = cardinality(levels)),
    CONSTRAINT ck_result_version CHECK (version > 0),
    CONSTRAINT fk_result_candidate_id FOREIGN KEY (candidate_id) REFERENCES candidate (id),
    CONSTRAINT ck_result_examcode CHECK (
        exam_code IN ('A2_KEY', 'A2_KEY_FOR_SCHOOLS', 'B1_PRELIMINARY', 'B1_PRELIMINARY_FOR_SCHOOLS', 'B2_FIRST',
        'B2_FIRST_FOR_SCHOOLS', 'C1_ADVANCED', 'C2_PROFICIENCY', 'B1_BUSINESS_PRELIMINARY', 'B2_BUSINESS_VANTAGE',
        'C1_BUSINESS_HIGHER', 'DELTA_MODULE_ONE')
    ),
    CONSTRAINT fk_result_exam_code FOREIGN KEY (exam_code) REFERENCES exam (code),
    CONSTRAINT fk_result_centre_id FOREIGN KEY (centre_id) REFERENCES centre (id),
    CONSTRAINT ck_result_resultstatus CHECK (status IN ('RELEASED', 'PENDING', 'WITHHELD', 'ABSENT', 'CANCELLED')),
    CONSTRAINT ck_result_grade CHECK (
        grade IN ('A', 'B', 'C', 'PASS_WITH_DISTINCTION', 'PASS_WITH_MERIT', 'PASS', 'FAIL', 'LEVEL_A1',
        'LEVEL_A2', 'LEVEL_B1', 'LEVEL_B2', 'LEVEL_C1')
    ),
    CONSTRAINT ck_result_cefrlevel CHECK (cefr_level IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2'))
);
CREATE INDEX ix_result_candidate_id ON result (candidate_id);

CREATE TABLE photo (
    result_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    jpeg bytea NOT NULL,
    CONSTRAINT pk_photo PRIMARY KEY (result_id),
    CONSTRAINT fk_photo_result_id FOREIGN KEY (result_id) REFERENCES result (id)
);

CREATE TABLE result_version (
    result_id uuid NOT NULL,
    version integer NOT NULL,
    status varchar(40) NOT NULL,
    recorded_at timestamptz NOT NULL,
    reason varchar,
    changes text[] NOT NULL,
    exam_code varchar(40) NOT NULL,
    session_date date NOT NULL,
    centre_id uuid NOT NULL,
    overall_score smallint,
    grade varchar(40),
    cefr_level varchar(40),
    certificated boolean NOT NULL,
    scores smallint[] NOT NULL,
    levels text[] NOT NULL,
    family_name varchar NOT NULL,
    given_name varchar NOT NULL,
    date_of_birth date NOT NULL,
    photo_sha256 bytea,
    CONSTRAINT pk_result_version PRIMARY KEY (result_id, version),
    CONSTRAINT fk_result_version_result_id FOREIGN KEY (result_id) REFERENCES result (id),
    CONSTRAINT ck_result_version_resultstatus CHECK (
        status IN ('RELEASED', 'PENDING', 'WITHHELD', 'ABSENT', 'CANCELLED')
    ),
    CONSTRAINT ck_result_version_examcode CHECK (
        exam_code IN ('A2_KEY', 'A2_KEY_FOR_SCHOOLS', 'B1_PRELIMINARY', 'B1_PRELIMINARY_FOR_SCHOOLS', 'B2_FIRST',
        'B2_FIRST_FOR_SCHOOLS', 'C1_ADVANCED', 'C2_PROFICIENCY', 'B1_BUSINESS_PRELIMINARY', 'B2_BUSINESS_VANTAGE',
        'C1_BUSINESS_HIGHER', 'DELTA_MODULE_ONE')
    ),
    CONSTRAINT fk_result_version_centre_id FOREIGN KEY (centre_id) REFERENCES centre (id),
    CONSTRAINT ck_result_version_grade CHECK (
        grade IN ('A', 'B', 'C', 'PASS_WITH_DISTINCTION', 'PASS_WITH_MERIT', 'PASS', 'FAIL', 'LEVEL_A1',
        'LEVEL_A2', 'LEVEL_B1', 'LEVEL_B2', 'LEVEL_C1')
    ),
    CONSTRAINT ck_result_version_cefrlevel CHECK (cefr_level IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2'))
);

CREATE TABLE session (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    kind varchar(40) NOT NULL,
    user_id uuid,
    candidate_account_id uuid,
    started_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    address varchar NOT NULL,
    user_agent varchar,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT uq_session_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_session_one_account CHECK (
        (kind = 'ORGANISATION') = (user_id IS NOT NULL) AND (kind = 'CANDIDATE') = (candidate_account_id IS NOT
        NULL)
    ),
    CONSTRAINT ck_session_accountkind CHECK (kind IN ('ORGANISATION', 'CANDIDATE')),
    CONSTRAINT fk_session_user_id FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
    CONSTRAINT fk_session_candidate_account_id
        FOREIGN KEY (candidate_account_id) REFERENCES candidate_account (id) ON DELETE CASCADE
);
CREATE INDEX ix_session_candidate_account_id ON session (candidate_account_id);
CREATE INDEX ix_session_user_id ON session (user_id);

CREATE TABLE share (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    result_id uuid NOT NULL,
    shared_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    ended_at timestamptz,
    opened_at timestamptz,
    hide_photo boolean NOT NULL,
    sequence bigint,
    candidate_name varchar NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    sort_score smallint,
    sort_session date NOT NULL,
    search_text text COLLATE "C" NOT NULL,
    CONSTRAINT pk_share PRIMARY KEY (id),
    CONSTRAINT ck_share_revoked_is_ended CHECK ((revoked_at IS NULL) OR (ended_at = revoked_at)),
    CONSTRAINT fk_share_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT fk_share_candidate_id FOREIGN KEY (candidate_id) REFERENCES candidate (id),
    CONSTRAINT fk_share_result_id FOREIGN KEY (result_id) REFERENCES result (id)
);
CREATE INDEX ix_share_candidate_id_shared_at_id ON share (candidate_id, shared_at, id);
CREATE INDEX ix_share_organisation_id_sequence ON share (organisation_id, sequence);
CREATE INDEX ix_share_organisation_id_shared_at_id ON share (organisation_id, shared_at, id);
CREATE INDEX ix_share_organisation_id_sort_name_id ON share (organisation_id, sort_name, id);
CREATE INDEX ix_share_organisation_id_sort_session_id ON share (organisation_id, sort_session, id);
CREATE INDEX ix_share_result_id_organisation_id ON share (result_id, organisation_id);
CREATE INDEX ix_share_score_ascending ON share (
    organisation_id, (CASE WHEN sort_score IS NULL THEN '32767'::smallint ELSE sort_score END), id
);
CREATE INDEX ix_share_score_descending ON share (
    organisation_id, (CASE WHEN sort_score IS NULL THEN '-1'::smallint ELSE sort_score END), id
);
CREATE INDEX ix_share_search_terms ON share USING gin (search_terms(organisation_id, search_text))
    WITH (fastupdate = off);
CREATE UNIQUE INDEX uq_share_result_id_organisation_id_unended ON share (result_id, organisation_id)
    INCLUDE (expires_at, candidate_id) WHERE ended_at IS NULL;

CREATE TABLE verification (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    actor_kind varchar(40) NOT NULL,
    actor_id uuid NOT NULL,
    statement_number varchar NOT NULL,
    applicant_reference varchar,
    outcome varchar(40) NOT NULL,
    result_id uuid,
    result_version integer,
    checked_at timestamptz NOT NULL,
    CONSTRAINT pk_verification PRIMARY KEY (id),
    CONSTRAINT ck_verification_result_unless_no_match CHECK ((outcome = 'NO_MATCH') = (result_id IS NULL)),
    CONSTRAINT ck_verification_version_of_result CHECK ((result_id IS NULL) = (result_version IS NULL)),
    CONSTRAINT fk_verification_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_verification_actorkind CHECK (actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM')),
    CONSTRAINT ck_verification_verificationoutcome CHECK (
        outcome IN ('MATCH', 'NO_MATCH', 'PENDING', 'WITHHELD', 'ABSENT', 'CANCELLED')
    ),
    CONSTRAINT fk_verification_result_id FOREIGN KEY (result_id) REFERENCES result (id)
);
CREATE INDEX ix_verification_actor_id_checked_at ON verification (actor_id, checked_at);
CREATE INDEX ix_verification_organisation_id_checked_at_id ON verification (organisation_id, checked_at, id);
CREATE INDEX ix_verification_result_id_organisation_id ON verification (result_id, organisation_id);
CREATE INDEX ix_verification_statement_number_checked_at ON verification (statement_number, checked_at);

CREATE TABLE event (
    organisation_id uuid NOT NULL,
    sequence bigint NOT NULL,
    id uuid NOT NULL,
    kind varchar(40) NOT NULL,
    occurred_at timestamptz NOT NULL,
    actor_kind varchar(40) NOT NULL,
    actor_id uuid,
    share_id uuid,
    result_id uuid,
    result_version integer,
    verification_id uuid,
    CONSTRAINT pk_event PRIMARY KEY (organisation_id, sequence),
    CONSTRAINT uq_event_id UNIQUE (id),
    CONSTRAINT fk_event_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_event_eventkind CHECK (
        kind IN ('SHARE_RECEIVED', 'SHARE_OPENED', 'SHARE_UPDATED', 'SHARE_REVOKED', 'SHARE_EXPIRED',
        'RESULT_CORRECTED', 'RESULT_CANCELLED', 'RESULT_WITHHELD', 'RESULT_RELEASED', 'VERIFICATION_MADE')
    ),
    CONSTRAINT ck_event_actorkind CHECK (actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM')),
    CONSTRAINT fk_event_share_id FOREIGN KEY (share_id) REFERENCES share (id),
    CONSTRAINT fk_event_result_id FOREIGN KEY (result_id) REFERENCES result (id),
    CONSTRAINT fk_event_verification_id FOREIGN KEY (verification_id) REFERENCES verification (id)
);
CREATE INDEX ix_event_share_id ON event (share_id) WHERE share_id IS NOT NULL;

CREATE TABLE sighting (
    share_id uuid NOT NULL,
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    seen_at timestamptz NOT NULL,
    opened_at timestamptz,
    opened_version integer,
    CONSTRAINT pk_sighting PRIMARY KEY (share_id, user_id),
    CONSTRAINT ck_sighting_a_version_each_opening CHECK ((opened_at IS NULL) = (opened_version IS NULL)),
    CONSTRAINT fk_sighting_share_id FOREIGN KEY (share_id) REFERENCES share (id) ON DELETE CASCADE,
    CONSTRAINT fk_sighting_user_id FOREIGN KEY (user_id) REFERENCES app_user (id),
    CONSTRAINT fk_sighting_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
);
CREATE INDEX ix_sighting_user_id_organisation_id ON sighting (user_id, organisation_id);
