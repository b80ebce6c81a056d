"""The walls between the rooms: which room may import which, and who imports a heavy package."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import index

ROOT = Path(__file__).parents[1]

NOUNS = {
    "index.errors": "",
    "index.files": "",
    "index.text": "",
    "index.documents": "index.errors index.text",
    "index.blocks": "index.text",
    "index.shown_form": "index.blocks index.text",
    "index.passages": "index.shown_form index.blocks index.documents index.text",
    "index.encoders": "index.files index.text",
}
ROOMS = {
    **NOUNS,
    "index.reading.formats": "index.documents index.errors index.text",
    "index.reading.cleaning": "index.blocks index.documents index.text",
    "index.reading": (
        "index.reading.cleaning index.reading.formats index.documents index.errors index.files "
        "index.text"
    ),
    "index.sources": "index.reading index.errors",
    "index.sources.web": (
        "index.sources index.reading index.reading.formats index.documents index.errors"
    ),
    "index.storage": " ".join(NOUNS),
    "index.encoding": "index.storage index.encoders index.errors index.files index.text",
    "index.building": (
        "index.encoding index.storage index.reading index.reading.cleaning index.reading.formats "
        "index.passages index.shown_form index.encoders index.blocks index.documents index.errors "
        "index.text"
    ),
    "index.search": (
        "index.encoding index.storage index.passages index.encoders index.documents index.files "
        "index.errors index.text"
    ),
    "index.answering.doubts": "index.search index.text",
    "index.answering": (
        "index.answering.doubts index.search index.storage index.reading.cleaning index.passages "
        "index.shown_form index.encoders index.blocks index.documents index.errors index.text"
    ),
    "index.evaluation": (
        "index.answering index.search index.building index.shown_form index.encoders "
        "index.documents index.errors index.text"
    ),
    "index": "index.answering index.search index.building",
    "bot": "",
    "bot.schedule": "index.errors",
    "bot.suggestions": "",
    "bot.setting_origins": "",
    "bot.config": (
        "bot.schedule bot.setting_origins bot.suggestions index.encoding index.storage index.errors"
    ),
    "bot.config_file": "index.errors",
    "bot.rendering": (
        "index.answering index.search index.building index.evaluation index.storage "
        "index.sources.web index.sources index.shown_form index.documents index.blocks "
        "index.errors"
    ),
    "bot.service": (
        "bot.rendering bot.config index.sources.web index.sources index.answering index.search "
        "index.building index.encoding index.storage index.reading index.encoders index.documents "
        "index.files index.errors index.text"
    ),
    "bot.chat.render": (
        "index.answering index.answering.doubts index.shown_form index.blocks index.errors"
    ),
    "bot.chat.state": "index.answering index.errors",
    "bot.chat.answering": (
        "bot.chat.render bot.chat.state bot.service bot.config index.answering index.errors"
    ),
    "bot.chat.channels": (
        "bot.chat.answering bot.chat.render bot.chat.state bot.service bot.config index.sources "
        "index.errors"
    ),
    "bot.chat.commands": (
        "bot.chat.channels bot.chat.answering bot.chat.render bot.chat.state bot.service "
        "bot.config index.sources index.answering index.storage index.documents index.errors"
    ),
    "bot.chat": (
        "bot.chat.commands bot.chat.channels bot.chat.answering bot.chat.render bot.chat.state "
        "bot.service bot.config bot.schedule index.sources index.errors"
    ),
    "bot.cli": (
        "bot.chat bot.service bot.rendering bot.config bot.suggestions index.answering "
        "index.search index.building index.evaluation index.encoding index.storage "
        "index.sources.web index.sources index.reading index.reading.formats index.encoders "
        "index.documents index.errors"
    ),
    "bot.cli.commands": (
        "bot.cli bot.chat bot.service bot.rendering bot.config bot.config_file index.answering "
        "index.building index.evaluation index.storage index.sources index.errors"
    ),
    "bot.command_line": "bot.cli bot.cli.commands bot.config bot.rendering index.errors",
    "bot.__main__": "bot.command_line bot.cli",
}
"""Each room, and the rooms that it may import, from the lowest to the highest. A folder is a room;
of the files beside ``__init__`` in ``index`` and ``bot`` each is one."""

IMPORTERS = {
    "discord": {
        f"bot/chat/{path}"
        for path in (
            "answer_marks.py client.py gauges.py openness.py preflight.py process.py "
            "scheduled_rebuilds.py staff_channel.py welcome.py answering/addressing.py "
            "answering/channel_sets.py answering/delivery.py answering/given_answers.py "
            "answering/given_words.py answering/handover.py answering/message_replies.py "
            "answering/place.py answering/public_places.py answering/shown_questions.py "
            "answering/staff_cards.py answering/talks.py answering/threads.py "
            "answering/told_askers.py channels/checks.py channels/events.py "
            "channels/exclusions.py channels/follower.py channels/keeper.py channels/messages.py "
            "commands/adding.py commands/ask.py commands/buttons.py commands/changed_quotes.py "
            "commands/channel_settings.py commands/channel_sources.py commands/gaps.py "
            "commands/handovers.py commands/help.py commands/index.py commands/localisation.py "
            "commands/marked_channels.py commands/message_documents.py commands/mode_lines.py "
            "commands/overview.py commands/owners.py commands/permissions.py commands/public.py "
            "commands/reach.py commands/rebuild.py commands/removing.py commands/rule_lines.py "
            "commands/server_settings.py commands/set_choices.py commands/set_labels.py "
            "commands/settings.py "
            "commands/sharing.py commands/sources.py commands/trusted_roles.py "
            "commands/typed_choices.py commands/unclear_rules.py commands/use_answer.py "
            "commands/web_sources.py render/components.py"
        ).split()
    },
    "aiohttp": {
        "bot/chat/answering/delivery.py",
        "bot/chat/answering/tries.py",
        "bot/chat/process.py",
        "bot/service/downloads.py",
        "bot/service/health.py",
        "index/sources/web/connecting.py",
        "index/sources/web/fetching.py",
    },
    "faiss": {"index/storage/vectors.py"},
    "tantivy": {"index/storage/terms.py"},
    "stopwordsiso": {"index/storage/terms.py"},
    "sqlite3": {
        "index/storage/rows.py",
        *(
            f"bot/chat/state/{name}.py"
            for name in ("database", "files", "given_answers", "handovers", "schema", "worker")
        ),
    },
    "sentence_transformers": {"index/encoding/sentence_encoder.py"},
    "threadpoolctl": {"index/encoding/question_encoder.py"},
    "py3langid": {"index/text/language.py"},
    "charset_normalizer": {"index/reading/formats/encodings.py"},
    "sentencex": {"index/building/splitting.py"},
    "trafilatura": {"index/reading/formats/html.py"},
    "lxml": {f"index/reading/formats/{name}.py" for name in ("html", "epub", "xml_parts")},
    "protego": {"index/sources/web/robots.py"},
    "pypdfium2": {"index/reading/formats/pdfium.py", "index/reading/formats/pdf_rendering.py"},
    "xlrd": {"index/reading/formats/xls.py"},
    "docx": {"index/reading/formats/docx_package.py"},
    "markdown_it": {"index/reading/formats/markdown.py", "index/reading/formats/markdown_html.py"},
    "docutils": {"index/reading/formats/rst.py"},
    "tesserocr": {"index/reading/formats/recognition.py"},
    "PIL": {
        "bot/chat/render/weeks_picture.py",
        *(
            f"index/reading/formats/{name}.py"
            for name in ("images", "pdf_rendering", "recognition")
        ),
    },
    "prometheus_client": {"bot/service/metrics.py"},
    "platformdirs": {"bot/config.py"},
    "pathspec": {"index/reading/ignore_rules.py"},
    "pickle": set(),
    "requests": set(),
    "urllib.request": set(),
}
"""The files that may import a package; nobody may import the last three."""


@cache
def modules() -> dict[str, Path]:
    """Each module of ours by its name."""
    paths = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("index/**/*.py")]
    dotted = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    return {name.removesuffix(".__init__"): path for path, name in dotted.items()}


@cache
def imports(module: str) -> tuple[str, ...]:
    """All that a module imports, wherever in it, as full names."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(modules()[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(module: str) -> set[str]:
    """The modules of ours that a module imports; a name of ``index`` stands for its home."""
    found = set()
    for name in imports(module):
        home = index._MODULES.get(name.removeprefix("index."), name)
        found |= {home, home.rpartition(".")[0]} & modules().keys()
    return {name for name in found if name != module and not is_face(name, found)}


def is_face(name: str, found: set[str]) -> bool:
    """Whether a package is among the imports only because a module of it is."""
    return any(other.startswith(f"{name}.") for other in found)


def room_of(module: str) -> str:
    """The room that a module stands in: its folder, or itself right below ``index`` and ``bot``."""
    folder = module.rpartition(".")[0]
    is_room = modules()[module].name == "__init__.py" or folder in ("index", "bot")
    return module if is_room else folder


def test_every_folder_and_every_loose_file_is_a_room_with_a_row() -> None:
    assert {room_of(module) for module in modules()} == ROOMS.keys()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_its_row_allows_and_needs_all_of_it(room: str) -> None:
    arrows = {
        (module, imported)
        for module in modules()
        if room_of(module) == room
        for imported in own_imports(module)
        if room_of(imported) != room
    }
    used = {room_of(imported) for _, imported in arrows}
    allowed = set(ROOMS[room].split())
    if room != "index.storage":  # which may import every noun, whether it does today or not
        assert allowed <= used, f"{room} does not import {allowed - used}"
    assert used <= allowed, [arrow for arrow in arrows if room_of(arrow[1]) not in allowed]


def test_no_arrow_between_rooms_runs_back_up() -> None:
    order = list(ROOMS)
    for room, allowed in ROOMS.items():
        assert all(order.index(lower) < order.index(room) for lower in allowed.split()), room


def test_no_two_files_import_each_other_in_a_circle() -> None:
    left = {module: own_imports(module) for module in modules() if module != "index"}
    while free := [module for module, needed in left.items() if not needed & left.keys()]:
        for module in free:
            del left[module]
    assert not left


def test_index_never_imports_bot() -> None:
    in_index = [module for module in modules() if module.split(".")[0] == "index"]
    assert not [m for m in in_index if any(name.split(".")[0] == "bot" for name in imports(m))]


def test_what_looks_outside_is_never_imported_at_question_time() -> None:
    needed = {m for m in modules() if room_of(m) in ("index.search", "index.answering")}
    reached: set[str] = set()
    while needed:
        reached |= needed
        needed = {name for module in needed for name in own_imports(module)} - reached
    assert not {room_of(module) for module in reached} & {"index.sources", "index.sources.web"}


@pytest.mark.parametrize("package", IMPORTERS)
def test_each_heavy_package_has_its_importers(package: str) -> None:
    users = {
        modules()[module].relative_to(ROOT).as_posix()
        for module in modules()
        if any(f"{name}.".startswith(f"{package}.") for name in imports(module))
    }
    assert users == IMPORTERS[package]


def test_no_top_level_entry_beyond_the_layout() -> None:
    known = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"}
    known |= {"bot", "index", "corpus", "tests", "build", "dist"}
    entries = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")}
    assert {name for name in entries if not name.endswith(".egg-info")} <= known
