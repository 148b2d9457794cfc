"""What a template asks for, before it is kept: checked as a whole, so that all problems are told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import Problem
from app.exports.catalogue import Catalogue
from app.exports.date_format import problem_with
from app.exports.headings import stored
from app.models import TemplateVersion
from app.models.enums import ComponentLayout, Language
from app.problems import column_unknown, heading_too_long, required, storable, too_many_columns, unstorable
from app.viewer import Viewer

MOST_COLUMNS = 200
LONGEST_HEADING = 200
DATE_FORMAT = "yyyy-MM-dd"
TIME_ZONE = "UTC"
"""Where a template does not say."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A template but for its name."""

    columns: Sequence[tuple[str, str | None]]
    """Path and own heading; None: the label."""
    date_format: str
    component_layout: ComponentLayout
    language: Language
    time_zone: str
    """An IANA name; the scalar has seen to that."""

    def problems(self, known: Catalogue, *path: str) -> list[Problem]:
        """All that is wrong with it."""
        problems = []
        if not self.columns:
            problems.append(required(*path, "columns"))
        if len(self.columns) > MOST_COLUMNS:
            problems.append(too_many_columns(*path, "columns"))
        else:
            for place, (column, heading) in enumerate(self.columns):
                problems += _column_problems(known, column, heading, *path, "columns", str(place))
        wrong = problem_with(self.date_format, *path, "dateFormat")
        return problems if wrong is None else [*problems, wrong]

    def stored(self, known: Catalogue) -> dict[str, Any]:
        """The values of a `TemplateVersion`."""
        return {
            "columns": stored(self.columns, known),
            "date_format": self.date_format,
            "component_layout": self.component_layout,
            "language": self.language,
            "time_zone": self.time_zone,
        }


def everything(known: Catalogue) -> Layout:
    """What the standard template has: all that the catalogue has, each value once; of lists, a column a value."""
    columns = [(path, None) for path, column in known.items() if column.parts is None]
    return Layout(columns, DATE_FORMAT, ComponentLayout.COLUMNS, Language.EN, TIME_ZONE)


def language_in(template: TemplateVersion, viewer: Viewer) -> Language:
    """Of a file that does not say otherwise: the standard template is in everybody's own."""
    return viewer.language if template.organisation_id is None else template.language


def _column_problems(known: Catalogue, column: str, heading: str | None, *path: str) -> list[Problem]:
    problems = [] if column in known else [column_unknown(*path, "path")]
    if heading is None:
        return problems
    if not heading.strip():
        problems.append(required(*path, "heading"))
    if len(heading) > LONGEST_HEADING:
        problems.append(heading_too_long(*path, "heading"))
    if not storable(heading):
        problems.append(unstorable(*path, "heading"))
    return problems
