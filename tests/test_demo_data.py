"""Files of invented results."""

import csv
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from PIL import Image
from typer.testing import CliRunner

from app.demo_data import population, write
from app.demo_data.command import demo_data
from app.exams import EXAMS
from app.imports.columns import HEADINGS, Column
from app.models.enums import ExamCode


def cli(*arguments: str):
    app = typer.Typer()
    app.command()(demo_data)
    return CliRunner().invoke(app, arguments)


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    for name, seed in (("a.csv", 1), ("b.csv", 1), ("c.csv", 2)):
        write(tmp_path / name, seed=seed, number=200)

    first, second, other = ((tmp_path / name).read_bytes() for name in ("a.csv", "b.csv", "c.csv"))
    assert first == second != other


def test_two_seeds_share_no_number() -> None:
    numbers = [
        {row[column] for rows in population(200, seed) for row in rows}
        for seed in (1, 2)
        for column in (Column.STATEMENT_NUMBER, Column.CANDIDATE_NUMBER)
    ]

    assert not numbers[0] & numbers[2]
    assert not numbers[1] & numbers[3]


def test_candidates_have_one_identity_and_some_have_many_results() -> None:
    people = list(population(500, 9))

    for rows in people:
        for column in (Column.CANDIDATE_NUMBER, Column.SECRET, Column.DATE_OF_BIRTH, Column.FAMILY_NAME):
            assert len({row[column] for row in rows}) == 1
        sessions = [row[Column.SESSION_DATE] for row in rows]
        assert sessions == sorted(sessions)
    assert Counter(len(rows) for rows in people)[6] == 20
    names = "".join(row[Column.FAMILY_NAME] for rows in people for row in rows)
    assert any("\u4e00" <= character <= "\u9fff" for character in names)
    assert any(rows[0][Column.NATIVE_NAME] for rows in people)


@pytest.mark.parametrize("rows", [0, 1, 250])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_so_many_rows(tmp_path: Path, rows: int, format: str) -> None:
    path = tmp_path / f"r.{format}"

    result = cli(str(path), "--rows", str(rows), "--seed", "4")

    assert (result.exit_code, result.stdout) == (0, f"{path}: {rows:,} rows, seed 4\n")
    if format == "csv":
        with path.open(encoding="utf-8", newline="") as file:
            written = list(csv.reader(file))
    else:
        book = load_workbook(path, read_only=True)
        written = [list(row) for row in book.active.iter_rows(values_only=True)]
        book.close()
    assert written[0] == list(HEADINGS)
    assert len(written) == rows + 1


def test_drawings_for_exams_that_have_photos(tmp_path: Path) -> None:
    result = cli(str(tmp_path / "r.csv"), "--rows", "100", "--seed", "4", "--photos", "5")

    assert "5 drawings" in result.stdout
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["photo"]]
    assert {row["photo"] for row in rows} == {path.name for path in (tmp_path / "photos").iterdir()}
    assert len(rows) == 5
    for row in rows:
        assert EXAMS[ExamCode(row["exam"])].has_photo
        with Image.open(BytesIO((tmp_path / "photos" / row["photo"]).read_bytes())) as image:
            assert (image.format, image.size) == ("JPEG", (240, 320))


def test_an_unstated_seed_is_printed_and_makes_the_file_again(tmp_path: Path) -> None:
    first = cli(str(tmp_path / "a.csv"), "--rows", "20")
    seed = first.stdout.rsplit(" ", 1)[1].strip()

    cli(str(tmp_path / "b.csv"), "--rows", "20", "--seed", seed)

    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_sheet_has_an_end(tmp_path: Path) -> None:
    result = cli(str(tmp_path / "r.xlsx"), "--rows", "1048576")

    assert result.exit_code == 2
    assert not (tmp_path / "r.xlsx").exists()
