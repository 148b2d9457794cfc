"""What can be read."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlmodel import col

from app.errors import BadInput, ForbiddenField, Unauthenticated
from app.folding import folded
from app.models import ApiKey as ApiKeyRow
from app.models import Application as ApplicationRow
from app.models import AuditEntry as AuditEntryRow
from app.models import CandidateAccount as CandidateAccountRow
from app.models import Centre as CentreRow
from app.models import Download as DownloadRow
from app.models import Event as EventRow
from app.models import Exam as ExamRow
from app.models import Import as ImportRow
from app.models import Organisation as OrganisationRow
from app.models import Result as ResultRow
from app.models import Session as SessionRow
from app.models import Share as ShareRow
from app.models import Staff as StaffRow
from app.models import TemplateVersion as TemplateVersionRow
from app.models import User as UserRow
from app.models import Verification as VerificationRow
from app.models.enums import ExamCode
from app.projection.executor import As, InOrder
from app.resolvers.links import LinkQuery
from app.resolvers.operation import Info
from app.resolvers.registrations import registration_of
from app.schema.board import Board
from app.schema.candidate import CandidateAccount
from app.schema.common import After, Before, First, Last, Node, Rows
from app.schema.exam import Exam
from app.schema.ids import TYPES, key_of
from app.schema.organisation import Organisation, OrganisationProfileConnection
from app.schema.payloads.signing_in import Viewer
from app.schema.registration import Registration
from app.schema.scalars import CountryCode
from app.scopes import (
    DISCLOSED,
    board,
    board_applications,
    board_imports,
    board_organisations,
    board_receivers,
    board_results,
    own_account,
    own_api_key,
    own_disclosures,
    own_organisation,
    own_sessions,
    own_shares,
    own_staff,
    own_user,
    visible_api_keys,
    visible_audit,
    visible_downloads,
    visible_events,
    visible_exams,
    visible_organisations,
    visible_results,
    visible_shares,
    visible_templates,
    visible_users,
    visible_verifications,
)
from app.viewer import Viewer as Asker
from app.viewer import ViewerKind

MOST_NODES = 1_000
_RECEIVER = re.compile("[0-9a-f]{64}")

_ROWS: Mapping[str, tuple[Callable[[Asker], sa.Select[Any]], Any]] = {
    "OrganisationProfile": (lambda _viewer: visible_organisations(), col(OrganisationRow.id)),
    "Organisation": (own_organisation, col(OrganisationRow.id)),
    "User": (visible_users, col(UserRow.id)),
    "ApiKey": (visible_api_keys, col(ApiKeyRow.id)),
    "Share": (visible_shares, col(ShareRow.id)),
    "CandidateShare": (own_shares, col(ShareRow.id)),
    "Candidate": (lambda viewer: _people(viewer), col(ResultRow.candidate_id)),
    "CandidateAccount": (own_account, col(CandidateAccountRow.id)),
    "Result": (visible_results, col(ResultRow.id)),
    "Centre": (lambda _viewer: sa.select(CentreRow), col(CentreRow.id)),
    "Exam": (lambda _viewer: visible_exams(), col(ExamRow.code)),
    "Verification": (visible_verifications, col(VerificationRow.id)),
    "Disclosure": (own_disclosures, col(DISCLOSED.id)),
    "Download": (visible_downloads, col(DownloadRow.id)),
    "Event": (visible_events, col(EventRow.id)),
    "AuditEntry": (visible_audit, col(AuditEntryRow.id)),
    "Application": (board_applications, col(ApplicationRow.id)),
    "BoardOrganisation": (board_organisations, col(OrganisationRow.id)),
    "BoardResult": (board_results, col(ResultRow.id)),
    "Import": (board_imports, col(ImportRow.id)),
    "Session": (own_sessions, col(SessionRow.id)),
    "Staff": (own_staff, col(StaffRow.id)),
    "Template": (visible_templates, col(TemplateVersionRow.template_id)),
}
"""For each type that has ids: the rows that a viewer may see, and their key."""


def _people(viewer: Asker) -> sa.Select[Any]:
    """Candidates as their newest visible statement prints them."""
    newest = (col(ResultRow.candidate_id), col(ResultRow.session_date).desc(), col(ResultRow.id).desc())
    return visible_results(viewer).ext(distinct_on(col(ResultRow.candidate_id))).order_by(*newest)


def _key(id_: str) -> tuple[str, UUID | str] | None:
    """Type and key of an id; None if it can be nothing's."""
    prefix, _, rest = id_.partition("_")
    type_name = TYPES.get(prefix)
    if type_name is None:
        return None
    if type_name == "Exam":
        return (type_name, rest) if rest in ExamCode.__members__ else None
    if type_name == "Receiver":
        return (type_name, rest) if _RECEIVER.fullmatch(rest) else None
    key = key_of(id_, type_name)
    return None if key is None else (type_name, key)


def _rows(viewer: Asker, type_name: str, keys: list[Any]) -> sa.Select[Any]:
    if type_name == "Receiver":
        return board_receivers(viewer, keys)
    scope, column = _ROWS[type_name]
    element = sa.Text() if type_name == "Exam" else sa.Uuid()
    return scope(viewer).where(column == sa.any_(sa.literal(keys, ARRAY(element))))


@strawberry.type(description="What can be read. Fields are null, with an error beside it, where they fail.")
class Query(LinkQuery):
    @strawberry.field(description="Anything that has an id; null if it is absent or not for this viewer.")
    def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Rows[Node] | None:
        found = _key(id)
        if found is None:
            return None
        return As(found[0], _rows(info.context.asker, found[0], [found[1]]))  # type: ignore[return-value]

    @strawberry.field(description="At most 1,000, in the order asked; null in the place of what is not there.")
    def nodes(
        self, info: Info, ids: Annotated[list[strawberry.ID], strawberry.argument(description="Ids of any types.")]
    ) -> list[Node | None]:
        if len(ids) > MOST_NODES:
            raise BadInput("At most 1,000 nodes can be asked for at once.")
        keys: dict[str, list[Any]] = {}
        for found in filter(None, map(_key, ids)):
            keys.setdefault(found[0], []).append(found[1])
        groups = {name: _rows(info.context.asker, name, list(wanted)) for name, wanted in keys.items()}
        return InOrder([str(id_) for id_ in ids], groups)  # type: ignore[return-value]

    @strawberry.field(description="Null when nobody is signed in.")
    def viewer(self, info: Info) -> Rows[Viewer] | None:
        return signed_in(info.context.asker)  # type: ignore[no-any-return]

    @strawberry.field(description="The viewer's own: of its users and API keys. Null for others.")
    def organisation(self, info: Info) -> Rows[Organisation] | None:
        asker = info.context.asker
        return own_organisation(asker) if asker.is_organisations else None

    @strawberry.field(description="The viewer's own account on the candidate site. Null for others.")
    def candidate(self, info: Info) -> Rows[CandidateAccount] | None:
        asker = info.context.asker
        return own_account(asker) if asker.kind is ViewerKind.CANDIDATE else None

    @strawberry.field(description="Public directory of approved organisations, by name.")
    def organisations(
        self,
        search: Annotated[
            str | None,
            strawberry.argument(description="Part of the name; case, width and kana do not matter."),
        ] = None,
        country: Annotated[CountryCode | None, strawberry.argument(description="In this country.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Rows[OrganisationProfileConnection] | None:
        found = visible_organisations()
        if len(search or "") > 200:
            raise BadInput("A search has at most 200 characters.")
        if words := folded(search or "").split():
            parts = [f"%{_plain(word)}%" for word in words]
            found = found.where(col(OrganisationRow.sort_name).like(sa.all_(sa.literal(parts, ARRAY(sa.Text())))))
        if country is not None:
            found = found.where(col(OrganisationRow.country) == country)
        return found

    @strawberry.field(description="Staff only.")
    def board(self, info: Info) -> Rows[Board] | None:
        asker = info.context.asker
        if asker.kind is ViewerKind.ANONYMOUS:
            raise Unauthenticated
        if asker.kind is not ViewerKind.STAFF:
            raise ForbiddenField
        return board(asker)

    @strawberry.field(description="State of a registration, by the link in the applicant's mail. Null: no such link.")
    async def registration(
        self, info: Info, token: Annotated[str, strawberry.argument(description="The end of the link's address.")]
    ) -> Registration | None:
        return await registration_of(info, token)

    @strawberry.field(description="All exams, with their rules.")
    def exams(self) -> Rows[list[Exam]] | None:
        return visible_exams().order_by(col(ExamRow.position))


def _plain(word: str) -> str:
    """The word for LIKE, without its wildcards."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def signed_in(asker: Asker) -> Any:
    """The viewer as the union of the same name."""
    match asker.kind:
        case ViewerKind.USER:
            return As("User", own_user(asker))
        case ViewerKind.API_KEY:
            return As("ApiKey", own_api_key(asker))
        case ViewerKind.CANDIDATE:
            return As("CandidateAccount", own_account(asker))
        case ViewerKind.STAFF:
            return As("Staff", own_staff(asker))
    return None
