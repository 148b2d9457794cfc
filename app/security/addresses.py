"""E-mail addresses: how they are kept and compared, and which may be given."""

import re
import unicodedata

from app.errors import Problem
from app.problems import email_invalid, required, storable

_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,189}")


def folded_email(text: str) -> str:
    """As it is stored and compared: NFKC, lower case, no white space around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def is_address(email: str) -> bool:
    """Whether a folded text may be an e-mail address."""
    return _ADDRESS.fullmatch(email) is not None and storable(email)


def email_problems(email: str, *path: str) -> list[Problem]:
    """What is wrong with a folded address."""
    if not email:
        return [required(*path)]
    return [] if is_address(email) else [email_invalid(*path)]
