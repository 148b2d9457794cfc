"""Which rows a viewer may see: the only place that says so, beside row-level security, which says it again.

Each scope is a `Select` that callers narrow, order and page. The viewer's ids are binds without a value, filled in
when the statement runs (`viewer_binds`): compiled plans are kept and serve every viewer of the same `shape`.
"""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.models import (
    ApiKey,
    Application,
    AuditEntry,
    CandidateAccount,
    Disclosure,
    Download,
    Event,
    Exam,
    Import,
    Organisation,
    Photo,
    Result,
    Share,
    Staff,
    Template,
    TemplateVersion,
    User,
    Verification,
)
from app.models import Session as SessionRow
from app.models.enums import ApiScope, OrganisationStatus, ResultStatus, UserRole
from app.viewer import Viewer, ViewerKind

Row = TypeVar("Row")

_ORGANISATION = sa.bindparam("viewer_organisation", type_=sa.Uuid())
_PERSON = sa.bindparam("viewer_person", type_=sa.Uuid())
_CANDIDATE = sa.bindparam("viewer_candidate", type_=sa.Uuid())


#: One object, not one a request: its cache key is made once, and every page of the console begins with it.
_OWN_ORGANISATION = sa.select(Organisation).where(col(Organisation.id) == _ORGANISATION)


def viewer_binds(viewer: Viewer) -> dict[str, UUID | None]:
    """Values for the binds that scopes leave open."""
    return {
        "viewer_organisation": viewer.organisation_id,
        "viewer_person": viewer.id,
        "viewer_candidate": viewer.candidate_id,
        "viewer_session": viewer.session_id,
    }


# ---------------------------------------------------------------------------------------------- an organisation's side


def visible_shares(viewer: Viewer) -> sa.Select[Share]:
    """All that the viewer's organisation has received, ended ones too. Nobody else has received anything."""
    return _of_organisation(viewer, Share, col(Share.organisation_id), ApiScope.READ)


def visible_verifications(viewer: Viewer) -> sa.Select[Verification]:
    """The log of the viewer's organisation's own checks."""
    return _of_organisation(viewer, Verification, col(Verification.organisation_id), ApiScope.READ, ApiScope.VERIFY)


def exported_shares(viewer: Viewer) -> sa.Select[Share]:
    """What may go into files: to an API key that may make them, whether or not it may read."""
    return _of_organisation(viewer, Share, col(Share.organisation_id), ApiScope.DOWNLOAD)


def exported_verifications(viewer: Viewer) -> sa.Select[Verification]:
    """The same of the organisation's own checks."""
    return _of_organisation(viewer, Verification, col(Verification.organisation_id), ApiScope.DOWNLOAD)


def visible_templates(viewer: Viewer) -> sa.Select[TemplateVersion]:
    """The organisation's templates and the standard one, each in the version that is in force."""
    current = (
        sa.select(TemplateVersion)
        .join(
            Template,
            sa.and_(
                col(Template.id) == col(TemplateVersion.template_id),
                col(Template.version) == col(TemplateVersion.version),
            ),
        )
        .where(col(Template.deleted_at).is_(None))
    )
    if viewer.has(ApiScope.DOWNLOAD):
        own = col(Template.organisation_id) == _ORGANISATION
        return current.where(sa.or_(own, col(Template.organisation_id).is_(None)))
    return current.where(sa.false())


def visible_events(viewer: Viewer) -> sa.Select[Event]:
    """The event log of the viewer's organisation."""
    return _of_organisation(viewer, Event, col(Event.organisation_id), ApiScope.FEED)


def visible_downloads(viewer: Viewer) -> sa.Select[Download]:
    """The history of the viewer's organisation's downloads."""
    return _of_organisation(viewer, Download, col(Download.organisation_id), ApiScope.DOWNLOAD)


def visible_audit(viewer: Viewer) -> sa.Select[AuditEntry]:
    """The audit trail: its organisation's to primary users, all to the board."""
    entries = sa.select(AuditEntry)
    if viewer.kind is ViewerKind.STAFF:
        return entries
    if viewer.role is UserRole.PRIMARY:
        return entries.where(col(AuditEntry.organisation_id) == _ORGANISATION)
    return entries.where(sa.false())


def visible_users(viewer: Viewer) -> sa.Select[User]:
    """The users of the viewer's organisation, for its users."""
    return _of_organisation(viewer, User, col(User.organisation_id)).where(col(User.removed_at).is_(None))


def own_user(viewer: Viewer) -> sa.Select[User]:
    """The viewer as a user."""
    return visible_users(viewer).where(col(User.id) == _PERSON)


def visible_api_keys(viewer: Viewer) -> sa.Select[ApiKey]:
    """The organisation's keys, for its users who may manage them; to a key itself, and the one that replaces it."""
    keys = sa.select(ApiKey).where(col(ApiKey.organisation_id) == _ORGANISATION)
    if viewer.kind is ViewerKind.API_KEY:
        return keys.where(sa.or_(col(ApiKey.id) == _PERSON, col(ApiKey.replaces_id) == _PERSON))
    return keys if viewer.manages_api else keys.where(sa.false())


def own_api_key(viewer: Viewer) -> sa.Select[ApiKey]:
    """The viewer as an API key."""
    keys = sa.select(ApiKey).where(col(ApiKey.id) == _PERSON)
    return keys if viewer.kind is ViewerKind.API_KEY else keys.where(sa.false())


def own_organisation(viewer: Viewer) -> sa.Select[Organisation]:
    """The viewer's organisation."""
    return _OWN_ORGANISATION if viewer.is_organisations else sa.select(Organisation).where(sa.false())


# ---------------------------------------------------------------------------------------------------- everybody's


def visible_organisations() -> sa.Select[Organisation]:
    """The public directory: approved organisations."""
    return sa.select(Organisation).where(col(Organisation.status) == OrganisationStatus.APPROVED)


def visible_exams() -> sa.Select[Exam]:
    """All exams."""
    return sa.select(Exam)


# ------------------------------------------------------------------------------------------------------- results


def visible_results(viewer: Viewer) -> sa.Select[Result]:
    """An organisation's through active shares and own verifications, a candidate's own, all to the board."""
    results = sa.select(Result)
    match viewer.kind:
        case ViewerKind.API_KEY if not viewer.has(ApiScope.READ):
            # One that may only check sees what was checked.
            return results.where(_is_verified(col(Result.id)) if viewer.has(ApiScope.VERIFY) else sa.false())
        case ViewerKind.USER | ViewerKind.API_KEY:
            return results.where(sa.or_(_is_shared(col(Result.id)), _is_verified(col(Result.id))))
        case ViewerKind.CANDIDATE:
            return results.where(col(Result.candidate_id) == _CANDIDATE)
        case ViewerKind.STAFF | ViewerKind.SYSTEM:
            return results
        case _:
            return results.where(sa.false())


def visible_photo(viewer: Viewer, result_id: UUID) -> sa.Select[Photo]:
    """The photo of one result; no row if there is none, or it is hidden, or not for this viewer."""
    photos = _photos_of(visible_results(viewer).where(col(Result.id) == result_id))
    if viewer.is_organisations:
        return photos.where(sa.literal(viewer.may_view_photos), sa.not_(hides_photo(col(Photo.result_id))))
    return photos


def exported_photos(viewer: Viewer, result_ids: Sequence[UUID]) -> sa.Select[Any]:
    """Result and JPEG of those of these results whose photo may go into this viewer's files."""
    wanted = col(Result.id) == sa.any_(sa.literal(list(result_ids), ARRAY(sa.Uuid())))
    results = sa.select(Result).where(wanted, sa.or_(_is_shared(col(Result.id)), _is_verified(col(Result.id))))
    photo: tuple[Any, ...] = (col(Photo.result_id), col(Photo.jpeg))
    photos: sa.Select[Any] = (
        _photos_of(results)
        .where(
            sa.literal(viewer.may_view_photos and viewer.has(ApiScope.DOWNLOAD)),
            sa.not_(hides_photo(col(Photo.result_id))),
        )
        .with_only_columns(*photo)
    )
    return photos


def _photos_of(visible: sa.Select[Any]) -> sa.Select[Photo]:
    results = visible.subquery()
    return (
        sa.select(Photo)
        .join(results, results.c.id == col(Photo.result_id))
        .join(Exam, col(Exam.code) == results.c.exam_code)
        .where(col(Exam.has_photo), results.c.status == ResultStatus.RELEASED)
    )


def hides_photo(result_id: sa.SQLColumnExpression[UUID]) -> sa.ColumnElement[bool]:
    """Whether the candidate's last word to the viewer's organisation hides this result's photo. It holds for the
    organisation's verifications too, and outlives the share that says it."""
    last_word = (
        sa.select(col(Share.hide_photo))
        .where(col(Share.result_id) == result_id, col(Share.organisation_id) == _ORGANISATION)
        .order_by(col(Share.shared_at).desc(), col(Share.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(last_word, sa.false())


# ------------------------------------------------------------------------------------------------ a candidate's side


def own_account(viewer: Viewer) -> sa.Select[CandidateAccount]:
    """The viewer's account on the candidate site."""
    return _of_candidate(viewer, CandidateAccount, col(CandidateAccount.candidate_id)).where(
        col(CandidateAccount.id) == _PERSON
    )


def own_results(viewer: Viewer) -> sa.Select[Result]:
    """The viewing candidate's results."""
    return _of_candidate(viewer, Result, col(Result.candidate_id))


def own_shares(viewer: Viewer) -> sa.Select[Share]:
    """All that the viewing candidate has shared."""
    return _of_candidate(viewer, Share, col(Share.candidate_id))


def own_disclosures(viewer: Viewer) -> sa.Select[Disclosure]:
    """Who came to know results of the viewing candidate."""
    return _of_candidate(viewer, DISCLOSED, col(DISCLOSED.candidate_id))


def disclosed() -> sa.Subquery:
    """All disclosures that the viewer may see, in the columns of their table: its rows, and what fetches of files
    disclosed, which a function alone sees and shows to the candidate alone (docs/decisions/0020)."""
    table: sa.Table = Disclosure.__table__  # type: ignore[attr-defined]
    fetched = sa.func.own_fetches().table_valued(*(sa.column(each.name, each.type) for each in table.c))
    return sa.union_all(sa.select(*table.c), sa.select(*fetched.c)).subquery()


DISCLOSED = aliased(Disclosure, disclosed(), adapt_on_names=True)


# ------------------------------------------------------------------------------------------------------- the board


def board(viewer: Viewer) -> sa.Select[Any]:
    """One row, for staff: what hangs from it is all theirs."""
    return _of_board(viewer, sa.select(sa.literal_column("1").label("id")))


def board_applications(viewer: Viewer) -> sa.Select[Application]:
    """All applications."""
    return _of_board(viewer, sa.select(Application))


def board_organisations(viewer: Viewer) -> sa.Select[Organisation]:
    """All organisations, suspended ones too."""
    return _of_board(viewer, sa.select(Organisation))


def board_results(viewer: Viewer) -> sa.Select[Result]:
    """All results."""
    return _of_board(viewer, sa.select(Result))


def board_imports(viewer: Viewer) -> sa.Select[Import]:
    """All imports."""
    return _of_board(viewer, sa.select(Import))


def board_receivers(viewer: Viewer, keys: Sequence[str]) -> sa.Select[Any]:
    """Those with these keys: result and organisation, 32 hexadecimal digits each."""
    asked = (
        sa.func.unnest(sa.literal(sorted(set(keys)), ARRAY(sa.Text())))
        .table_valued("key", name="asked")
        .render_derived()
    )
    found = receivers_of(sa.cast(sa.func.left(asked.c.key, 32), sa.Uuid())).lateral("found")
    rows = sa.select(*found.c).select_from(asked.join(found, found.c.key == asked.c.key))
    return _of_board(viewer, rows)


def receivers_of(result_id: Any) -> Any:
    """Who received a result: rows of a function which alone sees them, and shows them to the board alone."""
    moment = sa.DateTime(timezone=True)
    return sa.func.result_receivers(result_id).table_valued(
        sa.column("key", sa.Text(collation="C")),
        sa.column("organisation_id", sa.Uuid()),
        sa.column("kinds", ARRAY(sa.Text())),
        sa.column("last_disclosed_at", moment),
        sa.column("last_version", sa.Integer()),
        sa.column("told_at", moment),
        sa.column("opened_newest_at", moment),
    )


def _of_board(viewer: Viewer, rows: sa.Select[Any]) -> sa.Select[Any]:
    return rows if viewer.kind is ViewerKind.STAFF else rows.where(sa.false())


# ----------------------------------------------------------------------------------------------------- the board's


def own_staff(viewer: Viewer) -> sa.Select[Staff]:
    """The viewer as a member of staff."""
    found = sa.select(Staff)
    return found.where(col(Staff.id) == _PERSON if viewer.kind is ViewerKind.STAFF else sa.false())


# -------------------------------------------------------------------------------------------------------- own sessions


def own_sessions(viewer: Viewer) -> sa.Select[SessionRow]:
    """The viewer's own sessions that have not ended."""
    holder = _SESSION_HOLDERS.get(viewer.kind)
    found = sa.select(SessionRow)
    if holder is None:
        return found.where(sa.false())
    return found.where(
        holder == _PERSON, col(SessionRow.ended_at).is_(None), col(SessionRow.expires_at) > sa.func.now()
    )


_SESSION_HOLDERS = {
    ViewerKind.USER: col(SessionRow.user_id),
    ViewerKind.CANDIDATE: col(SessionRow.candidate_account_id),
    ViewerKind.STAFF: col(SessionRow.staff_id),
}


# ------------------------------------------------------------------------------------------------------ predicates


def active(share: type[Share] = Share) -> sa.ColumnElement[bool]:
    """Neither revoked nor, by the clock, expired. `share` may be an alias. Row-level security says the same."""
    return sa.and_(
        col(share.ended_at).is_(None),
        sa.or_(col(share.expires_at).is_(None), col(share.expires_at) > sa.func.now()),
    )


def matches(
    share_id: sa.SQLColumnExpression[UUID], words: sa.SQLColumnExpression[Sequence[str]]
) -> sa.ColumnElement[bool]:
    """Whether the names or the statement number of a share of the viewer's organisation have a beginning of a word for
    each of the folded words; of one that has ended, the names. The function is asked in a sub-select: once a
    statement, not once a row."""
    asked = sa.select(sa.func.matching_shares(words)).scalar_subquery()
    return share_id == sa.any_(sa.cast(asked, ARRAY(sa.Uuid)))


def _is_shared(result_id: sa.SQLColumnExpression[UUID]) -> sa.ColumnElement[bool]:
    share = aliased(Share)
    return sa.exists().where(
        col(share.result_id) == result_id, col(share.organisation_id) == _ORGANISATION, active(share)
    )


def _is_verified(result_id: sa.SQLColumnExpression[UUID]) -> sa.ColumnElement[bool]:
    made = aliased(Verification)
    return sa.exists().where(col(made.result_id) == result_id, col(made.organisation_id) == _ORGANISATION)


def _of_organisation(
    viewer: Viewer, model: type[Row], organisation_id: sa.SQLColumnExpression[Any], *scopes: ApiScope
) -> sa.Select[Row]:
    """To users, and to API keys that have one of the scopes."""
    if viewer.kind is ViewerKind.USER or any(map(viewer.has, scopes)):
        return sa.select(model).where(organisation_id == _ORGANISATION)
    return sa.select(model).where(sa.false())


def _of_candidate(viewer: Viewer, model: type[Row], candidate_id: sa.SQLColumnExpression[UUID]) -> sa.Select[Row]:
    if viewer.kind is not ViewerKind.CANDIDATE:
        return sa.select(model).where(sa.false())
    return sa.select(model).where(candidate_id == _CANDIDATE)
