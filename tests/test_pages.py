"""The examples of all pages do what the pages say: they are run, or parsed where that cannot be."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from bot.config import load_config
from index.reading.formats.registry import READERS
from tests.cli.test_examples import EXAMPLES
from tests.conftest import ROOT
from tests.pages import NOT_RUN, PAGES, WEB, Block, Place, blocks, shown, steps

_FIGURE = re.compile(r"\b\d\.\d{2,}\b")
_SECONDS = re.compile(r"; \d+ s$", re.MULTILINE)


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(block.is_run for block in blocks(page))], ids=named
)
def test_the_examples_of_a_page_do_what_it_says(page: Path, tmp_path: Path, shipped: Path) -> None:
    place = Place(tmp_path, shipped)
    for block in (block for block in blocks(page) if block.is_run):
        if block.language == "sh":
            done = place.run(block.text)
            assert done.returncode == 0, done.stdout
        else:
            compare(block.text, place)


def compare(session: str, place: Place) -> None:
    """The commands print what stands below them; figures may differ in their last digit, since
    processors that compute vectors in bfloat16 give another one, and the seconds of a build."""
    assert session.startswith("$ ")
    for command, output in steps(session):
        printed = _SECONDS.sub("; # s", shown(place.run(command).stdout))
        output = _SECONDS.sub("; # s", output)
        assert _FIGURE.sub("#", printed) == _FIGURE.sub("#", output)
        assert figures(printed) == pytest.approx(figures(output), abs=0.05)


def figures(output: str) -> list[float]:
    return [float(figure) for figure in _FIGURE.findall(output)]


ALL = [(page, block) for page in PAGES for block in blocks(page)]


def of_language(language: str) -> list[Block]:
    return [block for _, block in ALL if block.language == language]


def test_each_block_is_of_a_kind_that_is_tested() -> None:
    assert {block.language for _, block in ALL} == {"sh", "console", "toml"}


@pytest.mark.parametrize("block", of_language("sh"))
def test_commands_that_are_not_run_are_at_least_commands(block: Block) -> None:
    parsed = subprocess.run(
        ["bash", "-n"], input=block.text, text=True, stderr=subprocess.PIPE, check=False
    )
    assert (parsed.returncode, parsed.stderr) == (0, "")


@pytest.mark.parametrize("block", of_language("toml"))
def test_settings_on_a_page_are_settings(block: Block, tmp_path: Path) -> None:
    (tmp_path / "pincite.toml").write_text(block.text, "utf-8")
    assert load_config({}, tmp_path) != load_config({}, tmp_path / "nowhere")


def test_each_block_that_is_not_run_stands_on_a_page() -> None:
    assert NOT_RUN.keys() <= {block.text.partition("\n")[0] for block in of_language("sh")}


def test_what_needs_the_web_is_run_as_examples_of_help_pages() -> None:
    for block in of_language("sh"):
        lines = block.text.splitlines()
        assert NOT_RUN.get(lines[0]) is not WEB or set(lines) <= set(EXAMPLES)


def test_lines_of_json_on_a_page_are_json() -> None:
    lines = [line for block in of_language("console") for line in block.text.splitlines()]
    objects = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(objects) >= 4


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_each_link_to_a_file_and_its_heading_leads_there(page: Path) -> None:
    for target, heading in re.findall(r"\]\(([^)#:]*)#?([^):]*)\)", page.read_text("utf-8")):
        other = page.parent / target if target else page
        assert other.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", other.read_text("utf-8"), re.MULTILINE)
            assert heading in {title.lower().replace(" ", "-") for title in titles}


def test_each_format_stands_on_its_page() -> None:
    page = (ROOT / "index" / "reading" / "README.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    endings = set(re.findall(r"`(\.\w+)`", "".join(rows)))
    assert endings == {*READERS, ".zip"} - {""}
