"""What writing a file came to: whatever its entry in the history has to say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notes:
    """Of one file. All but `rows` tell of data that is not in the file exactly as it is in the service."""

    rows: int
    cut: int = 0
    """Cells shortened: their text is longer than a cell of this format can be."""
    controls: int = 0
    """Control characters and halves of pairs: each is shown as a picture, or as U+FFFD."""
    replaced: int = 0
    """Characters that the encoding has not: each is shown as 〓."""
    escaped: int = 0
    """Cells with an apostrophe put in front, so that no spreadsheet takes them for formulas."""


@dataclass(slots=True)
class Tally:
    """The same while it is being counted."""

    rows: int = 0
    cut: int = 0
    controls: int = 0
    replaced: int = 0
    escaped: int = 0

    def notes(self) -> Notes:
        return Notes(self.rows, self.cut, self.controls, self.replaced, self.escaped)
