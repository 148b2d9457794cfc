"""Mails on corrections: to everybody of an organisation that received, verified or downloaded, unless switched off."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from app.actions.cancel_result import cancel_result
from app.actions.result_versions import Decision
from app.events.work import work
from app.models import DownloadFetch, Organisation, Result, Share, User
from app.models.enums import ActorKind, Language, NotificationFrequency, UserStatus
from app.schema.ids import id_of
from app.viewer import SYSTEM
from tests.digests.post_office import GATHER, PostOffice, html_of, text_of, to
from tests.factories import viewer_of

pytestmark = pytest.mark.anyio


async def shared(office: PostOffice, **values: object) -> tuple[Organisation, User, Share]:
    """An organisation with a user who never chose anything, and a share of Amara Okonjo's."""
    async with office.making() as make:
        organisation = await make.organisation(name="Northmoor University")
        user = await make.user(organisation, email="a@example.org")
        candidate = await make.candidate(family_name="Okonjo", given_name="Amara", native_name=None)
        result = await make.result(candidate, statement_number="126GB0000001")
        share = await make.share(result, organisation, **values)
    return organisation, user, share


def lines(letter: EmailMessage) -> list[str]:
    """Of its list, without addresses."""
    return [line for line in re.findall(r"^(?:\* |  )(\S.*)$", text_of(letter), re.M) if "://" not in line]


async def test_a_correction_says_which_statement_and_what_but_no_score(office: PostOffice) -> None:
    _, _, share = await shared(office)
    await office.correct(share, reason="Paper 2 was marked again.\nTwice.")

    (letter,) = await office.post()

    assert letter["Subject"] == "A result has changed"
    assert lines(letter) == [
        "Amara Okonjo",
        "Corrected, statement 126GB0000001",
        "Changed: overall score",
        "Reason: Paper 2 was marked again. Twice.",
    ]
    assert f"https://rvs.example/shares/shr_{share.id}" in text_of(letter)
    assert re.findall(r"\b1[67]\d\b|\bB2\b", text_of(letter) + re.sub(r"<[^>]*>", " ", html_of(letter))) == []
    assert "/unsubscribe/rvs_u_" in letter["List-Unsubscribe"]
    assert await office.post() == []
    assert await office.count("SELECT count(*) FROM disclosure") == 0


async def test_in_japanese(office: PostOffice) -> None:
    _, user, share = await shared(office)
    await office.choose(user, language=Language.JA)
    await office.correct(share, reason="再採点のため")

    (letter,) = await office.post()

    assert letter["Subject"] == "結果に変更がありました"
    assert lines(letter) == [
        "Amara Okonjo",
        "訂正、成績証明書番号126GB0000001",
        "変更箇所：総合スコア",
        "理由：再採点のため",
    ]


async def test_who_may_not_see_it_any_more_is_told_that_it_changed_and_no_more(office: PostOffice) -> None:
    """The name is the trace that the list shows; the number was the result's."""
    _, _, share = await shared(office)
    await office.end(share)
    await office.correct(share, reason="Secret.")

    (letter,) = await office.post()

    assert lines(letter) == ["Amara Okonjo", "Corrected, no longer shared with you"]
    assert "126GB0000001" not in text_of(letter) + html_of(letter)
    assert "Secret" not in text_of(letter) + html_of(letter)


async def test_cancelled_by_staff_and_staff_see_when_it_was_mailed(office: PostOffice) -> None:
    """To who verified it and who has it in a file as well."""
    organisation, _, share = await shared(office)
    async with office.making() as make:
        result = await make.session.get_one(Result, share.result_id)
        checker = await make.user(email="checker@example.org")
        await make.verification(checker, result)
        holder = await make.user(email="holder@example.org")
        holders = await make.session.get_one(Organisation, holder.organisation_id)
        held = await make.download_row(result, holders)
        await make.add(
            DownloadFetch(
                **{"download_id": held.download_id, "organisation_id": holders.id, "actor_kind": ActorKind.USER},
                **{"actor_id": holder.id, "fetched_at": office.now, "last_at": office.now},
            )
        )
        await make.user(email="elsewhere@example.org")
        staff = await make.staff()
    decided = Decision(result_id=share.result_id, version=1, reason="Collusion.", note="By seat.")
    async with work(office.database, office.service.broker, viewer_of(staff)) as session:
        await cancel_result(session, viewer_of(staff), decided, now=datetime.now(UTC))
    receivers = """query ($id: ID!) { node(id: $id) { ... on BoardResult {
        receivers { nodes { organisation { name id } toldAt mailedAt } } } } }"""
    staff_token = await office.service.token(staff)

    async def told() -> dict[str, tuple[bool, bool]]:
        data = await office.service.ask(receivers, staff_token, id=id_of("BoardResult", share.result_id))
        nodes = data["node"]["receivers"]["nodes"]
        return {
            node["organisation"]["id"]: (node["toldAt"] is not None, node["mailedAt"] is not None) for node in nodes
        }

    concerned = {id_of("BoardOrganisation", id_) for id_ in (organisation.id, checker.organisation_id, holders.id)}
    assert await told() == dict.fromkeys(concerned, (True, False))
    office.now += 2 * GATHER
    await office.plan()
    assert await told() == dict.fromkeys(concerned, (True, False))
    letters = await office.send()

    assert await told() == dict.fromkeys(concerned, (True, True))
    assert to(letters) == ["a@example.org", "checker@example.org", "holder@example.org"]
    said = {letter["To"].addresses[0].addr_spec: lines(letter) for letter in letters}
    assert said["a@example.org"] == [
        "Amara Okonjo",
        "Cancelled, statement 126GB0000001",
        "Changed: status, overall score, grade, CEFR level, scores of the skills, certificate",
        "Reason: Collusion.",
    ]
    assert said["checker@example.org"] == said["a@example.org"]
    assert said["holder@example.org"] == ["Cancelled, no longer shared with you"]
    assert [text for text in map(text_of, letters) if "By seat" in text] == []


async def test_on_unless_switched_off_whatever_the_frequency(office: PostOffice) -> None:
    organisation, _, share = await shared(office)
    for frequency in NotificationFrequency:
        await office.user(organisation, frequency.value, email=f"{frequency.value.lower()}@example.org")
    off = await office.user(organisation, "IMMEDIATELY", email="none@example.org")
    await office.choose(off, corrections=False)
    await office.user(
        organisation, email="invited@example.org", status=UserStatus.INVITED, password_hash=None, invited_at=office.now
    )
    await office.correct(share)
    await office.correct(share)

    letters = await office.post()

    names = ["a", "daily", "immediately", "off", "weekly"]
    assert to(letters) == [f"{name}@example.org" for name in names]
    assert {letter["Subject"] for letter in letters} == {"2 results have changed"}


async def test_who_switches_them_on_again_hears_of_what_comes_after(office: PostOffice) -> None:
    _, user, share = await shared(office)
    await office.choose(user, corrections=False)
    await office.correct(share)
    assert await office.post() == []
    await office.choose(user, corrections=True)
    assert await office.post() == []
    await office.correct(share)

    assert [letter["Subject"] for letter in await office.post()] == ["A result has changed"]


async def test_who_comes_later_hears_of_what_comes_after(office: PostOffice) -> None:
    """An invited user: after the invitation was accepted."""
    organisation, _, share = await shared(office)
    invited = await office.user(
        organisation, email="invited@example.org", status=UserStatus.INVITED, password_hash=None, invited_at=office.now
    )
    await office.correct(share)
    assert to(await office.post()) == ["a@example.org"]
    async with work(office.database, office.service.broker, SYSTEM) as session:
        row = await session.get_one(User, invited.id)
        row.status, row.password_hash = UserStatus.ACTIVE, "anything"
    await office.user(organisation, email="new@example.org")
    assert await office.post() == []
    await office.correct(share)

    letters = await office.post()

    assert to(letters) == ["a@example.org", "invited@example.org", "new@example.org"]
    assert {letter["Subject"] for letter in letters} == {"A result has changed"}


async def test_only_the_first_are_listed(office: PostOffice) -> None:
    organisation, _, _ = await shared(office)
    for share in await office.share(organisation, 23):
        await office.correct(share)

    (letter,) = await office.post()

    assert letter["Subject"] == "23 results have changed"
    assert "and 3 more\n" in text_of(letter)
    assert text_of(letter).count("Corrected, statement") == 20
