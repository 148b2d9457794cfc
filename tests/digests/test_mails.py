"""What mails on new shares say, and to whom they go."""

import re

import pytest
import sqlalchemy as sa

from app.events.work import work
from app.models import Organisation, User
from app.models.enums import Language, OrganisationStatus, ResultStatus
from app.viewer import SYSTEM
from tests.digests.post_office import GATHER, PostOffice, html_of, text_of, to

pytestmark = pytest.mark.anyio


async def northmoor(office: PostOffice) -> Organisation:
    async with office.making() as make:
        return await make.organisation(name="Northmoor University")


async def test_500_shares_make_one_mail(office: PostOffice) -> None:
    """What came before it was switched on is in none."""
    organisation = await northmoor(office)
    await office.share(organisation)
    await office.user(organisation, "IMMEDIATELY", email="a@example.org", given_name="Ada", family_name="Fieldstone")
    shares = await office.share(organisation, 500)

    (letter,) = await office.post()

    text, newest = text_of(letter), shares[::-1][:20]
    assert letter["Subject"] == "500 new results for Northmoor University"
    assert letter["To"] == "Ada Fieldstone <a@example.org>"
    assert re.findall(r"^\* (.*)$", text, re.M) == [share.candidate_name for share in newest]
    assert re.findall(r"rvs\.example/shares/(shr_\S+)", text) == [f"shr_{share.id}" for share in newest]
    assert text.count("  B2 First, B2, score 160 to 172\n") == 20
    assert "and 480 more\n" in text
    assert await office.post() == []


async def test_both_forms_say_the_same_and_names_are_bold(office: PostOffice) -> None:
    organisation = await northmoor(office)
    await office.user(organisation, "IMMEDIATELY")
    async with office.making() as make:
        pending = await make.result(status=ResultStatus.PENDING)
        a2 = await make.result(exam_code="A2_KEY", overall_score=138, grade="B", cefr_level="A2")
        for result in (await make.result(), a2, pending):
            await make.share(result, organisation)

    (letter,) = await office.post()

    text, html = text_of(letter), html_of(letter)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub(r"<title>.*?</title>", "", html)))
    said = ["B2 First, not decided yet", "A2 Key, A2, score 133 to 139", "B2 First, B2, score 160 to 172"]
    assert re.findall(r"^  ([AB]2 .*)$", text, re.M) == said
    assert [line for line in said if line not in plain] == []
    assert "B2 First: 2\nA2 Key: 1\n" in text
    assert "B2 First: 2 · A2 Key: 1" in html
    assert re.findall(r"<b[^>]*>(.*?)</b>", html) == re.findall(r"^\* (.*)$", text, re.M)
    assert re.findall(r"shr_[0-9a-f-]{36}", html) == re.findall(r"shr_[0-9a-f-]{36}", text)


async def test_in_japanese(office: PostOffice) -> None:
    """In the language of the mails, which may be another than the user's."""
    async with office.making() as make:
        organisation = await make.organisation(name="みどり野大学")
    await office.user(organisation, "IMMEDIATELY", language=Language.JA, email="ja@example.jp")
    chosen = await office.user(organisation, "IMMEDIATELY", email="chosen@example.jp")
    await office.choose(chosen, language=Language.JA)
    await office.share(organisation, 21)

    letters = await office.post()

    assert to(letters) == ["chosen@example.jp", "ja@example.jp"]
    for letter in letters:
        text = text_of(letter)
        assert letter["Subject"] == "みどり野大学に新しい結果が21件届いています"
        assert letter["Content-Language"] == "ja"
        assert "Subject: =?utf-8?" in letter.as_string()
        assert text.startswith("前回のメール以降、受験者から次の結果が共有されました。\n")
        assert "  B2 ファースト、B2、スコア160～172\n" in text
        assert "ほか1件\n" in text
        assert '<html lang="ja"' in html_of(letter)


async def test_what_people_are_called_is_no_markup_and_no_header(office: PostOffice) -> None:
    async with office.making() as make:
        organisation = await make.organisation(name="A\r\nBcc: x@example.org <b>College</b>")
        candidate = await make.candidate(family_name="<script>alert(1)</script>", given_name="Eve\nSubject: no")
    await office.user(organisation, "IMMEDIATELY")
    async with office.making() as make:
        await make.share(await make.result(candidate), organisation)

    (letter,) = await office.post()

    assert letter["Bcc"] is None
    assert letter["Subject"] == "1 new result for A Bcc: x@example.org <b>College</b>"
    assert "* Eve Subject: no <script>alert(1)</script>\n" in text_of(letter)
    assert "<script>" not in html_of(letter)
    assert "&lt;script&gt;" in html_of(letter)


async def test_nothing_new_no_mail(office: PostOffice) -> None:
    organisation = await northmoor(office)
    daily = await office.user(organisation, "DAILY")
    await office.user(organisation, "IMMEDIATELY")
    before = await next_at(office, daily)
    await office.end((await office.share(organisation))[0])

    for _ in range(3):
        office.now = before + GATHER
        assert await office.post() == []
        before = await next_at(office, daily)

    assert await office.count("SELECT count(*) FROM mail") == 0
    assert await office.count("SELECT count(*) FROM digest") == 0
    assert await office.count("SELECT count(*) FROM job") == 0
    assert before > office.now


async def test_what_ended_before_it_was_sent_is_left_out(office: PostOffice) -> None:
    organisation = await northmoor(office)
    await office.user(organisation, "IMMEDIATELY", email="a@example.org")
    stays, goes = await office.share(organisation, 2)
    office.now += 2 * GATHER
    assert await office.plan() == 1
    await office.end(goes)

    (letter,) = await office.send()

    assert letter["Subject"] == "1 new result for Northmoor University"
    assert re.findall("shr_[0-9a-f-]{36}", text_of(letter)) == [f"shr_{stays.id}"]


async def test_where_all_ended_before_it_was_sent_nothing_is(office: PostOffice) -> None:
    organisation = await northmoor(office)
    await office.user(organisation, "IMMEDIATELY")
    (share,) = await office.share(organisation)
    office.now += 2 * GATHER
    assert await office.plan() == 1
    await office.end(share)

    assert await office.send() == []
    assert await office.rows("SELECT status, failure, subject, text, html FROM mail") == [
        ("CANCELLED", None, "", "", "")
    ]
    assert await office.count("SELECT count(*) FROM disclosure") == 0


LOSSES = {
    "removed": "UPDATE app_user SET removed_at = now() WHERE id = :user",
    "suspended": "UPDATE organisation SET status = 'SUSPENDED', suspended_at = now()"
    " WHERE id = (SELECT organisation_id FROM app_user WHERE id = :user)",
}


@pytest.mark.parametrize("loss", sorted(LOSSES))
@pytest.mark.parametrize("planned", [True, False], ids=["planned", "unplanned"])
async def test_who_loses_access_gets_none(office: PostOffice, loss: str, planned: bool) -> None:
    organisation = await northmoor(office)
    user = await office.user(organisation, "IMMEDIATELY")
    (share,) = await office.share(organisation)
    office.now += 2 * GATHER
    if planned:
        assert await office.plan() == 1
    async with work(office.database, office.service.broker, SYSTEM) as session:
        await session.execute(sa.text(LOSSES[loss]), {"user": user.id})
    await office.correct(share)

    assert await office.post() == []
    assert await office.count("SELECT count(*) FROM mail WHERE status = 'DONE'") == 0


async def test_an_organisation_that_is_restored_hears_of_the_rest(office: PostOffice) -> None:
    organisation = await northmoor(office)
    await office.user(organisation, "IMMEDIATELY")
    await suspend(office, OrganisationStatus.SUSPENDED)
    await office.share(organisation, 3)
    assert await office.post() == []
    await suspend(office, OrganisationStatus.APPROVED)
    office.now += 61 * GATHER

    (letter,) = await office.post()

    assert letter["Subject"] == "3 new results for Northmoor University"


async def suspend(office: PostOffice, status: OrganisationStatus) -> None:
    async with work(office.database, office.service.broker, SYSTEM) as session:
        await session.execute(sa.text("UPDATE organisation SET status = :status"), {"status": status.value})


async def test_a_mail_is_in_the_ledger_of_each_candidate_it_names(office: PostOffice) -> None:
    """Once a mail and version; the trail has one entry a mail."""
    organisation = await northmoor(office)
    user = await office.user(organisation, "IMMEDIATELY")
    other = await office.user(organisation, "IMMEDIATELY")
    shares = await office.share(organisation, 21)

    assert len(await office.post()) == 2

    ledger = "SELECT actor_id, result_id, version, kind, way FROM disclosure ORDER BY actor_id, result_id"
    listed = sorted(shares[1:], key=lambda share: share.result_id)
    assert await office.rows(ledger) == [
        (reader.id, share.result_id, 1, "RECEIVED", "MAIL")
        for reader in sorted((user, other), key=lambda user: user.id)
        for share in listed
    ]
    trail = "SELECT actor_kind, action, organisation_id, count FROM audit_entry WHERE action = 'mailResults'"
    assert await office.rows(trail) == [("SYSTEM", "mailResults", organisation.id, 20)] * 2


async def test_nothing_of_it_stays_in_the_outbox(office: PostOffice) -> None:
    await office.user(organisation := await northmoor(office), "IMMEDIATELY", email="a@example.org")
    await office.share(organisation)
    office.now += 2 * GATHER
    await office.plan()
    kept = "SELECT subject, text, html FROM mail"

    assert await office.rows(kept) == [("", "", "")]
    assert len(await office.send()) == 1
    assert await office.rows(kept) == [("", "", "")]
    assert await office.rows("SELECT status FROM mail") == [("DONE",)]


async def next_at(office: PostOffice, user: User):  # type: ignore[no-untyped-def]
    ((found,),) = await office.rows("SELECT next_at FROM notification WHERE user_id = :id", id=user.id)
    return found
