"""Two organisations with everything that one can have, and a candidate who deals with both. All of a side's texts bear
its mark, so that a look through any answer tells whose data are in it."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.events.cursor import cursor
from app.models import (
    ApiKey,
    Application,
    AuditEntry,
    Candidate,
    CandidateAccount,
    Disclosure,
    Import,
    Link,
    Organisation,
    Result,
    ResultNote,
    Share,
    Staff,
    User,
    Verification,
)
from app.models.enums import AccessWay, ActorKind, DisclosureKind, JobStatus, LinkPurpose, UserRole, UserStatus
from app.schema.ids import PREFIXES, id_of
from app.security import passwords
from app.security.links import PREFIX
from app.security.tokens import token_hash
from tests.database.world import FUTURE, PAST
from tests.factories import SHARED, Factory

PASSWORD = "seven grey herons"
"""Of primary users."""


@dataclass
class Side:
    """What belongs to one organisation and the people who deal with it alone."""

    mark: str
    organisation: Organisation
    user: User
    colleague: User
    primary: User
    invited: User
    candidate: Candidate
    account: CandidateAccount
    active: Share
    shown: Result
    staff: Staff
    """Of the board, which is on no side: they have dealt with this one."""
    application: Application
    ended: list[Share] = field(default_factory=list)
    gone: list[Result] = field(default_factory=list)
    """Of ended shares: not even this organisation sees them any more."""
    verifications: list[Verification] = field(default_factory=list)
    disclosures: list[Disclosure] = field(default_factory=list)
    events: list[UUID] = field(default_factory=list)
    keys: list[ApiKey] = field(default_factory=list)
    others: dict[str, list[UUID | str]] = field(default_factory=dict)
    """Of what has no field here, by type."""

    @property
    def cursor(self) -> str:
        return cursor(self.organisation.id, 1)

    @property
    def shares(self) -> list[Share]:
        return [self.active, *self.ended]

    @property
    def link(self) -> str:
        """The end of the link in the applicant's mail: whoever has it sees how the application stands."""
        return PREFIX + (self.mark * 11)[:43]


async def a_side(make: Factory, mark: str) -> Side:
    """`mark` is in every name, number, address and reference."""
    address = f"{mark}.example".lower()
    known = {"name": f"{mark} University", "city": f"{mark}ville", "recognised_exams": ["B2_FIRST"]}
    organisation = await make.organisation(**known)
    keeper = {"email": f"user@{address}", "family_name": f"Keeper-{mark}"}
    keeper |= {"may_view_photos": True, "may_manage_api": True}
    user = await make.user(organisation, **keeper)
    beside = {"email": f"colleague@{address}", "family_name": f"Colleague-{mark}"}
    beside |= {"may_view_photos": True, "may_manage_api": True}
    colleague = await make.user(organisation, **beside)
    leading = {"role": UserRole.PRIMARY, "password_hash": await passwords.hashed(PASSWORD)}
    primary = await make.user(organisation, email=f"primary@{address}", family_name=f"Primary-{mark}", **leading)
    waiting = {"status": UserStatus.INVITED, "password_hash": None, "invited_at": PAST}
    invited = await make.user(organisation, email=f"new@{address}", family_name=f"Invited-{mark}", **waiting)
    person = {"family_name": f"Family-{mark}", "native_name": f"山田{mark}", "date_of_birth": date(2001, 3, 4)}
    candidate = await make.candidate(candidate_number=f"N{mark}", **person)
    account = await make.account(candidate, email=f"me@{address}")
    shown = await make.result(candidate, statement_number=f"{mark}SHOWN01")
    await make.photo(shown)
    active = await make.share(shown, organisation, applicant_reference=f"ref-{mark}")
    staff = await make.staff(email=f"staff@{address}", family_name=f"Staff-{mark}")
    # Of the same name and place as a member: likely a duplicate.
    asked = {"name": known["name"], "city": known["city"], "recognised_exams": ["B2_FIRST"]}
    application = await make.application(email=f"asks@{address}", family_name=f"Applicant-{mark}", **asked)
    people = (organisation, user, colleague, primary, invited, candidate, account)
    side = Side(mark, *people, active, shown, staff, application)
    for number, ending in enumerate(({"expires_at": PAST}, {"revoked_at": PAST, "ended_at": PAST})):
        result = await make.result(candidate, statement_number=f"{mark}GONE0{number}")
        side.gone.append(result)
        side.ended.append(await make.share(result, organisation, **ending))
    stranger = await make.candidate(candidate_number=f"S{mark}", family_name=f"Stranger-{mark}")
    checked = await make.result(stranger, statement_number=f"{mark}CHECKED1")
    side.verifications = [
        await make.verification(user, checked, applicant_reference=f"check-{mark}"),
        await make.verification(colleague, statement_number=f"{mark}NOSUCH1"),
    ]
    await make.sighting(active, colleague, opened_at=SHARED, opened_version=1)
    old = await make.api_key(organisation, name=f"Key-{mark}", prefix=f"rvs_k_{mark}", created_by=user.id)
    side.keys = [old, await make.api_key(organisation, name=f"Key-{mark}", prefix=f"rvs_k_{mark}", replaces_id=old.id)]
    side.others["Template"] = [(await make.template(organisation, name=f"Template-{mark}")).template_id]
    side.others["Session"] = [(await make.sign_in(user)).id]
    made = await make.download(user, filename=f"File-{mark}.pdf", choice={"filter": {"search": f"Family-{mark}"}})
    side.others["Download"] = [made.id]
    side.disclosures.append(await _opened(make, side))
    await _of_the_board(make, side)
    return side


async def _of_the_board(make: Factory, side: Side) -> None:
    """What the board has, and sees, of this side."""
    mark, organisation, shown = side.mark, side.organisation, side.shown
    note = {"version": 1, "note": f"Note-{mark}", "noted_by": side.staff.id, "noted_at": SHARED}
    await make.add(ResultNote(result_id=shown.id, **note))
    link = {"purpose": LinkPurpose.REGISTRATION, "created_at": SHARED, "expires_at": FUTURE}
    await make.add(Link(token_hash=token_hash(side.link), application_id=side.application.id, **link))
    done = {"status": JobStatus.DONE, "started_at": SHARED}
    told = {"occurred_at": SHARED, "action": "addUser", "subject_id": id_of("User", side.invited.id)}
    by = {"actor_kind": ActorKind.USER, "actor_id": side.primary.id}
    side.others |= {
        "Staff": [side.staff.id],
        "Application": [side.application.id],
        "BoardOrganisation": [organisation.id],
        "BoardResult": [shown.id],
        "Receiver": [f"{shown.id.hex}{organisation.id.hex}"],
        "Import": [(await make.add(Import(filename=f"Import-{mark}.csv", **done))).id],
        "AuditEntry": [(await make.add(AuditEntry(organisation_id=organisation.id, **told, **by))).id],
    }


async def _opened(make: Factory, side: Side) -> Disclosure:
    return await make.add(
        Disclosure(
            kind=DisclosureKind.OPENED,
            way=AccessWay.CONSOLE,
            occurred_at=SHARED,
            on_day=SHARED.date(),
            organisation_id=side.organisation.id,
            actor_kind=ActorKind.USER,
            actor_id=side.colleague.id,
            candidate_id=side.candidate.id,
            result_id=side.shown.id,
            version=1,
            share_id=side.active.id,
        )
    )


@dataclass
class Two:
    a: Side
    b: Side
    both: Candidate
    """Has shared a result with each, and one with both."""
    common: Result
    alone: dict[str, Share] = field(default_factory=dict)
    """The shares of what only that side has from them."""
    of_common: dict[str, Share] = field(default_factory=dict)

    def ids(self, side: Side) -> list[str]:
        """Every id of what only this side may see, and of what only its people may."""
        keys = {
            "User": [each.id for each in (side.user, side.colleague, side.primary, side.invited)],
            "Share": [share.id for share in (*side.shares, self.alone[side.mark], self.of_common[side.mark])],
            "Candidate": [side.candidate.id],
            "CandidateAccount": [side.account.id],
            "Result": [side.shown.id, self.alone[side.mark].result_id]
            + [made.result_id for made in side.verifications if made.result_id],
            "Verification": [made.id for made in side.verifications],
            "Disclosure": [entry.id for entry in side.disclosures],
            "Event": side.events,
            "Organisation": [side.organisation.id],
            "ApiKey": [key.id for key in side.keys],
            **side.others,
        }
        found = [f"{PREFIXES[type_name]}_{key}" for type_name, each in keys.items() for key in each]
        found += [id_of("CandidateShare", share.id) for share in (*side.shares, self.alone[side.mark])]
        return [*found, id_of("CandidateShare", self.of_common[side.mark].id)]

    def secrets(self, side: Side) -> list[str]:
        """Texts that no answer to others may have: ids, and all that bears the mark but the directory's entry."""
        bare = {key.partition("_")[2] for key in self.ids(side)} - {str(side.organisation.id)}
        return [*self.ids(side), *bare, side.organisation.id.hex, *_texts(side)]


def _texts(side: Side) -> list[str]:
    mark = side.mark
    people = (
        f"Keeper-{mark}",
        f"Colleague-{mark}",
        f"Primary-{mark}",
        f"Invited-{mark}",
        f"Family-{mark}",
        f"Stranger-{mark}",
        f"山田{mark}",
        f"Key-{mark}",
        f"Staff-{mark}",
        f"Applicant-{mark}",
        f"Note-{mark}",
        f"Import-{mark}",
        f"File-{mark}",
        f"Template-{mark}",
    )
    numbers = (f"{mark}SHOWN", f"{mark}GONE", f"{mark}CHECKED", f"{mark}NOSUCH", f"{mark}ALONE", f"N{mark}", f"S{mark}")
    return [*people, *numbers, f"@{mark}.example".lower(), f"ref-{mark}", f"check-{mark}"]


async def two_sides(make: Factory) -> Two:
    a, b = await a_side(make, "AARN"), await a_side(make, "BOSK")
    both = await make.candidate(candidate_number="BETWEEN", family_name="Between")
    await make.account(both, email="between@mail.example")
    two = Two(a, b, both, await make.result(both, statement_number="COMMON0001"))
    for side in (a, b):
        alone = await make.result(both, statement_number=f"{side.mark}ALONE01")
        two.alone[side.mark] = await make.share(alone, side.organisation)
        two.of_common[side.mark] = await make.share(two.common, side.organisation)
    return two


#: What everybody sees belongs to no side.
assert set(PREFIXES) - {"Centre", "Exam"} == {
    "OrganisationProfile",
    "Organisation",
    "User",
    "ApiKey",
    "Share",
    "CandidateShare",
    "Candidate",
    "CandidateAccount",
    "Result",
    "Verification",
    "Event",
    "Session",
    "Disclosure",
    "AuditEntry",
    "Staff",
    "Application",
    "BoardOrganisation",
    "BoardResult",
    "Receiver",
    "Import",
    "Download",
    "Template",
}, "a type was added: give both sides one of it"
