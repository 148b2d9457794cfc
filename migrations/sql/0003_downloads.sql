-- Templates of data files and the history of downloads: tables as of this migration, policies, grants. Never edited again.

CREATE TABLE template (
    id uuid NOT NULL,
    organisation_id uuid,
    version integer NOT NULL,
    deleted_at timestamptz,
    CONSTRAINT pk_template PRIMARY KEY (id),
    CONSTRAINT fk_template_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
);
CREATE INDEX ix_template_organisation_id ON template (organisation_id);
CREATE UNIQUE INDEX uq_template_standard ON template ((organisation_id IS NULL)) WHERE organisation_id IS NULL;

CREATE TABLE template_version (
    template_id uuid NOT NULL,
    version integer NOT NULL,
    organisation_id uuid,
    name varchar NOT NULL,
    columns jsonb NOT NULL,
    date_format varchar NOT NULL,
    component_layout varchar(40) NOT NULL,
    language varchar(40) NOT NULL,
    time_zone varchar NOT NULL,
    updated_at timestamptz NOT NULL,
    actor_kind varchar(40) NOT NULL,
    actor_id uuid,
    CONSTRAINT pk_template_version PRIMARY KEY (template_id, version),
    CONSTRAINT fk_template_version_template_id FOREIGN KEY (template_id) REFERENCES template (id),
    CONSTRAINT fk_template_version_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_template_version_componentlayout CHECK (component_layout IN ('COLUMNS', 'ROWS')),
    CONSTRAINT ck_template_version_language CHECK (language IN ('EN', 'JA')),
    CONSTRAINT ck_template_version_actorkind CHECK (actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM', 'ANONYMOUS'))
);

CREATE TABLE download (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    actor_kind varchar(40) NOT NULL,
    actor_id uuid NOT NULL,
    job_id uuid NOT NULL,
    attempt integer NOT NULL,
    status varchar(40) NOT NULL,
    format varchar(40) NOT NULL,
    filename varchar NOT NULL,
    language varchar(40) NOT NULL,
    time_zone varchar NOT NULL,
    options jsonb NOT NULL,
    choice jsonb NOT NULL,
    template_id uuid,
    template_version integer,
    repeats_id uuid,
    rows integer,
    rows_done integer NOT NULL,
    rows_left_out integer NOT NULL,
    notes jsonb NOT NULL,
    has_photos boolean NOT NULL,
    size bigint,
    sha256 bytea,
    object_key varchar,
    failure varchar,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    expires_at timestamptz,
    fetch_count integer NOT NULL,
    last_fetched_at timestamptz,
    CONSTRAINT pk_download PRIMARY KEY (id),
    CONSTRAINT fk_download_template_id_template_version FOREIGN KEY (template_id, template_version) REFERENCES template_version (template_id, version),
    CONSTRAINT ck_download_size_once_done CHECK ((status = 'DONE') = (size IS NOT NULL)),
    CONSTRAINT ck_download_size_and_digest CHECK ((size IS NULL) = (sha256 IS NULL)),
    CONSTRAINT ck_download_template_unless_pdf CHECK ((template_id IS NULL) = (format = 'PDF')),
    CONSTRAINT ck_download_finished_once_ended CHECK ((status IN ('QUEUED', 'RUNNING')) = (finished_at IS NULL)),
    CONSTRAINT fk_download_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_download_actorkind CHECK (actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM', 'ANONYMOUS')),
    CONSTRAINT ck_download_jobstatus CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
    CONSTRAINT ck_download_downloadformat CHECK (format IN ('XLSX', 'CSV', 'JSON_LINES', 'PDF')),
    CONSTRAINT ck_download_language CHECK (language IN ('EN', 'JA')),
    CONSTRAINT fk_download_repeats_id FOREIGN KEY (repeats_id) REFERENCES download (id)
);
CREATE INDEX ix_download_expires_at ON download (expires_at) WHERE object_key IS NOT NULL;
CREATE INDEX ix_download_organisation_id_started_at_id ON download (organisation_id, started_at, id);

CREATE TABLE download_row (
    download_id uuid NOT NULL,
    attempt integer NOT NULL,
    place integer NOT NULL,
    organisation_id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    result_id uuid NOT NULL,
    version integer NOT NULL,
    share_id uuid,
    verification_id uuid,
    CONSTRAINT pk_download_row PRIMARY KEY (download_id, attempt, place),
    CONSTRAINT fk_download_row_download_id FOREIGN KEY (download_id) REFERENCES download (id) ON DELETE CASCADE
);
CREATE INDEX ix_download_row_candidate_id ON download_row (candidate_id);
CREATE INDEX ix_download_row_result_id_organisation_id ON download_row (result_id, organisation_id);

CREATE TABLE download_fetch (
    id uuid NOT NULL,
    download_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    actor_kind varchar(40) NOT NULL,
    actor_id uuid NOT NULL,
    fetched_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT pk_download_fetch PRIMARY KEY (id),
    CONSTRAINT fk_download_fetch_download_id FOREIGN KEY (download_id) REFERENCES download (id),
    CONSTRAINT fk_download_fetch_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT ck_download_fetch_actorkind CHECK (actor_kind IN ('USER', 'API_KEY', 'CANDIDATE', 'STAFF', 'SYSTEM', 'ANONYMOUS'))
);
CREATE INDEX ix_download_fetch_download_id_actor_id_fetched_at ON download_fetch (download_id, actor_id, fetched_at);
CREATE INDEX ix_download_fetch_organisation_id_fetched_at ON download_fetch (organisation_id, fetched_at);

-- A template and its first version come together.
ALTER TABLE template ADD CONSTRAINT fk_template_version FOREIGN KEY (id, version)
    REFERENCES template_version (template_id, version) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE event
    ADD COLUMN download_id uuid,
    ADD CONSTRAINT fk_event_download_id FOREIGN KEY (download_id) REFERENCES download (id),
    DROP CONSTRAINT ck_event_eventkind,
    ADD CONSTRAINT ck_event_eventkind CHECK (
        kind IN ('SHARE_RECEIVED', 'SHARE_OPENED', 'SHARE_UPDATED', 'SHARE_REVOKED', 'SHARE_EXPIRED',
        'RESULT_CORRECTED', 'RESULT_CANCELLED', 'RESULT_WITHHELD', 'RESULT_RELEASED', 'VERIFICATION_MADE',
        'DOWNLOAD_FINISHED')
    );

-- Actions check who asks, and write as the system. The standard template, which has no organisation, is everybody's.
CREATE POLICY read ON template FOR SELECT
USING (
    organisation_id = (SELECT viewer_organisation())
    OR organisation_id IS NULL AND (SELECT viewer_organisation()) IS NOT NULL
    OR (SELECT viewer_is_system())
);
CREATE POLICY add ON template FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON template FOR UPDATE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON template_version FOR SELECT
USING (
    organisation_id = (SELECT viewer_organisation())
    OR organisation_id IS NULL AND (SELECT viewer_organisation()) IS NOT NULL
    OR (SELECT viewer_is_system())
);
CREATE POLICY add ON template_version FOR INSERT WITH CHECK ((SELECT viewer_is_system()));

CREATE POLICY read ON download FOR SELECT
USING (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_system()));
CREATE POLICY add ON download FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON download FOR UPDATE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON download_row FOR SELECT
USING (
    organisation_id = (SELECT viewer_organisation())
    OR candidate_id = (SELECT viewer_candidate())
    OR (SELECT viewer_is_system())
);
CREATE POLICY add ON download_row FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY remove ON download_row FOR DELETE USING ((SELECT viewer_is_system()));

CREATE POLICY read ON download_fetch FOR SELECT
USING (organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_system()));
CREATE POLICY add ON download_fetch FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON download_fetch FOR UPDATE USING ((SELECT viewer_is_system()));

ALTER TABLE template ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE template_version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE download ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE download_row ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE download_fetch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT ON template, template_version, download, download_row, download_fetch TO rvs_app;
GRANT DELETE ON download_row TO rvs_app;
GRANT UPDATE (version, deleted_at) ON template TO rvs_app;
GRANT UPDATE (
    attempt, status, rows, rows_done, rows_left_out, notes, has_photos, size, sha256, object_key, failure, finished_at,
    expires_at, fetch_count, last_fetched_at
) ON download TO rvs_app;
GRANT UPDATE (last_at) ON download_fetch TO rvs_app;
