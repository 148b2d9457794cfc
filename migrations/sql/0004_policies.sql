-- Who writes of oneself writes what one is; what is written down names what its writer sees.

-- The access ledger: a result that the writer sees at that moment, and its own candidate. (One probe a row; `result` asks
-- shares and checks, which do not ask the ledger.)
ALTER POLICY add ON disclosure WITH CHECK (
    (SELECT viewer_is_system())
    OR organisation_id = (SELECT viewer_organisation())
       AND (
           actor_kind = 'USER' AND actor_id = (SELECT viewer_user())
           OR actor_kind = 'API_KEY' AND actor_id = (SELECT viewer_key())
       )
       AND EXISTS (
           SELECT FROM result
           WHERE result.id = disclosure.result_id AND result.candidate_id = disclosure.candidate_id
       )
);

ALTER POLICY add ON audit_entry WITH CHECK (
    (SELECT viewer_is_system())
    OR (actor_id IS NULL AND actor_kind = 'ANONYMOUS')
    OR (
        actor_id = CASE actor_kind
            WHEN 'USER' THEN (SELECT viewer_user())
            WHEN 'API_KEY' THEN (SELECT viewer_key())
            WHEN 'CANDIDATE' THEN (SELECT viewer_account())
            WHEN 'STAFF' THEN (SELECT viewer_staff())
        END
        AND (organisation_id IS NULL OR organisation_id = (SELECT viewer_organisation()) OR (SELECT viewer_is_board()))
    )
);

-- Shares: with an organisation, or by an own invitation that waits for one. (`invitation` asks no other table.)
ALTER POLICY add ON share WITH CHECK (
    (SELECT viewer_is_system())
    OR candidate_id = (SELECT viewer_candidate())
       AND result_id = ANY ((SELECT candidate_results())::uuid[])
       AND opened_at IS NULL AND ended_at IS NULL AND revoked_at IS NULL AND sequence IS NULL
       AND num_nonnulls(organisation_id, invitation_id) = 1
       AND (invitation_id IS NULL OR EXISTS (SELECT FROM invitation WHERE invitation.id = share.invitation_id))
);
