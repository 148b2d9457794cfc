"""The demo as a newcomer starts it: in a copy of the tree in a folder of mode 0700, as whoever runs the tests and (as
root) as another user too; over HTTP and WebSocket, ended by Ctrl-C, started again."""

import asyncio
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.test_embedded import ROOT, in_other_hands
from tests.transports.client import socket_to

SOURCE = Path(__file__).parents[1]
SLOW = 60.0

LIST = """{ organisation { name newShareCount eventCursor profile { id } shares(first: 50) {
  totalCount nodes { id isNew candidateName result { id statementNumber photoUrl } } } } }"""
RESULTS = "{ candidate { results(first: 10) { nodes { id statementNumber exam { code } } } } }"
SHARE = """mutation($input: ShareResultsInput!) { shareResults(input: $input) {
  __typename ... on ResultsShared { shares { result { id } } } ... on Refusal { code message } } }"""
LIVE = """subscription($after: String) { resultShared(after: $after) {
  newShareCount share { id isNew result { id statementNumber } } } }"""
OPEN = """mutation($id: ID!) { openShare(id: $id) {
  __typename ... on ShareOpened { share { id isNew } organisation { newShareCount } } } }"""
SIGN_IN = """mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) {
  __typename ... on SignedIn { token viewer { __typename } } } }"""
BOARD = "{ board { applications { nodes { isOverdue possibleDuplicates { reasons } } } } }"
CLAIM = """mutation($input: ClaimCandidateAccountInput!) { claimCandidateAccount(input: $input) {
  __typename ... on CandidateAccountClaimed { candidate { candidateNumber } } ... on Refusal { code message } } }"""
VERIFY = """mutation($input: VerifyResultInput!) { verifyResult(input: $input) { __typename ... on ResultVerified {
  verification { outcome result { statementNumber photoUrl } } } ... on Refusal { code } } }"""


class Demo:
    """A running `rvs demo`."""

    def __init__(self, process: subprocess.Popen[str], facts: dict[str, Any], printed: str) -> None:
        self.process, self.facts, self.printed = process, facts, printed
        self.address = facts["graphql_url"].removeprefix("http://").removesuffix("/graphql")

    def ask(self, query: str, token: str | None = None, **variables: Any) -> Any:
        body = self.get("/graphql", token, json={"query": query, "variables": variables}).json()
        assert "errors" not in body, body
        return body["data"]

    def get(self, path: str, token: str | None = None, **options: Any) -> httpx2.Response:
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        method = "POST" if options else "GET"
        return httpx2.request(method, f"http://{self.address}{path}", headers=headers, timeout=SLOW, **options)

    def token(self, who: str) -> str:
        answer = self.ask(SIGN_IN, **self.facts[who])["signIn"]
        assert answer["__typename"] == "SignedIn"
        return str(answer["token"])

    def interrupt(self) -> tuple[int, str]:
        """Ctrl-C: exit status and what was said of it."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=SLOW)
        return self.process.returncode, said


@contextmanager
def demo(folder: Path, *options: str, **how: Any) -> Iterator[Demo]:
    """Started in `folder`, with the default DATA folder; `how` as for Popen."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "demo", "--port", "0", *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **how,
    )
    try:
        assert process.stdout
        printed = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Ctrl-C"):
                break
        else:
            pytest.fail(process.communicate()[1])
        yield Demo(process, json.loads((folder / ".rvs/demo.json").read_text()), "".join(printed))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def copied(folder: Path) -> Path:
    """The files of a clone, and nothing that an earlier run left."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "app", "migrations", "pyproject.toml"],
        cwd=SOURCE,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\0")
    found = [name for name in names if name and (SOURCE / name).is_file()]
    if not found:  # no git here: a tarball
        found = [str(path.relative_to(SOURCE)) for top in ("app", "migrations") for path in (SOURCE / top).rglob("*.*")]
    for name in found:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (SOURCE / name).is_file():
            shutil.copy(SOURCE / name, target)
    folder.chmod(0o700)
    return folder


@pytest.fixture
def clone() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rvs-clone-") as name:
        yield copied(Path(name))


def processes_in(session: int) -> list[str]:
    """Of the session that the demo began, and of its database's."""
    listed = subprocess.run(["ps", "-eo", "sid=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if int(line.split()[0]) == session]


def newcomers(demo: Demo) -> None:
    """Staff find an application that waits and one overdue, the key reads what it is for, a letter is claimed."""
    board = demo.ask(BOARD, demo.token("staff"))["board"]["applications"]["nodes"]
    assert [application["isOverdue"] for application in board] == [True, False]
    assert [bool(application["possibleDuplicates"]) for application in board] == [False, True]
    read = demo.ask("{ viewer { __typename } organisation { name shares { totalCount } } }", demo.facts["api_key"])
    assert read["viewer"] == {"__typename": "ApiKey"}
    assert read["organisation"]["shares"]["totalCount"] > 200
    letter = demo.facts["unclaimed_candidate"]
    claim = {**letter, "email": "new@candidates.example", "password": "herons over the estuary"}
    claimed = demo.ask(CLAIM, input=claim)["claimCandidateAccount"]
    assert claimed["candidate"]["candidateNumber"] == letter["candidateNumber"]
    assert demo.get("/dev/mail").status_code == 200


async def follow(demo: Demo, reader: str, sharer: str) -> None:
    """Load, subscribe from there, let the candidate share: it comes, bold; opening it clears that, for one user."""
    before = demo.ask(LIST, reader)["organisation"]
    shares = before["shares"]
    assert shares["totalCount"] > 200
    bold = [share["id"] for share in shares["nodes"] if share["isNew"]]
    assert 0 < len(bold) < 50
    results = demo.ask(RESULTS, sharer)["candidate"]["results"]["nodes"]
    assert len(results) >= 5
    wanted = [result["id"] for result in results[:2]]
    variables = {"resultIds": wanted, "organisationId": before["profile"]["id"]}

    async with socket_to(demo.address) as client:
        assert await client.init(reader) == {"type": "connection_ack"}
        await client.subscribe("live", LIVE, after=before["eventCursor"])
        shared = await asyncio.to_thread(demo.ask, SHARE, sharer, input=variables)
        assert shared == {
            "shareResults": {"__typename": "ResultsShared", "shares": [{"result": {"id": id_}} for id_ in wanted]}
        }
        events = [(await client.next())["payload"]["data"]["resultShared"] for _ in wanted]
    assert [event["share"]["result"]["id"] for event in events] == wanted
    assert [event["share"]["isNew"] for event in events] == [True, True]
    assert [event["newShareCount"] for event in events][-1] == before["newShareCount"] + 2

    opened = events[0]["share"]["id"]
    answer = demo.ask(OPEN, reader, id=opened)["openShare"]
    assert answer == {
        "__typename": "ShareOpened",
        "share": {"id": opened, "isNew": False},
        "organisation": {"newShareCount": before["newShareCount"] + 1},
    }


def photographed(demo: Demo, token: str) -> str:
    """The address of a photo on the list."""
    shares = demo.ask(LIST, token)["organisation"]["shares"]["nodes"]
    return next(share["result"]["photoUrl"] for share in shares if share["result"] and share["result"]["photoUrl"])


def tried(folder: Path, **how: Any) -> None:
    with demo(folder, **how) as first:
        assert stat.S_IMODE((folder / ".rvs/demo.json").stat().st_mode) == 0o600
        assert [first.get(path).text for path in ("/healthz", "/readyz")] == ["ok\n", "ready\n"]
        for who in ("primary_user", "member", "other_organisation_user", "candidate", "staff"):
            assert first.facts[who]["email"] in first.printed
        reader, sharer = first.token("primary_user"), first.token("candidate")
        asyncio.run(follow(first, reader, sharer))
        # What one of them has opened is still bold for the other, and never on another organisation's list.
        newest = first.ask(LIST, first.token("member"))["organisation"]
        assert [share["isNew"] for share in newest["shares"]["nodes"][:2]] == [True, True]
        other = first.ask(LIST, first.token("other_organisation_user"))["organisation"]
        assert other["name"] != newest["name"]

        checked = first.ask(VERIFY, reader, input=first.facts["unshared_statement"])["verifyResult"]
        number = first.facts["unshared_statement"]["statementNumber"]
        verification = checked["verification"]
        assert (verification["outcome"], verification["result"]["statementNumber"]) == ("MATCH", number)
        for address in (photographed(first, reader), verification["result"]["photoUrl"]):
            photo = first.get(address, reader)
            assert (photo.status_code, photo.headers["content-type"]) == (200, "image/jpeg")
            assert photo.content.startswith(b"\xff\xd8\xff")
        newcomers(first)
        kept = first.ask(LIST, reader)
        assert first.interrupt() == (0, first_start_said())
    assert processes_in(first.process.pid) == []

    with demo(folder, **how) as again:
        assert {name: again.facts[name] for name in again.facts if "url" not in name} == {
            name: first.facts[name] for name in first.facts if "url" not in name
        }
        assert again.ask(LIST, again.token("primary_user")) == kept
        assert again.ask(LIST, reader) == kept  # sessions are data too
        assert again.interrupt() == (0, "Starting on .rvs …\nThe demo has ended.\n")


def first_start_said() -> str:
    return "Starting on .rvs …\nLoading invented candidates (the first time only) …\nThe demo has ended.\n"


def test_the_demo_in_a_clone_of_mode_0700(clone: Path) -> None:
    tried(clone)


@pytest.mark.skipif(not ROOT, reason="only root can become another user")
def test_the_demo_as_another_user_without_home_or_environment(clone: Path) -> None:
    how = in_other_hands(clone)
    for path in clone.rglob("*"):
        shutil.chown(path, "nobody")
    tried(clone, **how)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "-m", "app.cli", "demo", "--port", str(port), "--data", str(tmp_path / "data")],
            cwd=SOURCE,
            capture_output=True,
            text=True,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
    said = f"Nothing can listen at 127.0.0.1:{port} (Address already in use): choose another port.\n"
    assert (answer.returncode, answer.stderr) == (1, said)
    assert not (tmp_path / "data").exists()
