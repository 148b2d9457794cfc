"""E-mail addresses as they may be given."""

import re

from app.errors import Problem
from app.problems import email_invalid, required, storable

_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,189}")


def address_problems(email: str, *path: str) -> list[Problem]:
    """What is wrong with an address that is folded already (`app.security.credentials.folded_email`)."""
    if not email:
        return [required(*path)]
    return [email_invalid(*path)] if _ADDRESS.fullmatch(email) is None or not storable(email) else []
