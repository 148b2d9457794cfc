"""More of the world: many shares that tie in every order, with and without scores; the same in every run."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from random import Random

from app import folding
from app.models import Event, EventHead, Result, ResultVersion, Share
from app.models.enums import ActorKind, EventKind
from tests.queries.outcomes import Outcome
from tests.queries.world import CANDIDATE, CANDIDATES, CENTRE, EVENT, ORGANISATION, RESULT, SHARE, World, key, share_of

_MOMENTS = (
    datetime(2026, 5, 4, 12, tzinfo=UTC),
    datetime(2026, 5, 4, 12, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 6, 2, 12, tzinfo=UTC),
    datetime(2026, 9, 30, 23, 59, 59, 999_999, tzinfo=UTC),
)
_OVER = datetime(2026, 10, 1, tzinfo=UTC)
_SESSIONS = (date(2019, 5, 18), date(2026, 3, 14), date(2026, 6, 20))
#: Ties in overall score, levels within and without the bands, a part that was not sat, statuses without scores.
_OUTCOMES: Sequence[tuple[str, tuple[int | None, ...], str, str | None]] = (
    ("B2_FIRST", (160, 160, 160, 160, 160), "RELEASED", None),
    ("C1_ADVANCED", (160, 160, 160, 160, 160), "RELEASED", None),
    ("B2_FIRST", (165, 161, None, 170, 150), "RELEASED", None),
    ("A2_KEY", (140, 140, 140), "RELEASED", None),
    ("B1_PRELIMINARY", (105, 104, 103, 102), "RELEASED", None),
    ("DELTA_MODULE_ONE", (), "RELEASED", "FAIL"),
    ("C2_PROFICIENCY", (), "PENDING", None),
    ("C2_PROFICIENCY", (), "CANCELLED", None),
)


def crowded(world: World, *, seed: int = 7, count: int = 60) -> World:
    """The world with `count` further results, shared with its two organisations."""
    random = Random(seed)
    rows = {model: list(each) for model, each in world.rows.items()}
    heads = {head.organisation_id: head for head in rows[EventHead]}
    for number in range(101, 101 + count):
        exam, scores, status, grade = random.choice(_OUTCOMES)
        candidate = random.choice(list(CANDIDATES))
        session = random.choice(_SESSIONS)
        outcome = Outcome(candidate, exam, session, scores, status, grade, random.choice((1, 2, 3)))
        result = _result(number, outcome, photo=random.random() < 0.5)
        rows[Result].append(result)
        rows[ResultVersion].append(_version(result))
        head = heads[key(ORGANISATION, random.choice((1, 1, 1, 2)))]
        head.last += 1
        share = share_of(
            result,
            id=key(SHARE, number),
            organisation_id=head.organisation_id,
            shared_at=random.choice(_MOMENTS),
            sequence=head.last,
            hide_photo=random.random() < 0.2,
            **random.choice(({}, {}, {}, {"expires_at": _OVER}, {"revoked_at": _OVER, "ended_at": _OVER})),
        )
        rows[Share].append(share)
        rows[Event].append(
            Event(
                id=key(EVENT, number * 1_000),
                organisation_id=head.organisation_id,
                sequence=head.last,
                kind=EventKind.SHARE_RECEIVED,
                occurred_at=share.shared_at,
                actor_kind=ActorKind.CANDIDATE,
                share_id=share.id,
                result_id=result.id,
                result_version=1,
            )
        )
    return World(rows)


def _result(number: int, outcome: Outcome, *, photo: bool) -> Result:
    family, given, native, born = CANDIDATES[outcome.candidate]
    return Result(
        id=key(RESULT, number),
        statement_number=f"126GB{number:07}",
        candidate_id=key(CANDIDATE, outcome.candidate),
        centre_id=key(CENTRE, outcome.centre),
        version=1,
        family_name=family,
        given_name=given,
        display_name=folding.display_name(family, given, native),
        native_name=native,
        date_of_birth=born,
        has_photo=photo,
        released_at=_MOMENTS[0] if outcome.status == "RELEASED" else None,
        **outcome.columns(),
    )


def _version(result: Result) -> ResultVersion:
    shared = set(ResultVersion.model_fields) & set(Result.model_fields)
    return ResultVersion(
        result_id=result.id,
        recorded_at=_MOMENTS[0],
        changes=[],
        **{name: getattr(result, name) for name in shared},
    )
