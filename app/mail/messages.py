"""What mails say. A message is a value; `app.mail.rendering` makes subject, text and HTML of it, in either language.

Every string that a reader sees is an English msgid of app/locale/ja.po with named places, {like_this}."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Message:
    """One kind of mail. `subject` and `paragraphs` are msgids; the fields fill their places."""

    kind: ClassVar[str]
    subject: ClassVar[str]
    paragraphs: ClassVar[tuple[str, ...]]
    button: ClassVar[str | None] = None
    """What the link is called, where the message has a field `url`."""


@dataclass(frozen=True, slots=True)
class ConfirmEmail(Message):
    """To who registers an organisation."""

    kind: ClassVar[str] = "confirm_email"
    subject: ClassVar[str] = "Confirm your e-mail address"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "You have registered {organisation} for the verification of exam results.",
        "Please confirm that this address is yours. The link works once, for {hours} hours.",
        "We decide on your registration by {due_on}. Until then you can look up how it stands: {state_url}",
    )
    button: ClassVar[str | None] = "Confirm the address"

    organisation: str
    url: str
    state_url: str
    hours: int
    due_on: str


@dataclass(frozen=True, slots=True)
class ConfirmCandidateEmail(Message):
    """To the address with which a candidate number was claimed; it may be a stranger's, so it names nobody."""

    kind: ClassVar[str] = "confirm_candidate_email"
    subject: ClassVar[str] = "Confirm your e-mail address"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "A candidate's account was made with this address, probably by you.",
        "Please confirm that the address is yours; the account's password is asked for. The link works once, for"
        " {hours} hours.",
        "If it was not you, there is nothing to do: an address that is not confirmed gets no further mail.",
    )
    button: ClassVar[str | None] = "Confirm the address"

    url: str
    hours: int


@dataclass(frozen=True, slots=True)
class RegistrationApproved(Message):
    """To the applicant, now primary user."""

    kind: ClassVar[str] = "registration_approved"
    subject: ClassVar[str] = "{organisation} has been approved"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "{organisation} may now verify exam results, and candidates can share theirs with it.",
        "Set a password to sign in. The link works once, for {hours} hours.",
    )
    button: ClassVar[str | None] = "Set a password"

    organisation: str
    url: str
    hours: int


@dataclass(frozen=True, slots=True)
class RegistrationRefused(Message):
    """To the applicant."""

    kind: ClassVar[str] = "registration_refused"
    subject: ClassVar[str] = "{organisation} has not been approved"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "We could not approve the registration of {organisation}.",
        "The reason: {reason}",
    )

    organisation: str
    reason: str


@dataclass(frozen=True, slots=True)
class UserInvited(Message):
    """To somebody whom a primary user has added, or who was merged into an organisation."""

    kind: ClassVar[str] = "user_invited"
    subject: ClassVar[str] = "You have access to the exam results of {organisation}"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "You have been made a user of {organisation}.",
        "Set a password to sign in. The link works once, for {hours} hours.",
    )
    button: ClassVar[str | None] = "Set a password"

    organisation: str
    url: str
    hours: int


@dataclass(frozen=True, slots=True)
class StaffAdded(Message):
    """To a new member of the exam board's staff."""

    kind: ClassVar[str] = "staff_added"
    subject: ClassVar[str] = "Your staff account"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "A staff account of the results verification service has been made for you.",
        "Set a password to sign in. The link works once, for {hours} hours.",
    )
    button: ClassVar[str | None] = "Set a password"

    url: str
    hours: int


@dataclass(frozen=True, slots=True)
class PasswordLink(Message):
    """To who has forgotten the password. One address may have accounts of several kinds: each kind says which it is."""

    kind: ClassVar[str] = "password_link"
    subject: ClassVar[str] = "Set a new password"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "Somebody, probably you, asked for a link to set a new password. It works once, for {hours} hours.",
        "If it was not you, there is nothing to do: your password stays as it is.",
    )
    button: ClassVar[str | None] = "Set a new password"

    url: str
    hours: int


@dataclass(frozen=True, slots=True)
class PasswordLinkOfUser(PasswordLink):
    """Of an organisation's user."""

    paragraphs: ClassVar[tuple[str, ...]] = (
        "It is about your account as a user of {organisation}.",
        *PasswordLink.paragraphs,
    )

    organisation: str


@dataclass(frozen=True, slots=True)
class PasswordLinkOfCandidate(PasswordLink):
    """Of a candidate."""

    paragraphs: ClassVar[tuple[str, ...]] = (
        "It is about your candidate's account, with your own results.",
        *PasswordLink.paragraphs,
    )


@dataclass(frozen=True, slots=True)
class PasswordLinkOfStaff(PasswordLink):
    """Of a member of the board's staff."""

    paragraphs: ClassVar[tuple[str, ...]] = (
        "It is about your staff account of the exam board.",
        *PasswordLink.paragraphs,
    )


@dataclass(frozen=True, slots=True)
class PasswordChanged(Message):
    """To the holder of an account whose password, or second factor, was changed."""

    kind: ClassVar[str] = "password_changed"
    subject: ClassVar[str] = "The security of your account was changed"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "The password or the second factor of your account was changed just now.",
        "If it was not you, ask for a new password at once: all sessions will end.",
    )


@dataclass(frozen=True, slots=True)
class SecondFactorReset(Message):
    """To the holder of an account whose second factor somebody else took away, on request."""

    kind: ClassVar[str] = "second_factor_reset"
    subject: ClassVar[str] = "The second factor of your account was taken away"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "Your authenticator and recovery codes work no longer: for now your password alone signs you in. All sessions"
        " have ended.",
        "Set up a second factor again after signing in. If you did not ask for this, change your password at once and"
        " tell us.",
    )


@dataclass(frozen=True, slots=True)
class OrganisationInvited(Message):
    """To an organisation that is not registered, named by a candidate. What the candidate typed is not repeated beyond
    the organisation's name: nobody shall send letters of his own by us."""

    kind: ClassVar[str] = "organisation_invited"
    subject: ClassVar[str] = "A candidate wants to share exam results with you"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "A candidate of our exams wants to share results with {organisation}, which is not registered yet.",
        "Registering takes minutes and is free. Once you are approved you see the results: {url}",
        "Please register with this e-mail address, so that the results find you.",
    )

    organisation: str
    url: str


@dataclass(frozen=True, slots=True)
class KeyExpires(Message):
    """To primary users, some days before."""

    kind: ClassVar[str] = "key_expires"
    subject: ClassVar[str] = "The API key “{name}” is about to expire"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "The API key “{name}” ({prefix}…) of {organisation} expires on {expires_on}.",
        "Rotate it in time: the old and the new key then both work for a while.",
    )

    organisation: str
    name: str
    prefix: str
    expires_on: str


@dataclass(frozen=True, slots=True)
class KeyRotated(Message):
    """To primary users, where an API key has rotated itself."""

    kind: ClassVar[str] = "key_rotated"
    subject: ClassVar[str] = "The API key “{name}” has replaced itself"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "The API key “{name}” of {organisation} asked for its successor: {prefix}… works from now on.",
        "If none of your systems did that, revoke both keys at once.",
    )

    organisation: str
    name: str
    prefix: str


@dataclass(frozen=True, slots=True)
class IdentityChanged(Message):
    """To staff: an organisation is no longer called, or no longer where, they approved it."""

    kind: ClassVar[str] = "identity_changed"
    subject: ClassVar[str] = "An organisation has changed its name, city or website"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "Before: {before}",
        "Now: {after}",
        "Candidates share with what you approved. If this is another organisation, suspend it.",
    )

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class GuessingSpike(Message):
    """To staff: somebody tries many dates of birth."""

    kind: ClassVar[str] = "guessing_spike"
    subject: ClassVar[str] = "Unusually many failed verifications"
    paragraphs: ClassVar[tuple[str, ...]] = (
        "{organisation} has used up the budget of failed verifications.",
        "The audit trail has the attempts. If need be, suspend the organisation.",
    )

    organisation: str
