"""What a statement says: one candidate's result as one organisation may see it, and what all pages of a file share."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.exams import Band
from app.models.enums import CefrLevel, ExamCode, Grade, ResultStatus, Skill


class Basis(StrEnum):
    """How the organisation came to see the result."""

    SHARED = "SHARED"
    """The candidate shares it; `basis_at` is when that began."""
    CHECKED = "CHECKED"
    """Statement number and date of birth were given; `basis_at` is when."""


@dataclass(frozen=True, slots=True)
class Component:
    """The outcome of one part, None where it was not sat. A score under the lowest band has no level."""

    skill: Skill
    score: int | None
    level: CefrLevel | None


@dataclass(frozen=True, slots=True)
class Place:
    """The centre."""

    number: str
    name: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One page. Scores, grade and levels are drawn of RELEASED results alone, whatever else is set."""

    statement_number: str
    candidate_name: str
    native_name: str | None
    date_of_birth: date
    exam: ExamCode
    session_date: date
    centre: Place
    status: ResultStatus
    version: int
    released_at: datetime | None
    overall_score: int | None
    grade: Grade | None
    level: CefrLevel | None
    certificated: bool
    components: tuple[Component, ...]
    min_score: int | None
    max_score: int | None
    bands: tuple[Band, ...]
    """In force for the session; highest first. None for exams that are not on the scale."""
    basis: Basis
    basis_at: datetime
    verified_at: datetime
    verified_by: str
    """The person, or the API key."""
    applicant_reference: str | None = None
    photo: bytes | None = None
    """A JPEG, where this viewer may see it."""

    @property
    def under_the_bands(self) -> bool:
        """A score, but too low for a grade, a level and a certificate."""
        lowest = min((band.min_score for band in self.bands), default=None)
        return self.overall_score is not None and lowest is not None and self.overall_score < lowest


@dataclass(frozen=True, slots=True)
class Edition:
    """What all pages of one file say, so that a sheet of paper can be traced to its download."""

    download_id: str
    organisation: str
    address: str
    """Of the service, for people: `https://verify.example.org`."""
