"""Who has started a download, with the rights that hold now: a file is made as its viewer, however long it waited."""

from typing import Any
from uuid import UUID

import psycopg

from app.folding import display_name
from app.models.enums import ApiScope, Language, UserRole
from app.viewer import Viewer, ViewerKind

_USER = """
SELECT app_user.role, app_user.may_view_photos, app_user.may_manage_api,
       app_user.family_name, app_user.given_name
FROM app_user JOIN organisation ON organisation.id = app_user.organisation_id
WHERE app_user.id = %s AND app_user.organisation_id = %s AND app_user.removed_at IS NULL
  AND app_user.status = 'ACTIVE' AND organisation.status = 'APPROVED'
"""
_KEY = """
SELECT api_key.scopes, api_key.name
FROM api_key JOIN organisation ON organisation.id = api_key.organisation_id
WHERE api_key.id = %s AND api_key.organisation_id = %s AND api_key.revoked_at IS NULL AND api_key.expires_at > now()
  AND organisation.status = 'APPROVED'
"""


class RightsEnded(Exception):
    """A removed user, a revoked or expired key, one without the scope, or a suspended organisation."""


def starter(
    system: psycopg.Connection[Any], kind: str, id: UUID, organisation_id: UUID, language: Language
) -> tuple[Viewer, str]:
    """The viewer, reading in this language, and what they are called. `system`: within a transaction of the system's.
    Raises RightsEnded."""
    row = system.execute(_USER if kind == "USER" else _KEY, (id, organisation_id)).fetchone()
    if row is None:
        raise RightsEnded
    if kind == "USER":
        role, photos, manages, family_name, given_name = row
        return (
            Viewer(
                ViewerKind.USER,
                id=id,
                organisation_id=organisation_id,
                role=UserRole(role),
                may_view_photos=photos,
                may_manage_api=manages,
                language=language,
            ),
            display_name(family_name, given_name),
        )
    scopes = frozenset(map(ApiScope, row[0]))
    if ApiScope.DOWNLOAD not in scopes:
        raise RightsEnded
    viewer = Viewer(
        ViewerKind.API_KEY,
        id=id,
        organisation_id=organisation_id,
        may_view_photos=ApiScope.PHOTO in scopes,
        scopes=scopes,
        language=language,
    )
    return viewer, row[1]
