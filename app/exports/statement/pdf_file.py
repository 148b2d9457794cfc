"""A PDF written object by object: nothing stays in memory but where each object begins."""

import zlib
from array import array
from hashlib import sha256
from typing import BinaryIO

#: 1.7; then, as the standard advises, four bytes by which transfers see that it is no text.
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class PdfFile:
    """Numbers objects, remembers their places, ends with the table of them. The target is only ever appended to."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._places = array("Q", [0])
        self._at = 0
        self._digest = sha256()
        self._put(_HEADER)

    def reserve(self) -> int:
        """The number of an object that will be written later, so that others can refer to it now."""
        self._places.append(0)
        return len(self._places) - 1

    def write(self, number: int, body: str) -> None:
        """The object with this number."""
        self._places[number] = self._at
        self._put(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))

    def add(self, body: str) -> int:
        """A new object; its number."""
        number = self.reserve()
        self.write(number, body)
        return number

    def stream(self, entries: str, data: bytes, *, compress: bool = True) -> int:
        """A new stream with these entries in its dictionary; its number."""
        if compress:
            data = zlib.compress(data)
            entries += " /Filter /FlateDecode"
        number = self.reserve()
        self._places[number] = self._at
        head = f"{number} 0 obj\n<< /Length {len(data)} {entries.strip()} >>\nstream\n"
        self._put(head.encode("latin-1") + data + b"\nendstream\nendobj\n")
        return number

    def finish(self, *, catalog: int, info: int) -> None:
        """The table and the trailer. The file's identity is a digest of what it says."""
        identity = self._digest.hexdigest()[:32]
        begin, count = self._at, len(self._places)
        self._put(f"xref\n0 {count}\n0000000000 65535 f \n".encode("latin-1"))
        for first in range(1, count, 4096):
            block = self._places[first : first + 4096]
            self._put("".join(f"{place:010d} 00000 n \n" for place in block).encode("latin-1"))
        trailer = f"<< /Size {count} /Root {catalog} 0 R /Info {info} 0 R /ID [<{identity}> <{identity}>] >>"
        self._put(f"trailer\n{trailer}\nstartxref\n{begin}\n%%EOF\n".encode("latin-1"))

    def _put(self, data: bytes) -> None:
        self._digest.update(data)
        self._target.write(data)
        self._at += len(data)


def text_string(text: str) -> str:
    """A string for people (title, bookmark): UTF-16 in hexadecimal. What is no character becomes U+FFFD."""
    clean = "".join("\ufffd" if _unfit(character) else character for character in text)
    return f"<feff{clean.encode('utf-16-be').hex()}>"


def _unfit(character: str) -> bool:
    code = ord(character)
    return code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000
