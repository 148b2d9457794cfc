"""Whose doing an action is: the right kind of viewer, or a refusal."""

from uuid import UUID

from app.errors import Forbidden, NotSignedIn
from app.viewer import Viewer, ViewerKind


def user_of(viewer: Viewer) -> tuple[UUID, UUID]:
    """The user's id and the organisation's; raises NotSignedIn or Forbidden."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise NotSignedIn
    if viewer.kind is not ViewerKind.USER or viewer.id is None or viewer.organisation_id is None:
        raise Forbidden
    return viewer.id, viewer.organisation_id


def candidate_of(viewer: Viewer) -> UUID:
    """The candidate's id; raises NotSignedIn or Forbidden."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise NotSignedIn
    if viewer.kind is not ViewerKind.CANDIDATE or viewer.candidate_id is None:
        raise Forbidden
    return viewer.candidate_id
