"""Headers of a file that is given out: what it is called, what it is, and how to tell whether all of it came."""

import base64
import re
import unicodedata
from urllib.parse import quote

from app.models.enums import CsvEncoding, DownloadFormat

_ATTR_CHARS = "!#$&+-.^_`|~"
"""What RFC 8187 leaves as it is, besides letters and digits."""
_TYPES = {
    DownloadFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DownloadFormat.JSON_LINES: "application/x-ndjson",
    DownloadFormat.PDF: "application/pdf",
}
_CSV = {
    CsvEncoding.UTF_8_BOM: "text/csv; charset=utf-8",
    CsvEncoding.UTF_8: "text/csv; charset=utf-8",
    CsvEncoding.CP932: "text/csv; charset=windows-31j",
}
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 !#$&'()+,.=@^_`{}~-]+")


def content_type(format: DownloadFormat, encoding: CsvEncoding | None) -> str:
    """As registered; x-ndjson is not, and is what everybody says."""
    return _TYPES[format] if encoding is None else _CSV[encoding]


def attachment(filename: str) -> str:
    """Content-Disposition, as RFC 6266 says: the name in ASCII for those who know no better, then in full. Whatever
    the name holds, this is one header, of printable ASCII."""
    plain = unicodedata.normalize("NFKD", filename)
    plain = _NOT_PLAIN.sub("_", "".join(c for c in plain if not unicodedata.combining(c)))
    stem, dot, ending = plain.rpartition(".")
    if dot and ending.isalnum() and not stem.strip("_ .-"):
        plain = f"download.{ending}"
    full = quote(filename.encode("utf-8", "replace"), safe=_ATTR_CHARS)
    return f"attachment; filename=\"{plain or 'download'}\"; filename*=UTF-8''{full}"


def entity_tag(sha256: bytes) -> str:
    """A strong one: equal tags, equal bytes."""
    return f'"{sha256.hex()}"'


def repr_digest(sha256: bytes) -> str:
    """Repr-Digest (RFC 9530): of the whole file, whichever range is sent."""
    return f"sha-256=:{base64.b64encode(sha256).decode()}:"
