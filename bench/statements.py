"""PDF statements: how many a second on one core, and the memory of the process that writes them, at two sizes.

python -m bench.statements COUNT [photos]       one run in this process; prints it as JSON
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from random import Random
from statistics import median
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo

from app import exams
from app.demo_data.portraits import portrait
from app.exports.statement.model import Basis, Component, Edition, Place, Statement
from app.exports.statement.writer import write_pdf
from app.models.enums import ExamCode, Language, ResultStatus
from bench.report import Line, Section

SMALL, LARGE, WITH_PHOTOS = 2_000, 20_000, 2_000
LEAST_PER_SECOND = 150
_SESSION = date(2026, 3, 7)
_NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)
#: JIS level 1: names are put together from all of it, which is harder than life.
_KANJI = [bytes([row, cell]).decode("euc_jp") for row in range(0xB0, 0xCF) for cell in range(0xA1, 0xFF)]
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
_EXAMS = (ExamCode.B2_FIRST, ExamCode.C1_ADVANCED, ExamCode.B1_PRELIMINARY, ExamCode.A2_KEY)


@dataclass(frozen=True, slots=True)
class Run:
    """One file, in a process of its own. Seconds of this process's work alone; memory at its highest, in MB."""

    count: int
    wall: float
    cpu: float
    megabytes: float
    file_bytes: int

    @property
    def per_second(self) -> float:
        return self.count / self.cpu


def run(*, quick: bool) -> Section:
    """Japanese statements of several exams, every name its own; the median of the rounds."""
    began = time.monotonic()
    shrink, rounds = (10, 1) if quick else (1, 3)
    small = [_in_a_child(SMALL // shrink) for _ in range(rounds)]
    large = [_in_a_child(LARGE // shrink) for _ in range(rounds)]
    photos = [_in_a_child(WITH_PHOTOS // shrink, "photos") for _ in range(rounds)]
    lines = [
        _rate(f"PDF statements a second and core, {large[0].count:,} in one file", large),
        _rate(f"The same, {small[0].count:,} in one file", small),
        Line(
            f"The same with a photo each, {photos[0].count:,} in one file", _spread([run.per_second for run in photos])
        ),
        Line(
            f"Peak memory, MB: {large[0].count:,} statements / {small[0].count:,}",
            _spread([run.megabytes for run in large]),
            _spread([run.megabytes for run in small]),
            median(run.megabytes for run in large) / median(run.megabytes for run in small),
            most=1.2,
        ),
        Line("Bytes a statement: without photo / with", f"{_bytes(large):,}", f"{_bytes(photos):,}"),
    ]
    notes = [
        "One process each, as exports run; generating the input counts. Rates are by processor time,"
        f" so that neighbours do not; by the clock {_spread([run.count / run.wall for run in large])} a second."
    ]
    return Section("PDF statements", lines, notes, time.monotonic() - began)


def _rate(what: str, runs: list[Run]) -> Line:
    rates = [run.per_second for run in runs]
    return Line(what, _spread(rates), str(LEAST_PER_SECOND), median(rates) / LEAST_PER_SECOND, least=1.0)


def _spread(values: list[float]) -> str:
    return f"{median(values):,.0f} ({min(values):,.0f}-{max(values):,.0f})"


def _bytes(runs: list[Run]) -> int:
    return runs[0].file_bytes // runs[0].count


def _in_a_child(count: int, *words: str) -> Run:
    command = [sys.executable, "-m", "bench.statements", str(count), *words]
    return Run(**json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def _statements(count: int, photos: bool) -> Iterator[Statement]:
    random = Random(count)
    pictures = [portrait(random) for _ in range(20 if photos else 0)]
    for number in range(count):
        made = _statement(_EXAMS[number % len(_EXAMS)], random)
        yield replace(
            made,
            statement_number=f"113GB{number:07}",
            candidate_name=_name(_KANJI, 2, random),
            native_name=_name(_KANA, 4, random),
            photo=pictures[number % len(pictures)] if pictures else None,
        )


def _name(characters: Sequence[str], length: int, random: Random) -> str:
    return " ".join("".join(random.choices(characters, k=length)) for _ in range(2))


def _statement(code: ExamCode, random: Random) -> Statement:
    exam = exams.EXAMS[code]
    assert exam.min_score is not None
    assert exam.max_score is not None
    scores = [random.randint(exam.min_score, exam.max_score) for _ in exam.skills]
    mean = exams.overall(code, scores)
    reached = None if mean is None else exams.band(code, mean, _SESSION)
    parts = (
        Component(skill, score, exams.component_level(code, score))
        for skill, score in zip(exam.skills, scores, strict=True)
    )
    return Statement(
        statement_number="",
        candidate_name="",
        native_name=None,
        date_of_birth=date(2000 + random.randrange(9), 1 + random.randrange(12), 1 + random.randrange(28)),
        exam=code,
        session_date=_SESSION,
        centre=Place(f"JP{random.randrange(200):03}", "北浜会場", "大阪", "JP"),
        status=ResultStatus.RELEASED,
        version=1,
        released_at=_NOW,
        overall_score=mean,
        grade=reached and reached.grade,
        level=reached and reached.cefr_level,
        certificated=reached is not None,
        components=tuple(parts),
        min_score=exam.min_score,
        max_score=exam.max_score,
        bands=exams.bands(code, _SESSION),
        basis=Basis.SHARED,
        basis_at=_NOW,
        verified_at=_NOW,
        verified_by="山田 花子",
    )


def main() -> None:
    count, photos = int(sys.argv[1]), "photos" in sys.argv[2:]
    edition = Edition("dl_7Kq2mXw9", "北浜大学", "https://verify.example.org")
    wall, cpu = time.perf_counter(), time.process_time()
    with TemporaryFile() as target:
        statements = _statements(count, photos)
        write_pdf(target, statements, edition=edition, language=Language.JA, time_zone=ZoneInfo("Asia/Tokyo"), now=_NOW)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        json.dump(asdict(Run(count, wall, cpu, peak, target.tell())), sys.stdout)


if __name__ == "__main__":
    main()
