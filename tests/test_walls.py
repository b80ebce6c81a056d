"""The walls between the rooms: who may import what."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOORS = {
    "faiss": {"index/vectors.py"},
    "sentence_transformers": {"index/encoder.py"},
    "tantivy": {"index/words.py"},
    "trafilatura": {"index/readers/html.py"},
    "pypdfium2": {"index/readers/pdf.py"},
    "docx": {"index/readers/docx.py"},
    "lxml": {"index/readers/html.py", "index/readers/epub.py"},
    "py3langid": {"index/language.py"},
    "sqlite3": {"index/rows.py", "bot/chat/state.py"},
    "pickle": set(),
    "requests": set(),
    "urllib.request": set(),
}


def imports() -> Iterator[tuple[str, str]]:
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("index/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path} imports relatively"
                names = [node.module or ""]
            yield from ((path.relative_to(ROOT).as_posix(), name) for name in names)


def test_index_never_imports_bot() -> None:
    assert not [p for p, name in imports() if p.startswith("index/") and name.startswith("bot")]


def test_each_heavy_package_has_one_door() -> None:
    for package, doors in DOORS.items():
        users = {p for p, name in imports() if (name + ".").startswith(package + ".")}
        assert users <= doors, f"{package} is imported by {users - doors}"


def test_discord_stays_in_the_chat_folder() -> None:
    users = {p for p, name in imports() if name.split(".")[0] == "discord"}
    assert users
    assert all(path.startswith("bot/chat/") for path in users)


def test_no_top_level_entry_beyond_the_layout() -> None:
    known = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"}
    known |= {"bot", "index", "corpus", "tests", "build", "dist"}
    found = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")}
    assert {name for name in found if not name.endswith(".egg-info")} <= known
