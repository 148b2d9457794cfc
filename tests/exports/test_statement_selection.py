"""The selections of statements, asked of the real service as a member of an organisation, and read back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from app import exams
from app.database import Database
from app.demo_data.portraits import portrait
from app.events.broker import LocalBroker
from app.exports.statement.model import Basis, Component, Place, Statement
from app.exports.statement.selection import (
    SHARE_SELECTION,
    VERIFICATION_SELECTION,
    statement_of_share,
    statement_of_verification,
)
from app.models import User
from app.models.enums import CefrLevel, ExamCode, Grade, Language, ResultStatus, Skill
from tests.api.service import Service, running
from tests.exports.poppler import words
from tests.exports.statements import NOW, written
from tests.factories import RELEASED, SAT, SHARED, Factory

pytestmark = pytest.mark.anyio
SHARES = f"{{ organisation {{ shares(filter: {{statuses: [ACTIVE, REVOKED]}}) {{ nodes {{ {SHARE_SELECTION} }} }} }} }}"
VERIFICATIONS = f"{{ organisation {{ verifications {{ nodes {{ {VERIFICATION_SELECTION} }} }} }} }}"


@dataclass
class World:
    service: Service
    user: User

    async def rows(self, query: str) -> list[dict[str, Any]]:
        organisation = (await self.service.ask(query, await self.service.token(self.user)))["organisation"]
        (connection,) = organisation.values()
        rows: list[dict[str, Any]] = connection["nodes"]
        return rows


@pytest.fixture
async def world(fresh_database: Database) -> AsyncIterator[World]:
    async with running(fresh_database, LocalBroker()) as service:
        async with service.making() as make:
            user = await make.user(family_name="Whitfield", given_name="Ada")
        yield World(service, user)


async def japanese(make: Factory, **values: Any) -> Any:
    candidate = await make.candidate(family_name="髙﨑", given_name="美咲", native_name="タカサキ ミサキ")
    centre = await make.centre(number="JP042", name="北浜会場", city="大阪", country="JP")
    return await make.result(candidate, centre_id=centre.id, statement_number="113GB5990001", **values)


EXPECTED = Statement(
    statement_number="113GB5990001",
    candidate_name="髙﨑 美咲",
    native_name="タカサキ ミサキ",
    date_of_birth=date(2004, 2, 29),
    exam=ExamCode.B2_FIRST,
    session_date=SAT,
    centre=Place("JP042", "北浜会場", "大阪", "JP"),
    status=ResultStatus.RELEASED,
    version=1,
    released_at=RELEASED,
    overall_score=171,
    grade=Grade.C,
    level=CefrLevel.B2,
    certificated=True,
    components=(
        Component(Skill.READING, 180, CefrLevel.C1),
        Component(Skill.USE_OF_ENGLISH, 175, CefrLevel.B2),
        Component(Skill.WRITING, None, None),
        Component(Skill.LISTENING, 135, None),
        Component(Skill.SPEAKING, 165, CefrLevel.B2),
    ),
    min_score=122,
    max_score=190,
    bands=exams.bands(ExamCode.B2_FIRST, SAT),
    basis=Basis.SHARED,
    basis_at=SHARED,
    verified_at=NOW,
    verified_by="Ada Whitfield",
)


async def test_a_share_makes_a_statement(world: World) -> None:
    async with world.service.making() as make:
        organisation_id = world.user.organisation_id
        values = {"overall_score": 171, "scores": [180, 175, None, 135, 165]}
        await make.share(await japanese(make, **values), organisation_id=organisation_id)

    photo = portrait(Random(1))
    (row,) = await world.rows(SHARES)
    made = statement_of_share(row, verified_at=NOW, verified_by="Ada Whitfield", photo=photo)

    assert made is not None
    assert made.photo == photo
    assert made.__class__(**{name: getattr(made, name) for name in made.__slots__} | {"photo": None}) == EXPECTED
    assert "髙﨑 美咲" in words(written(made, language=Language.JA))[0]


@pytest.mark.parametrize("code", ExamCode)
async def test_every_exam_makes_a_statement(world: World, code: ExamCode) -> None:
    async with world.service.making() as make:
        session = exams.EXAMS[code].last_session or SAT
        result = await make.result(exam_code=code, session_date=session)
        await make.share(result, organisation_id=world.user.organisation_id)

    (row,) = await world.rows(SHARES)
    made = statement_of_share(row, verified_at=NOW, verified_by="Ada Whitfield")

    assert made is not None
    assert made.bands == exams.bands(code, session)
    assert [part.skill for part in made.components] == list(exams.EXAMS[code].skills)
    assert exams.EXAMS[code].name_en in words(written(made))[0]


async def test_a_share_that_ended_makes_none(world: World) -> None:
    async with world.service.making() as make:
        ended = datetime(2026, 6, 1, tzinfo=UTC)
        await make.share(organisation_id=world.user.organisation_id, revoked_at=ended, ended_at=ended)

    (row,) = await world.rows(SHARES)
    assert row["result"] is None
    assert statement_of_share(row, verified_at=NOW, verified_by="Ada Whitfield") is None


async def test_a_verification_makes_a_statement_where_it_matched(world: World) -> None:
    async with world.service.making() as make:
        result = await japanese(make, status=ResultStatus.WITHHELD)
        await make.verification(world.user, result, applicant_reference="2027-工-00418")
        await make.verification(world.user, checked_at=datetime(2026, 5, 3, tzinfo=UTC))

    made = [statement_of_verification(row) for row in await world.rows(VERIFICATIONS)]

    assert made == [
        Statement(
            statement_number="113GB5990001",
            candidate_name="髙﨑 美咲",
            native_name="タカサキ ミサキ",
            date_of_birth=date(2004, 2, 29),
            exam=ExamCode.B2_FIRST,
            session_date=SAT,
            centre=Place("JP042", "北浜会場", "大阪", "JP"),
            status=ResultStatus.WITHHELD,
            version=1,
            released_at=None,
            overall_score=None,
            grade=None,
            level=None,
            certificated=False,
            components=(),
            min_score=122,
            max_score=190,
            bands=exams.bands(ExamCode.B2_FIRST, SAT),
            basis=Basis.CHECKED,
            basis_at=SHARED,
            verified_at=SHARED,
            verified_by="Ada Whitfield",
            applicant_reference="2027-工-00418",
        ),
        None,
    ]
