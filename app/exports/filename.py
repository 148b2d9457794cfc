"""What a file is called: a name for people, of no folder, whose ending says what it is."""

import re
import unicodedata
from datetime import date

from app.models.enums import DownloadFormat

LONGEST = 200
ENDINGS = {
    DownloadFormat.XLSX: ".xlsx",
    DownloadFormat.CSV: ".csv",
    DownloadFormat.JSON_LINES: ".jsonl",
    DownloadFormat.PDF: ".pdf",
}
_FOLDERS = re.compile(r"[/\\]")
_SEPARATORS = re.compile(r'[:*?"<>|]+')
_BLANK = re.compile(r"\s+")
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Among them the marks that turn text around: photo‮gpj.exe."""


def filename(asked: str, format: DownloadFormat) -> str:
    """As asked for, without what no name should have, with the format's ending; "" where nothing is left."""
    seen = unicodedata.normalize("NFC", _FOLDERS.split(asked)[-1].replace("\t", " ").replace("\n", " "))
    seen = "".join(c for c in seen if unicodedata.category(c) not in _HIDDEN)
    name = _BLANK.sub(" ", _SEPARATORS.sub("_", seen)).strip(" .")
    if name.lower().endswith(ENDINGS[format]):
        name = name[: -len(ENDINGS[format])].rstrip(" .")
    return f"{name}{ENDINGS[format]}" if name.strip("_ ") else ""


def default_name(organisation: str, day: date, format: DownloadFormat) -> str:
    """Organisation and day."""
    name = _FOLDERS.sub("-", organisation)
    # Most file systems have names of up to 255 bytes; day and ending are ASCII.
    name = name.encode()[:220].decode(errors="ignore")
    return filename(f"{name} {day.isoformat()}", format) or f"{day}{ENDINGS[format]}"


def renewed(name: str, before: date, now: date) -> str:
    """Of the next file of the same choice: a day in it becomes today's."""
    return name.replace(before.isoformat(), now.isoformat())
