"""A room stands above all that it imports: reads the imports of `app` and fails on an upward one."""

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[1] / "app"

#: From the top. Rooms of one floor may import each other, as long as no two do so in a circle.
FLOORS = (
    ("cli",),
    ("demo", "staff_command"),
    ("serving",),
    ("asgi",),
    ("transports",),
    ("api", "web"),
    ("live_document", "watched_document"),
    ("resolvers", "work"),
    ("actions", "imports", "demo_data", "photos", "downloads", "rejects", "answers", "documents"),
    ("exports", "mail"),
    ("jobs",),
    ("schema", "events", "security"),
    ("audit", "ledger"),
    ("scopes", "database", "standing", "problems", "result_locks"),
    ("viewer", "embedded", "migrating", "messages"),
    ("projection", "limits", "envelope"),
    ("bad_envelope", "document_size", "page_sizes"),
    (
        "models",
        "exams",
        "folding",
        "statement_number",
        "errors",
        "api_errors",
        "settings",
        "private_file",
        "wire",
        "connections",
        "logs",
        "business_days",
        "byte_ranges",
    ),
)
FLOOR = {room: len(FLOORS) - number for number, rooms in enumerate(FLOORS) for room in rooms}


def room_of(module: str) -> str:
    """The part of a module's name after `app`."""
    return module.split(".")[1]


def imports() -> Iterator[tuple[str, str, str]]:
    """Place, importing room and imported room, of each import of `app` by `app`; those within functions too."""
    for path in sorted(APP.rglob("*.py")):
        parts = path.relative_to(APP.parent).with_suffix("").parts
        if parts == ("app", "__init__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}:{node.lineno}: relative"
                names = [f"app.{alias.name}" for alias in node.names] if node.module == "app" else [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            for name in names:
                if name.startswith("app."):
                    yield f"{path.relative_to(APP.parent)}:{node.lineno}", parts[1], room_of(name)


def test_every_room_has_its_floor() -> None:
    rooms = {path.stem for path in APP.glob("*.py")} | {path.parent.name for path in APP.glob("*/__init__.py")}
    rooms |= {path.name for path in APP.iterdir() if path.is_dir() and any(path.glob("*.py"))}

    assert rooms - {"__init__"} == set(FLOOR)


def test_imports_run_down_only() -> None:
    upward = [f"{place}: {above} -> {below}" for place, above, below in imports() if FLOOR[above] < FLOOR[below]]

    assert upward == []


def test_no_two_rooms_of_a_floor_import_each_other() -> None:
    level = {(above, below) for _, above, below in imports() if above != below and FLOOR[above] == FLOOR[below]}

    assert {pair for pair in level if pair[::-1] in level} == set()


def test_projection_knows_nothing_of_exams() -> None:
    assert {below for _, above, below in imports() if above == "projection"} <= {"projection", "errors"}
