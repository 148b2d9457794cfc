"""`write_pdf`: statements to one file with bookmarks, page by page; memory does not grow with their number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from app.exports.statement.canvas import HEIGHT, WIDTH, Fonts
from app.exports.statement.model import Edition, Statement
from app.exports.statement.page import Pages, Setting
from app.exports.statement.pdf_file import PdfFile, text_string
from app.exports.statement.photo import read_photo
from app.exports.statement.words import Word
from app.models.enums import Language

MAX_STATEMENTS = 20_000
"""In one file; refuse more before a run starts. Writing has no such limit, but viewers do: they list all bookmarks."""
#: Pages under one node of the tree of pages.
_BRANCH = 64


class TooManyStatements(ValueError):
    """A PDF holds at most 20,000 statements."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Notes:
    """What there is to say about a file."""

    rows: int
    """Statements."""
    pages: int
    unreadable_photos: int


def write_pdf(
    target: BinaryIO,
    statements: Iterable[Statement],
    *,
    edition: Edition,
    language: Language,
    time_zone: ZoneInfo,
    now: datetime,
) -> Notes:
    """Appends the whole file to `target`. The same input gives the same bytes.

    Raises TooManyStatements as soon as there are more than `MAX_STATEMENTS`."""
    setting = Setting(edition, language, time_zone)
    document = _Document(PdfFile(target), setting)
    for statement in statements:
        document.add(statement)
    if not document.rows:
        document.add(None)
    document.finish(now)
    return Notes(document.rows, document.pages, document.unreadable_photos)


class _Document:
    """The objects that hold pages together: tree of pages, bookmarks, resources."""

    def __init__(self, file: PdfFile, setting: Setting) -> None:
        self._file = file
        self._setting = setting
        self._fonts = Fonts(file)
        self._root, self._branches = file.reserve(), [file.reserve()]
        self._leaves: list[int] = []
        self._counts: list[int] = []
        self._font_names, self._outline = file.reserve(), file.reserve()
        self._bookmarks = _Bookmarks(file, self._outline)
        self.rows = 0
        self.pages = 0
        self.unreadable_photos = 0

    def add(self, statement: Statement | None) -> None:
        """None: the page of a file without statements."""
        if statement is not None:
            self.rows += 1
            if self.rows > MAX_STATEMENTS:
                raise TooManyStatements
        photo = None if statement is None or statement.photo is None else read_photo(statement.photo)
        picture = None
        if photo is not None:
            picture = photo.add(self._file) if photo.readable else None
            self.unreadable_photos += not photo.readable
        contents = Pages(statement, self._setting, self._fonts, photo).draw()
        numbers = list(self._write(contents, picture))
        if statement is not None:
            self._bookmarks.add(f"{statement.candidate_name}  {statement.statement_number}", numbers[0])

    def _write(self, contents: Iterable[bytes], picture: int | None) -> Iterator[int]:
        """The pages' numbers. The photo is on the first."""
        for content in contents:
            if len(self._leaves) == _BRANCH:
                self._end_branch()
                self._branches.append(self._file.reserve())
            drawing = self._file.stream("", content)
            pictures = "" if picture is None else f" /XObject << /P {picture} 0 R >>"
            page = self._file.add(
                f"<< /Type /Page /Parent {self._branches[-1]} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}]"
                f" /Resources << /Font {self._font_names} 0 R{pictures} >> /Contents {drawing} 0 R >>"
            )
            self._leaves.append(page)
            self.pages += 1
            picture = None
            yield page

    def _end_branch(self) -> None:
        kids = " ".join(f"{page} 0 R" for page in self._leaves)
        entries = f"/Type /Pages /Parent {self._root} 0 R /Count {len(self._leaves)} /Kids [{kids}]"
        self._file.write(self._branches[-1], f"<< {entries} >>")
        self._leaves = []

    def finish(self, now: datetime) -> None:
        file, setting = self._file, self._setting
        self._end_branch()
        kids = " ".join(f"{branch} 0 R" for branch in self._branches)
        file.write(self._root, f"<< /Type /Pages /Count {self.pages} /Kids [{kids}] >>")
        file.write(self._font_names, self._fonts.embed())
        self._bookmarks.finish()
        catalog = file.add(
            f"<< /Type /Catalog /Pages {self._root} 0 R /Outlines {self._outline} 0 R"
            f" /PageMode /{'UseOutlines' if self.rows > 1 else 'UseNone'}"
            f" /Lang ({setting.language.value.lower()}) /ViewerPreferences << /DisplayDocTitle true >> >>"
        )
        file.finish(catalog=catalog, info=file.add(self._info(now)))

    def _info(self, now: datetime) -> str:
        setting, edition = self._setting, self._setting.edition
        service, title = setting.said(Word.SERVICE), setting.said(Word.TITLE if self.rows == 1 else Word.TITLES)
        made = now.astimezone(setting.zone)
        zone = made.isoformat()[-6:].replace(":", "'")
        subject = setting.said(Word.DOWNLOAD).format(download=edition.download_id)
        entries = {
            "Title": f"{title} - {edition.organisation}",
            "Author": f"{service} ({edition.address})",
            "Subject": subject,
            "Creator": service,
        }
        said = " ".join(f"/{name} {text_string(text)}" for name, text in entries.items())
        return f"<< {said} /CreationDate (D:{made:%Y%m%d%H%M%S}{zone}') >>"


class _Bookmarks:
    """One for each statement. Each is written when its successor is known."""

    def __init__(self, file: PdfFile, outline: int) -> None:
        self._file = file
        self._outline = outline
        self._first: int | None = None
        self._before: int | None = None
        self._open: tuple[int, str] | None = None
        self._count = 0

    def add(self, title: str, page: int) -> None:
        number = self._file.reserve()
        self._write(following=number)
        self._first = self._first or number
        entries = f"/Title {text_string(title)} /Parent {self._outline} 0 R /Dest [{page} 0 R /Fit]"
        self._open = number, entries
        self._count += 1

    def finish(self) -> None:
        last = None if self._open is None else self._open[0]
        self._write(following=None)
        ends = "" if last is None else f" /First {self._first} 0 R /Last {last} 0 R /Count {self._count}"
        self._file.write(self._outline, f"<< /Type /Outlines{ends} >>")

    def _write(self, following: int | None) -> None:
        if self._open is None:
            return
        number, entries = self._open
        if self._before is not None:
            entries += f" /Prev {self._before} 0 R"
        if following is not None:
            entries += f" /Next {following} 0 R"
        self._file.write(number, f"<< {entries} >>")
        self._before = number
