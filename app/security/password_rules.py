"""What a new password has to be (NIST SP 800-63B-4, section 3.1.1; OWASP ASVS 5.0, chapter 6): long enough, and not
what everybody tries first. No rules about kinds of characters, and nobody has to change one without a reason.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from app.errors import Problem
from app.problems import password_too_common, password_too_long, password_too_short
from app.security.passwords import MAX_LENGTH

SHORTEST = 8
OWN = ("rvs", "results", "verification", "verify", "exam", "cambridge")
"""The service's own words, which are guessed first here."""
_LEFT = 4
"""Characters that have to be left of a password without its holder's own words."""


def password_problems(password: str, own_words: Iterable[str], *path: str) -> list[Problem]:
    """What is wrong with it. `own_words`: e-mail address and names of whose it will be."""
    if len(password) > MAX_LENGTH:
        return [password_too_long(*path)]
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        return [password_too_short(*path)]
    folded = text.casefold()
    if folded in common_passwords() or len(set(folded)) < 3 or _is_of(folded, own_words):
        return [password_too_common(*path)]
    return []


@cache
def common_passwords() -> frozenset[str]:
    """The bundled list (tools/common_passwords.py made it)."""
    return frozenset((files(__package__) / "common_passwords.txt").read_text("utf-8").split())


def _is_of(folded: str, own_words: Iterable[str]) -> bool:
    """Whether next to nothing but words that anybody would try is left."""
    words = {part for whole in (*own_words, *OWN) for part in _parts(whole) if len(part) >= 3}
    rest = folded
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != folded and len(rest) < _LEFT


def _parts(whole: str) -> list[str]:
    text = unicodedata.normalize("NFKC", whole).casefold()
    return [text, *re.split(r"[\W_]+", text)]
