"""Who asks: made once a request from its credentials, frozen, handed down to all that decides or reads."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from app.models.enums import ActorKind, ApiScope, Language, UserRole


class ViewerKind(StrEnum):
    """Each has an arm in the policies of row-level security (migrations)."""

    ANONYMOUS = "anonymous"
    USER = "user"
    API_KEY = "api_key"
    CANDIDATE = "candidate"
    STAFF = "staff"
    SYSTEM = "system"


Shape: TypeAlias = tuple[str, bool, str, str, bool, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody (or nobody) with the rights that hold for one request."""

    kind: ViewerKind
    id: UUID | None = None
    """Of the user, API key, candidate account or staff member."""
    organisation_id: UUID | None = None
    candidate_id: UUID | None = None
    session_id: UUID | None = None
    role: UserRole | None = None
    may_view_photos: bool = False
    may_manage_api: bool = False
    scopes: frozenset[ApiScope] = frozenset()
    """Of an API key; users have all that their role gives them."""
    language: Language = Language.EN
    shape: Shape = field(init=False, repr=False, compare=False)
    """What a compiled plan may depend on; everything else of a viewer is a bind. Made once a viewer."""
    settings: tuple[str, str, str, str] = field(init=False, repr=False, compare=False)
    """kind, organisation, person (user or account) and candidate, as the policies read them; '' is none."""

    def __post_init__(self) -> None:
        shape = (
            self.kind.value,
            self.may_view_photos,
            self.language.value,
            "" if self.role is None else self.role.value,
            self.may_manage_api,
            tuple(sorted(scope.value for scope in self.scopes)),
        )
        object.__setattr__(self, "shape", shape)
        ids = (self.organisation_id, self.id, self.candidate_id)
        settings = (self.kind.value, *("" if each is None else str(each) for each in ids))
        object.__setattr__(self, "settings", settings)

    @property
    def is_organisations(self) -> bool:
        """Whether it is one of an organisation's own: a user, or an API key."""
        return self.kind in (ViewerKind.USER, ViewerKind.API_KEY)

    @property
    def manages_api(self) -> bool:
        """Whether it is a user who may manage API keys: a primary one, or one with the permission."""
        return self.kind is ViewerKind.USER and (self.may_manage_api or self.role is UserRole.PRIMARY)

    @property
    def traced(self) -> bool:
        """Whether each result that it is given is a disclosure (`app.ledger`): users' are by what they do."""
        return self.kind is ViewerKind.API_KEY

    def has(self, scope: ApiScope) -> bool:
        """Whether it may do what an API key needs this scope for; users may."""
        return self.kind is ViewerKind.USER or (self.kind is ViewerKind.API_KEY and scope in self.scopes)

    @property
    def actor_kind(self) -> ActorKind:
        """How events and ledgers name this viewer."""
        return _ACTORS[self.kind]


_ACTORS = {
    ViewerKind.ANONYMOUS: ActorKind.ANONYMOUS,
    ViewerKind.USER: ActorKind.USER,
    ViewerKind.API_KEY: ActorKind.API_KEY,
    ViewerKind.CANDIDATE: ActorKind.CANDIDATE,
    ViewerKind.STAFF: ActorKind.STAFF,
    ViewerKind.SYSTEM: ActorKind.SYSTEM,
}

SYSTEM = Viewer(ViewerKind.SYSTEM)


def anonymous(language: Language = Language.EN) -> Viewer:
    """Nobody signed in, reading in the language that the request prefers."""
    return Viewer(ViewerKind.ANONYMOUS, language=language)
