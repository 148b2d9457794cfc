"""What columns are called: the English from the names of the fields, in words; the Japanese from its translation.

The result and the candidate are what every row is about and go without saying. Where two columns would be called the
same, the one that only one kind of rows has takes that kind's name in front.
"""

import re
from collections.abc import Mapping

from app.exports.path import Path, Step, text_of
from app.messages import translated
from app.models.enums import Language
from app.schema.labels import SKILLS

_SAID = frozenset({"result", "candidate"})
_CALLED = {"by": "checker", "components": "component", "min": "lowest", "max": "highest", "cefr": "CEFR", "id": "ID"}
_BEYOND_WORDS: Mapping[str, str] = {
    "status": "Share status",
    "status.code": "Share status code",
    "result.status": "Result status",
    "result.status.code": "Result status code",
}
"""Where the derived words would mislead."""


def labels(columns: Mapping[str, tuple[Path, frozenset[str]]]) -> dict[str, Mapping[Language, str]]:
    """By path; no two are the same in English. Told with each path: where its value is, and which rows have it."""
    english: dict[str, str] = {}
    plain = {path: _BEYOND_WORDS.get(path) or _plain(path, field) for path, (field, _) in columns.items()}
    for path, (_, roots) in columns.items():
        alone = len(roots) == 1 and sum(label == plain[path] for label in plain.values()) > 1
        english[path] = f"{next(iter(roots))} {_small(plain[path])}" if alone else plain[path]
    return {path: {language: translated(label, language) for language in Language} for path, label in english.items()}


def _plain(path: str, field: Path) -> str:
    *before, last = field
    said = before[-1:] if last.field == "id" else [step for step in before if step.field not in _SAID]
    words = [*map(_step, said), _words(last.field)]
    return _sentence([*words, "code"] if path != text_of(field) else words)


def _step(step: Step) -> str:
    """What the value is of, in words: of an argument's value, as the domain says it."""
    return _words(step.field) if step.value is None else SKILLS[Language.EN].get(step.value, _words(step.value.lower()))


def _words(name: str) -> str:
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)
    return " ".join(_CALLED.get(word.lower(), word.lower()) for word in words)


def _sentence(parts: list[str]) -> str:
    """The words as a heading."""
    words = " ".join(parts)
    return words[0].upper() + words[1:]


def _small(label: str) -> str:
    return label[0].lower() + label[1:]
