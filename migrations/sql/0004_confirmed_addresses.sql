-- A candidate's address is somebody else's word until its mailbox and its account have both been shown.

ALTER TABLE candidate_account ADD COLUMN email_confirmed_at timestamptz;
GRANT UPDATE (email, email_confirmed_at, claimed_at) ON candidate_account TO rvs_app;
GRANT DELETE ON candidate_account TO rvs_app;
CREATE POLICY remove ON candidate_account FOR DELETE USING ((SELECT viewer_is_system()));

ALTER TABLE link
    DROP CONSTRAINT ck_link_purpose_of_owner,
    ADD CONSTRAINT ck_link_purpose_of_owner CHECK (
        CASE purpose
            WHEN 'SET_PASSWORD' THEN application_id IS NULL
            WHEN 'CONFIRM_EMAIL' THEN num_nonnulls(application_id, candidate_account_id) = 1
            ELSE application_id IS NOT NULL
        END
    );

-- Who has set a password by a link in a mail has shown the mailbox; whose address nobody has shown claims again, with
-- number and secret. Row-level security binds the owner too; it is lifted for this look and write.
ALTER TABLE candidate_account NO FORCE ROW LEVEL SECURITY;
ALTER TABLE link NO FORCE ROW LEVEL SECURITY;
UPDATE candidate_account SET email_confirmed_at = shown.at
FROM (
    SELECT candidate_account_id, min(used_at) AS at FROM link
    WHERE purpose = 'SET_PASSWORD' AND used_at IS NOT NULL GROUP BY candidate_account_id
) AS shown
WHERE shown.candidate_account_id = candidate_account.id;
ALTER TABLE candidate_account FORCE ROW LEVEL SECURITY;
ALTER TABLE link FORCE ROW LEVEL SECURITY;
