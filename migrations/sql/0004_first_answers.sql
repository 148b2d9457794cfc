-- What mutations with an idempotencyKey have done, for a day.

CREATE TABLE first_answer (
    id uuid NOT NULL,
    key_hash bytea NOT NULL,
    input_hash bytea NOT NULL,
    subject_ids uuid[] NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_first_answer PRIMARY KEY (id),
    CONSTRAINT uq_first_answer_key_hash UNIQUE (key_hash)
);
CREATE INDEX ix_first_answer_created_at ON first_answer (created_at);

-- The service's own: who repeats a request is known by the key's digest, which holds who asks.
CREATE POLICY read ON first_answer FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY add ON first_answer FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON first_answer FOR UPDATE USING ((SELECT viewer_is_system()));
CREATE POLICY remove ON first_answer FOR DELETE USING ((SELECT viewer_is_system()));
ALTER TABLE first_answer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON first_answer TO rvs_app;
GRANT UPDATE (input_hash, subject_ids, created_at) ON first_answer TO rvs_app;
