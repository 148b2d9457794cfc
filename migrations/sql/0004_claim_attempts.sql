-- Wrong secrets at candidate numbers, of those that exist and those that do not alike: one table, one lock, one decay.

CREATE TABLE claim_attempt (
    id uuid NOT NULL,
    number_hash bytea NOT NULL,
    failures integer NOT NULL,
    locked_until timestamptz,
    tried_at timestamptz NOT NULL,
    CONSTRAINT pk_claim_attempt PRIMARY KEY (id),
    CONSTRAINT uq_claim_attempt_number_hash UNIQUE (number_hash)
);
CREATE INDEX ix_claim_attempt_tried_at ON claim_attempt (tried_at);

-- Row-level security binds the owner too; it is lifted for this look.
ALTER TABLE candidate NO FORCE ROW LEVEL SECURITY;
INSERT INTO claim_attempt (id, number_hash, failures, locked_until, tried_at)
SELECT gen_random_uuid(), sha256(convert_to(candidate_number, 'UTF8')), claim_failures, claim_locked_until, now()
FROM candidate WHERE claim_failures > 0 OR claim_locked_until > now();
ALTER TABLE candidate FORCE ROW LEVEL SECURITY;
ALTER TABLE candidate DROP COLUMN claim_failures, DROP COLUMN claim_locked_until;

CREATE POLICY read ON claim_attempt FOR SELECT USING ((SELECT viewer_is_system()));
CREATE POLICY add ON claim_attempt FOR INSERT WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY change ON claim_attempt FOR UPDATE USING ((SELECT viewer_is_system()));
CREATE POLICY remove ON claim_attempt FOR DELETE USING ((SELECT viewer_is_system()));
ALTER TABLE claim_attempt ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON claim_attempt TO rvs_app;
GRANT UPDATE (failures, locked_until, tried_at) ON claim_attempt TO rvs_app;
