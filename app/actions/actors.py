"""Whose doing an action is: the right kind of viewer, or a refusal."""

from uuid import UUID

from app.errors import Forbidden, NotSignedIn
from app.models.enums import ApiScope, UserRole
from app.viewer import Viewer, ViewerKind


def user_of(viewer: Viewer) -> tuple[UUID, UUID]:
    """The user's id and the organisation's; raises NotSignedIn or Forbidden."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise NotSignedIn
    if viewer.kind is not ViewerKind.USER or viewer.id is None or viewer.organisation_id is None:
        raise Forbidden
    return viewer.id, viewer.organisation_id


def member_of(viewer: Viewer, scope: ApiScope) -> tuple[UUID, UUID]:
    """The id of the user, or of the API key with this scope, and the organisation's; raises NotSignedIn, Forbidden."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise NotSignedIn
    if viewer.kind is ViewerKind.API_KEY and not viewer.has(scope):
        raise Forbidden(scope=scope)
    if not viewer.is_organisations or viewer.id is None or viewer.organisation_id is None:
        raise Forbidden
    return viewer.id, viewer.organisation_id


def primary_of(viewer: Viewer) -> tuple[UUID, UUID]:
    """As `user_of`, of a primary user."""
    found = user_of(viewer)
    if viewer.role is not UserRole.PRIMARY:
        raise Forbidden(role=UserRole.PRIMARY)
    return found


def api_manager_of(viewer: Viewer) -> tuple[UUID, UUID]:
    """As `user_of`, of one who may manage the API: a primary user, or one with the permission."""
    found = user_of(viewer)
    if not viewer.manages_api:
        raise Forbidden(role=UserRole.PRIMARY)
    return found


def staff_of(viewer: Viewer) -> UUID:
    """The staff member's id; raises NotSignedIn or Forbidden."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise NotSignedIn
    if viewer.kind is not ViewerKind.STAFF or viewer.id is None:
        raise Forbidden
    return viewer.id


def candidate_of(viewer: Viewer) -> UUID:
    """The candidate's id; raises NotSignedIn or Forbidden."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise NotSignedIn
    if viewer.kind is not ViewerKind.CANDIDATE or viewer.candidate_id is None:
        raise Forbidden
    return viewer.candidate_id
