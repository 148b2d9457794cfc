"""The columns of a file as its template chose them: lists' columns taken apart, headings in the file's language.

No two headings are the same, in any format: who chose one twice gets `Name` and `Name (2)`. A column without a
heading of its own is called by its label in the file's language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.exports.catalogue import Catalogue, CatalogueColumn
from app.models.enums import ColumnType, Language
from app.schema.labels import SKILLS


@dataclass(frozen=True, slots=True)
class Wanted:
    """One column of the file."""

    path: str
    heading: str
    type: ColumnType


def expanded(chosen: Sequence[Mapping[str, Any]], known: Catalogue, language: Language, *, rows: bool) -> list[Wanted]:
    """The columns; with `rows` a list's stay one each. Of what the catalogue no longer has, the column stays."""
    wanted = [
        column for each in chosen for column in _columns(each, known.get(each["path"]), known, language, rows=rows)
    ]
    headings = unique(column.heading for column in wanted)
    return [replace(column, heading=heading) for column, heading in zip(wanted, headings, strict=True)]


def unique(headings: Iterable[str]) -> list[str]:
    """Told apart by numbers where they are the same."""
    given: set[str] = set()
    result = []
    for first in headings:
        heading, number = first, 1
        while heading in given:
            number += 1
            heading = f"{first} ({number})"
        given.add(heading)
        result.append(heading)
    return result


def stored(chosen: Iterable[tuple[str, str | None]], known: Catalogue) -> list[dict[str, Any]]:
    """Paths and headings as a template keeps them: with the labels of the day, for whoever looks at it later."""
    return [
        {
            "path": path,
            "heading": heading,
            "label": {language.value: known[path].label[language] for language in Language},
        }
        for path, heading in chosen
    ]


def _columns(
    chosen: Mapping[str, Any], column: CatalogueColumn | None, known: Catalogue, language: Language, *, rows: bool
) -> list[Wanted]:
    path, heading = chosen["path"], chosen["heading"]
    if column is None:
        return [Wanted(path, heading or chosen["label"][language.value], ColumnType.TEXT)]
    if column.parts is None or rows:
        return [Wanted(path, heading or column.label[language], column.type)]
    return [
        Wanted(
            part,
            f"{heading} ({SKILLS[language].get(value, value)})" if heading else known[part].label[language],
            column.type,
        )
        for value, part in column.parts.items()
    ]
