"""Golden triples: NAME.graphql, asked as two viewers in both orders, answers NAME.json by exactly NAME.sql.

The header of a document says who asks (`# as: alice, ben`; users and candidates of `tests.queries.world`) and with
which variables (`# variables: {…}`, one line of JSON). After a change that is meant, `UPDATE_GOLDENS=1 pytest
tests/queries` writes answers and statements anew: read the difference, that is the test.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import OperationDefinitionNode, OperationType, parse

from tests.conftest import Server
from tests.queries.asking import Asked, asked
from tests.queries.statements import recorded
from tests.queries.world import world

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.graphql"))
UPDATE = bool(os.environ.get("UPDATE_GOLDENS"))
_BETWEEN = "\n;\n\n"
_SECOND = "-- as the second viewer\n\n"
_HEADER = re.compile(r"^# (\w+): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Golden:
    """A document with who asks it."""

    text: str
    first: str
    second: str
    variables: dict[str, Any]

    @classmethod
    def read(cls, name: str) -> "Golden":
        text = (FOLDER / f"{name}.graphql").read_text()
        header = dict(_HEADER.findall(text))
        first, second = header["as"].split(", ")
        return cls(text, first, second, json.loads(header.get("variables", "{}")))

    @property
    def writes(self) -> bool:
        (operation,) = (each for each in parse(self.text).definitions if isinstance(each, OperationDefinitionNode))
        return operation.operation is OperationType.MUTATION


@dataclass(frozen=True)
class Run:
    """What two viewers were answered, which statements ran, and how often one was compiled."""

    answers: dict[str, Any]
    statements: dict[str, list[str]]
    compilations: list[int]


async def run(ask: Asked, golden: Golden, *, swapped: bool) -> Run:
    ask.api.forget_plans()  # what is compiled here is counted here
    turns = [("first", golden.first), ("second", golden.second)]
    answers, statements, compilations = {}, {}, []
    for turn, who in reversed(turns) if swapped else turns:
        with recorded() as ran:
            answers[turn] = await ask(golden.text, who, golden.variables)
        statements[turn] = ran
        compilations.append(ask.api.plans.additions)
    return Run(answers, statements, compilations)


@pytest.mark.parametrize("swapped", [False, True], ids=["in order", "swapped"])
@pytest.mark.parametrize("name", NAMES)
async def test_golden(name: str, swapped: bool, ask: Asked, postgres: Server) -> None:
    golden = Golden.read(name)
    if golden.writes:
        async with asked(postgres, world()) as own:
            done = await run(own, golden, swapped=swapped)
    else:
        done = await run(ask, golden, swapped=swapped)

    sql = _as_file(done.statements)
    if UPDATE and not swapped:
        (FOLDER / f"{name}.json").write_bytes(orjson.dumps(done.answers, option=orjson.OPT_INDENT_2) + b"\n")
        (FOLDER / f"{name}.sql").write_text(sql)
    assert done.answers == orjson.loads((FOLDER / f"{name}.json").read_bytes())
    assert sql == (FOLDER / f"{name}.sql").read_text()

    once, again = done.compilations
    alike = ask.world.viewer(golden.first).shape == ask.world.viewer(golden.second).shape
    assert again == once if alike else again >= once


def _as_file(statements: dict[str, list[str]]) -> str:
    """Once where both viewers' are the same."""
    first, second = (_BETWEEN.join(statements[turn]) + "\n" for turn in ("first", "second"))
    return first if first == second else first + "\n" + _SECOND + second


def test_there_are_enough() -> None:
    assert len(NAMES) >= 25


def test_nothing_is_left_over() -> None:
    """No answer or statement without its document."""
    stems = {path.stem for suffix in ("json", "sql") for path in FOLDER.glob(f"*.{suffix}")}
    assert stems == set(NAMES)
