"""Which passwords are refused, and that no others are."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import RefusalCode
from app.security import password_rules
from app.security.password_rules import common_passwords, password_problems

OWN = ("registrar@northmoor.example", "高橋", "Bartholomew", "", "113GB5990001")
SHORT, COMMON, LONG = RefusalCode.PASSWORD_TOO_SHORT, RefusalCode.PASSWORD_TOO_COMMON, RefusalCode.TOO_LONG


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("boat7tu", SHORT),
        ("ｂｏａｔ７ｔｕ", SHORT),
        (
            "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301",
            SHORT,
        ),  # seven, accents joined
        ("password", COMMON),
        ("PassWord123!", COMMON),
        ("ｐａｓｓｗｏｒｄ", COMMON),
        ("p@$$w0rd", COMMON),
        ("12345678", COMMON),
        ("qwertyuiop", COMMON),
        ("20200101", COMMON),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", COMMON),
        ("abababababab", COMMON),
        ("sakura2024", COMMON),
        ("registrar@northmoor.example", COMMON),
        ("Registrar1!", COMMON),
        ("northmoor99", COMMON),
        ("bartholomew7", COMMON),
        ("113gb5990001", COMMON),
        ("verification1", COMMON),
        ("x" * 1_025, LONG),
        ("boat7tub", None),
        ("a boat called Bartholomew", None),
        ("美しい鷺七羽飛ぶ", None),
        ("        x y z", None),
        ("🐦🦉🐦🦉🐧🦆🦢🦩", None),
        ("ab " * 21 + "c", None),
        ("xyz" * 341, None),
    ],
)
def test_what_is_refused(password: str, code: RefusalCode | None) -> None:
    found = [(each.code, each.path) for each in password_problems(password, OWN, "input", "password")]

    assert found == ([] if code is None else [(code, ("input", "password"))])


def test_the_list_is_what_its_maker_makes(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    code = (
        "import runpy, pathlib, sys; made = runpy.run_path('tools/common_passwords.py');"
        f"made['main'].__globals__['TARGET'] = pathlib.Path({str(tmp_path / 'made.txt')!r}); made['main']()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
    bundled = (Path(password_rules.__file__).parent / "common_passwords.txt").read_text("utf-8")

    assert (tmp_path / "made.txt").read_text("utf-8") == bundled
    assert len(common_passwords()) > 5_000
    assert all(len(each) >= 8 and each == each.casefold() for each in common_passwords())
