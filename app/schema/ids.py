"""GraphQL ids: a prefix that names the type, then the key."""

from uuid import UUID

PREFIXES = {
    "OrganisationProfile": "orp",
    "Organisation": "org",
    "User": "usr",
    "ApiKey": "key",
    "Share": "shr",
    "CandidateShare": "csh",
    "Candidate": "cnd",
    "CandidateAccount": "cac",
    "Result": "res",
    "Centre": "cen",
    "Exam": "exm",
    "Verification": "ver",
    "Event": "evt",
    "AuditEntry": "aud",
    "Staff": "stf",
    "Disclosure": "dis",
    "Application": "app",
    "BoardOrganisation": "bor",
    "BoardResult": "brs",
    "Receiver": "rcv",
    "Import": "imp",
    "Session": "ses",
    "Download": "dwn",
    "Template": "tpl",
}
"""By type. No two types share one, hence no two types share an id."""

TYPES = {prefix: type_name for type_name, prefix in PREFIXES.items()}


def key_of(id_: str, *type_names: str) -> UUID | None:
    """The key in an id of one of these types; None if it is anything else."""
    prefix, _, key = id_.partition("_")
    if TYPES.get(prefix) not in type_names or len(key) != 36:
        return None
    try:
        found = UUID(key)
    except ValueError:
        return None
    # One spelling an id: whoever compares ids must not be fooled.
    return found if str(found) == key else None


def id_of(type_name: str, key: UUID) -> str:
    """The id of this type's object with this key."""
    return f"{PREFIXES[type_name]}_{key}"
