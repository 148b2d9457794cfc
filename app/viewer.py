"""Who asks: made once a request from its credentials, frozen, handed down to all that decides or reads."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.models.enums import ActorKind, Language, UserRole


class ViewerKind(StrEnum):
    """Each has an arm in the policies of row-level security (migrations)."""

    ANONYMOUS = "anonymous"
    USER = "user"
    CANDIDATE = "candidate"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody (or nobody) with the rights that hold for one request."""

    kind: ViewerKind
    id: UUID | None = None
    """Of the user, candidate account or staff member."""
    organisation_id: UUID | None = None
    candidate_id: UUID | None = None
    session_id: UUID | None = None
    role: UserRole | None = None
    may_view_photos: bool = False
    language: Language = Language.EN

    @property
    def shape(self) -> tuple[str, bool, str]:
        """What a compiled plan may depend on; everything else of a viewer is a bind."""
        return (self.kind.value, self.may_view_photos, self.language.value)

    @property
    def actor_kind(self) -> ActorKind:
        """How events and ledgers name this viewer."""
        return _ACTORS[self.kind]


_ACTORS = {
    ViewerKind.USER: ActorKind.USER,
    ViewerKind.CANDIDATE: ActorKind.CANDIDATE,
    ViewerKind.STAFF: ActorKind.STAFF,
    ViewerKind.SYSTEM: ActorKind.SYSTEM,
}

SYSTEM = Viewer(ViewerKind.SYSTEM)


def anonymous(language: Language = Language.EN) -> Viewer:
    """Nobody signed in, reading in the language that the request prefers."""
    return Viewer(ViewerKind.ANONYMOUS, language=language)
