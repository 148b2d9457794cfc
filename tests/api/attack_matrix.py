"""Who may do what: each root field, each field of an organisation, of the board and of a candidate's account, by each
kind of viewer, with the expected answer. One table; a field without a row fails the test.

A cell is the `__typename` of a mutation's payload, or the code of an error (UNAUTHENTICATED, FORBIDDEN,
FORBIDDEN:SCOPE),
or for queries `yes` (something), `null`. What every viewer of a row gets is written once, before the exceptions."""

from collections.abc import Mapping

VIEWERS = (
    "nobody",
    "member",
    "primary",
    "photoless",
    "other",
    "suspended",
    "candidate",
    "other_candidate",
    "scopeless_key",
    "expired_key",
    "staff",
)
"""`member`, `primary` and `photoless` (a member without the permission to see photos) are of the organisation whose ids
are used, `other` is the primary user of another one; `scopeless_key` has one scope only, DOWNLOAD."""

#: Credentials that are good for nothing are refused before anything is looked at.
REFUSED = {"suspended": "UNAUTHENTICATED", "expired_key": "UNAUTHENTICATED"}


def row(everybody: str, **others: str) -> Mapping[str, str]:
    """`everybody`'s cell, but for the viewers named."""
    return dict.fromkeys(VIEWERS, everybody) | REFUSED | others


def organisations(theirs: str, *, elsewhere: str, key: str, **others: str) -> Mapping[str, str]:
    """What users of organisations may do: by the organisation's, by another's, by a key that lacks the scope."""
    users = dict.fromkeys(("member", "primary", "photoless"), theirs)
    return row("Forbidden", nobody="NotSignedIn", other=elsewhere, scopeless_key=key) | users | others


def primaries(theirs: str, *, elsewhere: str, **others: str) -> Mapping[str, str]:
    """What primary users alone may do."""
    return row("Forbidden", nobody="NotSignedIn", primary=theirs, other=elsewhere) | others


def candidates(theirs: str, *, elsewhere: str, **others: str) -> Mapping[str, str]:
    """What candidates alone may do, each with what is theirs."""
    return row("Forbidden", nobody="NotSignedIn", candidate=theirs, other_candidate=elsewhere) | others


def board(theirs: str) -> Mapping[str, str]:
    """What staff alone may do."""
    return row("Forbidden", nobody="NotSignedIn", staff=theirs)


#: The fact of each mutation for whom it is meant. Arguments: tests/api/attack_world.py.
MUTATIONS: Mapping[str, Mapping[str, str]] = {
    # becoming a member: everybody's, signed in or not
    "registerOrganisation": row("OrganisationRegistered"),
    "confirmEmail": row("EmailConfirmed"),
    "requestPasswordLink": row("PasswordLinkRequested"),
    "setPassword": row("PasswordSet"),
    "claimCandidateAccount": row("CandidateAccountClaimed"),
    # signing in
    "signIn": row("SignedIn"),
    "completeSignIn": row("WrongCredentials"),
    "signOut": row("SignedOut", nobody="NotSignedIn", scopeless_key="NotSignedIn"),
    "changePassword": row("WrongCredentials", nobody="NotSignedIn", scopeless_key="Forbidden"),
    "endSessions": row("SessionsEnded", nobody="NotSignedIn", scopeless_key="Forbidden"),
    "startSecondFactor": row("WrongCredentials", nobody="NotSignedIn", scopeless_key="Forbidden"),
    "confirmSecondFactor": row("WrongCredentials", nobody="NotSignedIn", scopeless_key="Forbidden"),
    "removeSecondFactor": row("WrongCredentials", nobody="NotSignedIn", scopeless_key="Forbidden"),
    "resetSecondFactor": primaries("WrongCredentials", elsewhere="WrongCredentials"),
    # the organisation and its users
    "updateOrganisation": primaries("OrganisationUpdated", elsewhere="OrganisationUpdated"),
    "addUser": primaries("UserAdded", elsewhere="UserAdded"),
    "updateUser": primaries("UserUpdated", elsewhere="NotFound"),
    "removeUser": primaries("UserRemoved", elsewhere="NotFound"),
    "resendInvitation": primaries("InvitationSent", elsewhere="NotFound"),
    "transferPrimary": primaries("PrimaryTransferred", elsewhere="NotFound"),
    # sharing
    "shareResults": candidates("ResultsShared", elsewhere="NotFound"),
    "updateShare": candidates("ShareUpdated", elsewhere="NotFound"),
    "revokeShare": candidates("ShareRevoked", elsewhere="NotFound"),
    "openShare": organisations("ShareOpened", elsewhere="NotFound", key="Forbidden"),
    "markSharesSeen": organisations("SharesMarkedSeen", elsewhere="NotFound", key="Forbidden"),
    # verifying
    "verifyResult": organisations("ResultVerified", elsewhere="ResultVerified", key="Forbidden:VERIFY"),
    # downloading
    "startDownload": organisations("DownloadStarted", elsewhere="NotFound", key="DownloadStarted"),
    "repeatDownload": organisations("DownloadStarted", elsewhere="NotFound", key="DownloadStarted"),
    "cancelDownload": organisations("DownloadCancelled", elsewhere="NotFound", key="DownloadCancelled"),
    "createTemplate": organisations("TemplateCreated", elsewhere="TemplateCreated", key="TemplateCreated"),
    "updateTemplate": organisations("TemplateUpdated", elsewhere="NotFound", key="TemplateUpdated"),
    "deleteTemplate": organisations("TemplateDeleted", elsewhere="NotFound", key="TemplateDeleted"),
    # keys
    "createApiKey": primaries("ApiKeyCreated", elsewhere="ApiKeyCreated"),
    "rotateApiKey": primaries("ApiKeyRotated", elsewhere="NotFound", scopeless_key="NotFound"),
    "revokeApiKey": primaries("ApiKeyRevoked", elsewhere="NotFound"),
    # the board
    "approveOrganisation": board("OrganisationApproved"),
    "refuseOrganisation": board("OrganisationRefused"),
    "mergeApplication": board("ApplicationMerged"),
    "suspendOrganisation": board("OrganisationSuspended"),
    "restoreOrganisation": board("Conflict"),
    "setVerificationBudget": board("VerificationBudgetSet"),
    "cancelResult": board("ResultCancelled"),
    "withholdResult": board("ResultWithheld"),
    "releaseResult": board("Conflict"),
}

_USERS = {"member": "yes", "primary": "yes", "photoless": "yes", "other": "yes"}
_OWN = row("null", **_USERS)
"""Of `organisation`: everybody's own; null for who has none."""


def own(**others: str) -> Mapping[str, str]:
    """A field of one's own organisation."""
    return _OWN | others


#: By path; the documents are in tests/api/attack_world.py.
QUERIES: Mapping[str, Mapping[str, str]] = {
    "node": row("null", member="yes", primary="yes", photoless="yes", candidate="null"),
    "nodes": row("null", member="yes", primary="yes", photoless="yes"),
    "viewer": row("yes", nobody="null"),
    "organisation": own(scopeless_key="yes"),
    "candidate": row("null", candidate="yes", other_candidate="yes"),
    "board": row("FORBIDDEN", nobody="UNAUTHENTICATED", staff="yes"),
    "organisations": row("yes"),
    "exams": row("yes"),
    "registration": row("yes"),
    "link": row("yes"),
    # fields of an organisation
    "organisation.profile": own(scopeless_key="yes"),
    "organisation.eventCursor": own(scopeless_key="yes"),
    "organisation.newShareCount": own(scopeless_key="FORBIDDEN:READ"),
    "organisation.shares": own(scopeless_key="FORBIDDEN:READ"),
    "organisation.shareCounts": own(scopeless_key="FORBIDDEN:READ"),
    "organisation.verifications": own(scopeless_key="FORBIDDEN:READ"),
    "organisation.verificationBudget": own(scopeless_key="FORBIDDEN:READ"),
    "organisation.events": own(scopeless_key="FORBIDDEN:FEED"),
    "organisation.downloads": own(scopeless_key="yes"),
    "organisation.users": own(scopeless_key="FORBIDDEN"),
    "organisation.apiKeys": own(member="FORBIDDEN", photoless="FORBIDDEN", scopeless_key="FORBIDDEN"),
    "organisation.auditTrail": own(member="FORBIDDEN", photoless="FORBIDDEN", scopeless_key="FORBIDDEN"),
    "organisation.templates": own(scopeless_key="yes"),
    "organisation.templateColumns": own(scopeless_key="yes"),
    "organisation.templatePreview": own(scopeless_key="yes"),
    # subscriptions
    "subscription.resultShared": row("FORBIDDEN", nobody="UNAUTHENTICATED", **_USERS, scopeless_key="FORBIDDEN:FEED"),
    "subscription.downloadProgressed": row(
        "FORBIDDEN", nobody="UNAUTHENTICATED", **_USERS | {"other": "NOT_FOUND"}, scopeless_key="yes"
    ),
    "subscription.shareChanged": row("FORBIDDEN", nobody="UNAUTHENTICATED", **_USERS, scopeless_key="FORBIDDEN:FEED"),
}
