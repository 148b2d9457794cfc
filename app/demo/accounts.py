"""demo.json: where the demo answers, and who may sign in. The passwords are made once for each DATA folder."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from app.demo.world import ASANAGI, BOARD_MAILBOX, CANDIDATE_MAILBOX, KESTREL_BAY, MEMBER, OTHER, PRIMARY
from app.private_file import write_private
from app.security.api_keys import new_secret


@dataclass(frozen=True, slots=True)
class SignIn:
    """What signIn takes."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What verifyResult takes."""

    statementNumber: str
    dateOfBirth: str


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What claimCandidateAccount takes beside an e-mail address and a password."""

    candidateNumber: str
    secret: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """Those whose passwords are known."""

    primary_user: SignIn
    member: SignIn
    other_organisation_user: SignIn
    candidate: SignIn
    unshared_statement: Statement
    staff: SignIn
    api_key: str
    unclaimed_candidate: Unclaimed

    @classmethod
    def new(cls, statement: Statement, unclaimed_number: str) -> Self:
        def known(email: str) -> SignIn:
            return SignIn(email, secrets.token_urlsafe(9))

        return cls(
            primary_user=known(f"{PRIMARY.mailbox}@{KESTREL_BAY.domain}"),
            member=known(f"{MEMBER.mailbox}@{KESTREL_BAY.domain}"),
            other_organisation_user=known(f"{OTHER.mailbox}@{ASANAGI.domain}"),
            candidate=known(CANDIDATE_MAILBOX),
            unshared_statement=statement,
            staff=known(BOARD_MAILBOX),
            api_key=new_secret(),
            unclaimed_candidate=Unclaimed(unclaimed_number, secrets.token_hex(4).upper()),
        )

    @classmethod
    def kept(cls, path: Path) -> Self | None:
        """What an earlier run wrote; None where it never came so far."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                primary_user=SignIn(**found["primary_user"]),
                member=SignIn(**found["member"]),
                other_organisation_user=SignIn(**found["other_organisation_user"]),
                candidate=SignIn(**found["candidate"]),
                unshared_statement=Statement(**found["unshared_statement"]),
                staff=SignIn(**found["staff"]),
                api_key=found["api_key"],
                unclaimed_candidate=Unclaimed(**found["unclaimed_candidate"]),
            )
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def write(self, path: Path, address: str) -> None:
        """`address` is host:port."""
        urls = {"graphql_url": f"http://{address}/graphql", "ws_url": f"ws://{address}/graphql"}
        write_private(path, json.dumps(urls | asdict(self), indent=2, ensure_ascii=False) + "\n")
