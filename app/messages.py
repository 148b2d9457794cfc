"""What the service says, in the viewer's language. The English text is the key of its translations."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from app.models.enums import Language

CATALOGUE = Path(__file__).parent / "locale" / "ja.po"


def translated(message: str, language: Language) -> str:
    """`message` in `language`; as it is where nobody has translated it (tests see to it that somebody has)."""
    return message if language is Language.EN else _japanese().get(message, message)


@cache
def _japanese() -> Mapping[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="ja", abort_invalid=True)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}


def preferred_language(accepted: str) -> Language:
    """Of an Accept-Language header: Japanese where it ranks above English."""
    ranks = {"ja": 0.0, "en": 0.0}
    for part in accepted.split(",")[:20]:
        tag, _, parameter = part.partition(";")
        quality = parameter.replace(" ", "").removeprefix("q=") or "1"
        primary = tag.strip().lower().split("-")[0]
        if primary in ranks:
            try:
                ranks[primary] = max(ranks[primary], float(quality))
            except ValueError:
                continue
    return Language.JA if ranks["ja"] > ranks["en"] else Language.EN
