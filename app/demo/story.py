"""What has happened before the demo begins: shares of the last weeks, most of them opened, the newest not yet.

The rows are made whole, with the times at which things would have happened; app.actions could only write today's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlmodel import SQLModel

from app.actions.share_results import Receiver, new_share
from app.demo.world import CANDIDATE_MAILBOX, KESTREL_BAY, Colleague, Place
from app.models import (
    CandidateAccount,
    Disclosure,
    Event,
    EventHead,
    Organisation,
    Result,
    Share,
    Sighting,
    User,
    Verification,
)
from app.models.enums import AccessWay, ActorKind, DisclosureKind, EventKind, ResultStatus, VerificationOutcome

DAYS = 45
AT_KESTREL_BAY, ELSEWHERE = 320, 45
"""Candidates who shared something there."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Which results play which part; the same for the same results."""

    star: Sequence[Result]
    """Those of the candidate who can sign in, as the API lists them; the first two are kept for the visitor."""
    unshared: Result
    others: Sequence[Sequence[Result]]

    @classmethod
    def of(cls, results: Iterable[Result], candidate_numbers: Mapping[UUID, str]) -> "Cast":
        by_candidate: dict[str, list[Result]] = defaultdict(list)
        for result in results:
            by_candidate[candidate_numbers[result.candidate_id]].append(result)
        for own in by_candidate.values():
            own.sort(key=lambda result: (result.session_date, result.id), reverse=True)
        people = [by_candidate[number] for number in sorted(by_candidate)]
        star = next(own for own in people if len(own) >= 5 and all(map(_is_released, own)) and own[0].has_photo)
        alone = next(own for own in people if len(own) == 1 and _is_released(own[0]) and own[0].has_photo)
        return cls(star, alone[0], [own for own in people if own is not star and own is not alone])

    def sharers(self) -> Sequence[Sequence[Result]]:
        """Those who use the candidate site."""
        return self.others[: AT_KESTREL_BAY * 3]


def _is_released(result: Result) -> bool:
    return result.status is ResultStatus.RELEASED and result.overall_score is not None


@dataclass(slots=True)
class Happening:
    """Something at a moment, which the log will hold."""

    at: datetime
    kind: EventKind
    actor: User | CandidateAccount
    share: Share | None = None
    verification: Verification | None = None

    def event(self, organisation_id: UUID, sequence: int) -> Event:
        if self.kind is EventKind.SHARE_RECEIVED and self.share is not None:
            self.share.sequence = sequence
        share, verification = self.share, self.verification
        result_id = share.result_id if share else verification.result_id if verification else None
        return Event(
            organisation_id=organisation_id,
            sequence=sequence,
            kind=self.kind,
            occurred_at=self.at,
            actor_kind=ActorKind.USER if isinstance(self.actor, User) else ActorKind.CANDIDATE,
            actor_id=self.actor.id,
            share_id=share.id if share else None,
            result_id=result_id,
            verification_id=verification.id if verification else None,
        )


@dataclass(slots=True)
class Chapter:
    """One organisation's part."""

    place: Place
    organisation: Organisation
    users: Sequence[tuple[Colleague, User]]
    random: Random
    now: datetime
    happenings: list[Happening] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)
    disclosures: list[Disclosure] = field(default_factory=list)

    def share(self, result: Result, account: CandidateAccount, *, days_ago: float | None = None) -> None:
        """And, as likely as it is old, its opening."""
        at = self.now - timedelta(days=self.random.uniform(0.02, DAYS) if days_ago is None else days_ago)
        expires_at = self.now + timedelta(days=self.random.randint(20, 400)) if self.random.random() < 0.2 else None
        share = new_share(result, Receiver(self.organisation.id), expires_at, self.random.random() < 0.05, at)
        self.shares.append(share)
        self.happenings.append(Happening(at, EventKind.SHARE_RECEIVED, account, share))
        if self.random.random() < min(0.9, 0.25 + (self.now - at).days / 10):
            self._open(share, result)
        if self.random.random() < 0.015:
            self._revoke(share, account)
        elif self.random.random() < 0.015:
            share.expires_at = at + (self.now - at) * 0.9

    def _open(self, share: Share, result: Result) -> None:
        for who, user in self.random.sample(self.users, self.random.randint(1, len(self.users))):
            at = share.shared_at + min(timedelta(hours=self.random.uniform(0.2, 60)), (self.now - share.shared_at) / 2)
            if at < self.now - timedelta(days=who.joined_days_ago):
                continue
            self.sightings.append(
                Sighting(
                    share_id=share.id,
                    user_id=user.id,
                    organisation_id=self.organisation.id,
                    seen_at=at,
                    opened_at=at,
                    opened_version=result.version,
                )
            )
            share.opened_at = at if share.opened_at is None else min(at, share.opened_at)
            self.happenings.append(Happening(at, EventKind.SHARE_OPENED, user, share))
            self._disclose(DisclosureKind.OPENED, at, user, result, share_id=share.id)

    def _revoke(self, share: Share, account: CandidateAccount) -> None:
        at = share.shared_at + (self.now - share.shared_at) * 0.75
        share.revoked_at = share.ended_at = at
        self.happenings.append(Happening(at, EventKind.SHARE_REVOKED, account, share))

    def verify(self, result: Result | None) -> None:
        """A check that matched this result, or nothing."""
        _, user = self.random.choice(self.users)
        at = self.now - timedelta(days=self.random.uniform(1, 14))
        outcome = VerificationOutcome.NO_MATCH
        if result is not None:
            released = result.status is ResultStatus.RELEASED
            outcome = VerificationOutcome.MATCH if released else VerificationOutcome(result.status.value)
        verification = Verification(
            organisation_id=self.organisation.id,
            actor_kind=ActorKind.USER,
            actor_id=user.id,
            statement_number="264GB26X000077" if result is None else result.statement_number,
            outcome=outcome,
            result_id=result.id if result else None,
            result_version=result.version if result else None,
            checked_at=at,
        )
        self.verifications.append(verification)
        self.happenings.append(Happening(at, EventKind.VERIFICATION_MADE, user, verification=verification))
        if result is not None:
            self._disclose(DisclosureKind.VERIFIED, at, user, result, verification_id=verification.id)

    def _disclose(self, kind: DisclosureKind, at: datetime, user: User, result: Result, **through: UUID) -> None:
        """For the candidate's ledger."""
        self.disclosures.append(
            Disclosure(
                kind=kind,
                way=AccessWay.CONSOLE,
                occurred_at=at,
                on_day=at.date(),
                organisation_id=self.organisation.id,
                actor_kind=ActorKind.USER,
                actor_id=user.id,
                candidate_id=result.candidate_id,
                result_id=result.id,
                version=result.version,
                **through,
            )
        )

    def rows(self) -> Iterator[Sequence[SQLModel]]:
        """In the order that the foreign keys need."""
        self.happenings.sort(key=lambda happening: happening.at)
        events = [happening.event(self.organisation.id, n) for n, happening in enumerate(self.happenings, 1)]
        for who, user in self.users:
            user.seen_until = max(
                (e.sequence for e in events if e.occurred_at < self.now - timedelta(days=who.seen_days_ago)), default=0
            )
        yield [user for _, user in self.users]
        yield self.shares
        yield [*self.sightings, *self.verifications]
        yield self.disclosures
        yield [*events, EventHead(organisation_id=self.organisation.id, last=len(events))]


def accounts(cast: Cast, passwords: Mapping[str, str], locked: str, now: datetime) -> list[CandidateAccount]:
    """Of the star, whose password is known, and of all who share."""
    own = {CANDIDATE_MAILBOX: cast.star} | {
        f"candidate{number}@candidates.example": own for number, own in enumerate(cast.sharers(), 1)
    }
    return [
        CandidateAccount(
            candidate_id=results[0].candidate_id,
            email=email,
            password_hash=passwords.get(email, locked),
            claimed_at=now - timedelta(days=DAYS + 1),
            email_confirmed_at=now - timedelta(days=DAYS + 1),
        )
        for email, results in own.items()
    ]


def tell(chapter: Chapter, cast: Cast, by_candidate: Mapping[UUID, CandidateAccount]) -> None:
    """All that has happened at one organisation."""
    random, sharers = chapter.random, list(cast.sharers())
    at_kestrel_bay = chapter.place is KESTREL_BAY
    wanted = set(chapter.place.exams)
    sharers.sort(key=lambda own: not any(result.exam_code in wanted for result in own))
    few = random.sample(sharers[: len(sharers) * 2 // 3], AT_KESTREL_BAY if at_kestrel_bay else ELSEWHERE)
    for own in few:
        chosen = next((result for result in own if result.exam_code in wanted), own[0])
        chapter.share(chosen, by_candidate[chosen.candidate_id])
    if at_kestrel_bay:
        chapter.share(cast.star[2], by_candidate[cast.star[2].candidate_id], days_ago=12)
        for own in cast.others[-5:]:
            chapter.verify(own[0])
        chapter.verify(None)
