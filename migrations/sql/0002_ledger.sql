-- What was disclosed before there was a ledger: openings and matches of checks, as their own tables have them. Row-level
-- security binds the owner too; it is lifted for this transaction's look and write, and binds again at its end.
ALTER TABLE disclosure NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sighting NO FORCE ROW LEVEL SECURITY;
ALTER TABLE share NO FORCE ROW LEVEL SECURITY;
ALTER TABLE verification NO FORCE ROW LEVEL SECURITY;
ALTER TABLE result NO FORCE ROW LEVEL SECURITY;

INSERT INTO disclosure (
    id, kind, way, occurred_at, on_day, organisation_id, actor_kind, actor_id, candidate_id, result_id, version, share_id
)
SELECT gen_random_uuid(), 'OPENED', 'CONSOLE', sighting.opened_at, (sighting.opened_at AT TIME ZONE 'UTC')::date,
       sighting.organisation_id, 'USER', sighting.user_id, share.candidate_id, share.result_id, sighting.opened_version,
       share.id
FROM sighting JOIN share ON share.id = sighting.share_id
WHERE sighting.opened_at IS NOT NULL;

INSERT INTO disclosure (
    id, kind, way, occurred_at, on_day, organisation_id, actor_kind, actor_id, candidate_id, result_id, version,
    verification_id
)
SELECT gen_random_uuid(), 'VERIFIED', 'CONSOLE', verification.checked_at, (verification.checked_at AT TIME ZONE 'UTC')::date,
       verification.organisation_id, verification.actor_kind, verification.actor_id, result.candidate_id, result.id,
       verification.result_version, verification.id
FROM verification JOIN result ON result.id = verification.result_id;

ALTER TABLE disclosure FORCE ROW LEVEL SECURITY;
ALTER TABLE sighting FORCE ROW LEVEL SECURITY;
ALTER TABLE share FORCE ROW LEVEL SECURITY;
ALTER TABLE verification FORCE ROW LEVEL SECURITY;
ALTER TABLE result FORCE ROW LEVEL SECURITY;
