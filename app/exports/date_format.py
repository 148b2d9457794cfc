"""How dates and moments are shown: letters of Unicode TR 35, as Python text and as an Excel number format.

Year `y` `yy` `yyyy`, month `M` `MM` `MMM` `MMMM`, day `d` `dd`, weekday `E` `EEE` `EEEE`, hour `H` `HH`, or `h` `hh`
with `a`, minute `m` `mm`, second `s` `ss`. Other ASCII letters go in single quotes, of which two are one. What Excel
could not show the same is no format: it takes `m` for minutes only behind hours or before seconds, and `h` for hours of
twelve only beside AM/PM.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from app import problems
from app.errors import Problem
from app.exports.table import Column
from app.models.enums import ColumnType, Language

DATES = "yyyy-MM-dd"
MOMENTS = "yyyy-MM-dd HH:mm:ss"
LONGEST = 50
"""Characters of a format."""

Show = Callable[[Any], str]
"""A date, or a moment as its own zone has it, as text."""

_RUN = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)")
_DATE_CODES = frozenset({"y", "yy", "yyyy", "M", "MM", "MMM", "MMMM", "d", "dd", "E", "EE", "EEE", "EEEE"})
_TIME_CODES = frozenset({"H", "HH", "h", "hh", "m", "mm", "s", "ss", "a"})
#: The whole time of day, codes only; `a` on either side.
_TIME = re.compile(r"HH? mm?( ss?)?|hh? mm?( ss?)? a|a hh? mm?( ss?)?")
_MONTHS = "January,February,March,April,May,June,July,August,September,October,November,December"
_WEEKDAYS = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday"
_KANJI = "月火水木金土日"
_EXCEL = {"y": "yyyy", "E": "ddd", "EE": "ddd", "EEE": "ddd", "EEEE": "dddd", "H": "h", "HH": "hh", "a": "AM/PM"}
_AS_THEY_ARE = frozenset("- :")
_LOCALES = {Language.EN: "[$-409]", Language.JA: "[$-411]"}
_KEPT = 20_000
"""Dates whose text is remembered: the birth dates of fifty years."""


class WrongDateFormat(ValueError):
    """This is no date format: `problem(path)` says why."""

    def __init__(self, problem: Callable[..., Problem]) -> None:
        super().__init__()
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Token:
    """A code, or literal text where `code` is empty."""

    code: str
    text: str = ""


_HOURS = (Token("", " "), Token("HH"), Token("", ":"), Token("mm"))


@dataclass(frozen=True, slots=True)
class DateFormat:
    """A format taken apart."""

    tokens: tuple[Token, ...]

    @property
    def has_time(self) -> bool:
        return any(token.code in _TIME_CODES for token in self.tokens)

    def of_dates(self) -> "DateFormat":
        """The same without its time of day, and without what parted the two. (Dates all stand on one side of it.)"""
        times = [place for place, token in enumerate(self.tokens) if token.code in _TIME_CODES]
        if not times:
            return self
        before, after = self.tokens[: times[0]], self.tokens[times[-1] + 1 :]
        if any(token.code for token in before):
            return DateFormat(_without_end(before))
        return DateFormat(_without_beginning(after))

    def of_moments(self) -> "DateFormat":
        """The same with hours and minutes, where it has none."""
        return self if self.has_time else DateFormat((*self.tokens, *_HOURS))

    def shown(self, language: Language) -> Show:
        """The function that shows a date or moment so."""
        codes = [token.code for token in self.tokens if token.code]
        if all(code in _NUMBERS for code in codes) and len(codes) > 1:
            template = self._template(lambda code: _NUMBERS[code][1])
            fields = attrgetter(*(_NUMBERS[code][0] for code in codes))
            return lambda value: template % fields(value)
        template = self._template(lambda code: "%s")
        parts = [_part(code, language) for code in codes]
        return lambda value: template % tuple(part(value) for part in parts)

    def _template(self, form: Callable[[str], str]) -> str:
        return "".join(form(token.code) if token.code else token.text.replace("%", "%%") for token in self.tokens)

    def number_format(self, language: Language) -> str:
        """Excel's, which shows the same."""
        words = any(token.code in ("MMM", "MMMM", "E", "EE", "EEE", "EEEE", "a") for token in self.tokens)
        codes = "".join(
            _excel_code(token.code, language) if token.code else _quoted(token.text) for token in self.tokens
        )
        return f"{_LOCALES[language]}{codes}" if words else codes


@lru_cache(maxsize=256)
def parsed(text: str) -> DateFormat:
    """The format; raises WrongDateFormat."""
    if len(text) > LONGEST:
        raise WrongDateFormat(problems.too_long)
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        run = _RUN.match(text, place)
        if run is None:
            raise WrongDateFormat(problems.date_format_quote)
        place = run.end()
        tokens.append(_token(run))
    codes = [token.code for token in tokens if token.code]
    times = [place for place, code in enumerate(codes) if code in _TIME_CODES]
    if not _DATE_CODES.intersection(codes):
        raise WrongDateFormat(problems.date_format_without_date)
    if times and not (
        _TIME.fullmatch(" ".join(codes[times[0] : times[-1] + 1])) and 0 in (times[0], len(codes) - 1 - times[-1])
    ):
        raise WrongDateFormat(problems.date_format_time)
    return DateFormat(tuple(tokens))


def problem_with(text: str, *path: str) -> Problem | None:
    """What is wrong with a template's format, if anything."""
    try:
        parsed(text)
    except WrongDateFormat as wrong:
        return wrong.problem(*path)
    return None


def _remembering(show: Show) -> Show:
    """The same, faster where the same dates come again."""
    texts: dict[date, str] = {}

    def shown(value: date) -> str:
        text = texts.get(value)
        if text is None:
            if len(texts) >= _KEPT:
                texts.clear()
            text = texts[value] = show(value)
        return text

    return shown


def _token(run: re.Match[str]) -> Token:
    quoted, code, _, plain = run.groups()
    if code is None:
        text = plain if plain is not None else quoted.replace("''", "'") or "'"
        if not problems.storable(text):
            raise WrongDateFormat(problems.unstorable)
        return Token("", text)
    if code not in _DATE_CODES and code not in _TIME_CODES:
        raise WrongDateFormat(problems.date_format_letters)
    return Token(code)


def _without_end(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """What stands before the time: its last words only as far as they belong to the date, as 日 and brackets do."""
    if not tokens or tokens[-1].code:
        return tokens
    kept = re.sub(r"[^\u2e80-\uffef)\]]*$|[\s、，・（「［]*$", "", tokens[-1].text)
    return (*tokens[:-1], Token("", kept)) if kept else tokens[:-1]


def _without_beginning(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """What stands behind the time, from the first code on, or the bracket in front of it."""
    place = next(place for place, token in enumerate(tokens) if token.code)
    opened = re.search(r"[(\[（「［]*$", "".join(token.text for token in tokens[:place]))
    text = opened[0] if opened else ""
    return ((Token("", text),) if text else ()) + tokens[place:]


#: Attribute and form of what is a number as it stands.
_NUMBERS = {
    "y": ("year", "%d"),
    "yyyy": ("year", "%04d"),
    **{letters: (name, form) for letter, name in zip("MdHms", ("month", "day", "hour", "minute", "second"), strict=True)
       for letters, form in ((letter, "%d"), (letter * 2, "%02d"))},
}  # fmt: skip


def _part(code: str, language: Language) -> Show:
    japanese = language is Language.JA
    if code in _NUMBERS:
        name, form = _NUMBERS[code]
        field = attrgetter(name)
        return lambda value: form % field(value)
    if code == "yy":
        return lambda value: f"{value.year % 100:02d}"
    if code in ("MMM", "MMMM"):
        months = [f"{number}月" for number in range(1, 13)] if japanese else _MONTHS.split(",")
        names = [name[:3] if code == "MMM" else name for name in months]
        return lambda value: names[value.month - 1]
    if code[0] == "E":
        days = [f"{kanji}曜日" for kanji in _KANJI] if japanese else _WEEKDAYS.split(",")
        short = 1 if japanese else 3
        named = [name if code == "EEEE" else name[:short] for name in days]
        return lambda value: named[value.weekday()]
    if code == "a":
        halves = ("午前", "午後") if japanese else ("AM", "PM")
        return lambda value: halves[value.hour >= 12]
    form = "%d" if code == "h" else "%02d"
    return lambda value: form % ((value.hour + 11) % 12 + 1)


def _excel_code(code: str, language: Language) -> str:
    if language is Language.JA and code in ("MMM", "MMMM"):
        return 'm"月"'
    return _EXCEL.get(code, code.lower())


def _quoted(text: str) -> str:
    """Literal text: each ASCII character escaped, other text in quotes."""
    parts = re.findall(r"[\x20-\x7e]|[^\x20-\x7e]+", text)
    return "".join(
        part if part in _AS_THEY_ARE else f"\\{part}" if len(part) == 1 and part.isascii() else f'"{part}"'
        for part in parts
    )


def chosen(column: Column) -> DateFormat:
    """The format of a column of dates, or of moments. A template has one for both: dates do without its time of day,
    and moments have one even if it has none."""
    if column.type is ColumnType.DATE_TIME:
        return parsed(column.date_format or MOMENTS).of_moments()
    return parsed(column.date_format or DATES).of_dates()


def of_cells(column: Column, language: Language) -> Show:
    """How a column's cells look as text."""
    match column.type:
        case ColumnType.DATE:
            return _remembering(chosen(column).shown(language))
        case ColumnType.DATE_TIME:
            return chosen(column).shown(language)
        case ColumnType.BOOLEAN:
            return lambda cell: "true" if cell else "false"
        case _:
            return str
