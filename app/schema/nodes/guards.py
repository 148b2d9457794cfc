"""Who may select what: a field that is not for everybody who sees its object. Read by the projection as it builds.

Whoever is not one of an organisation's own sees no row of one: there is nothing to guard, and node(id) says null."""

from collections.abc import Callable
from typing import Any

from app.errors import ForbiddenField
from app.models.enums import ApiScope, UserRole
from app.viewer import Viewer, ViewerKind

Guard = Callable[[Any], None]


def scope(*scopes: ApiScope) -> Guard:
    """Users, and API keys with one of these scopes."""

    def guard(viewer: Viewer) -> None:
        if viewer.is_organisations and not any(map(viewer.has, scopes)):
            raise ForbiddenField(scope=scopes[0])

    return guard


def users_only(viewer: Viewer) -> None:
    """Users of the organisation, no API keys."""
    if viewer.kind is ViewerKind.API_KEY:
        raise ForbiddenField


def primary_only(viewer: Viewer) -> None:
    """Primary users."""
    if viewer.is_organisations and viewer.role is not UserRole.PRIMARY:
        raise ForbiddenField(role=UserRole.PRIMARY)


def api_managers(viewer: Viewer) -> None:
    """Users who may manage the API: primary ones, and those with the permission."""
    if viewer.is_organisations and not viewer.manages_api:
        raise ForbiddenField(role=UserRole.PRIMARY)
