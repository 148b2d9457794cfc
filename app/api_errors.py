"""Errors that answer for a field or a whole document: `errors[].extensions.code`. `app.errors` has them too."""

from typing import Any, ClassVar

from app.models.enums import ApiScope, UserRole


class ApiError(Exception):
    """The request could not be answered."""

    code: ClassVar[str]

    @property
    def message(self) -> str:
        """English, and the key of its translations."""
        return (type(self).__doc__ or "").strip()

    @property
    def extensions(self) -> dict[str, Any]:
        """For `errors[].extensions`."""
        return {"code": self.code}

    def __str__(self) -> str:
        return self.message


class Unauthenticated(ApiError):
    """Sign in first."""

    code = "UNAUTHENTICATED"


class ForbiddenField(ApiError):
    """This account may not see that."""

    code = "FORBIDDEN"

    def __init__(self, *, role: UserRole | None = None, scope: ApiScope | None = None) -> None:
        super().__init__(self.message)
        self.role, self.scope = role, scope

    @property
    def extensions(self) -> dict[str, Any]:
        """With the role or scope that is missing."""
        more = {"role": self.role, "scope": self.scope}
        return {"code": self.code} | {name: value.value for name, value in more.items() if value is not None}


class Absent(ApiError):
    """There is no such thing here."""

    code = "NOT_FOUND"


class CursorInvalid(ApiError):
    """This cursor does not belong here."""

    code = "CURSOR_INVALID"


class CursorExpired(ApiError):
    """This cursor is older than the events kept: load again and take the new one."""

    code = "CURSOR_EXPIRED"


class Gone(ApiError):
    """This file was kept for its time and has been removed: repeat the download."""

    code = "GONE"


class FileAway(ApiError):
    """The file cannot be read at the moment: try again later."""

    code = "UNAVAILABLE"


class BadInput(ApiError):
    """An argument is not valid."""

    code = "BAD_USER_INPUT"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self._message = message

    @property
    def message(self) -> str:
        return self._message
