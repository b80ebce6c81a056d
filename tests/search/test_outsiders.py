"""What outsiders get is the same whatever the sets hold that they may not see."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Answer, Searcher, answer, build_index
from index.building import gates
from index.encoders import Encoded, unit_vectors
from tests.conftest import DIRECTIONS, Silent, WordEncoder

OPEN = frozenset(["", "handbook", "news"])
PUBLIC = {
    "about.md": "---\ntitle: About the club\n---\nThe Lund Rowing Club (LRC) was founded in 1902. "
    "Its boathouse stands at the old harbour. Anna Nilsson leads it.",
    "handbook/boats.md": "# Boats\n\nThe boats are painted each spring. A boat may be hired for "
    "two hours. The hire costs 40 crowns. Keys to the boats hang in the boathouse.\n\n"
    "## Care\n\nWipe every oar after rowing. Report a broken oar to the warden.",
    "handbook/members.md": "# Members\n\nMembers pay 300 crowns a year. New members are trained by "
    "the warden. The warden is Erik Holm. A member may bring one guest on Sundays.",
    "handbook/safety.md": "# Safety\n\nWear a life jacket in the harbour. No boat leaves the "
    "harbour in a storm. The warden closes the harbour when the wind is strong.",
    "news/2024.md": "# News of 2024\n\nThe regatta was won by the Lund eight in June 2024. A new "
    "jetty was opened by the mayor. The mayor praised the treasurer and the warden.",
    "news/2025.md": "# News of 2025\n\nThe regatta is on 14 June 2025. The jetty is closed for "
    "repairs in May. Tickets for the regatta dinner cost 90 crowns.",
    "zebra.txt": "The lost property box is beside the door of the changing room.",
}
COPIES = {f"copy{number}.md": text for number, text in enumerate(PUBLIC.values())}
COMMON = {
    f"rare{number}.md": "Boats, oars, keys, crowns, the warden, the regatta and a jetty. " * 3
    for number in range(40)
}
GERMAN = {
    f"boote{number}.md": "---\nlanguage: de\n---\nDie Boote werden im Frühjahr gestrichen. Die "
    "Mitglieder der Boote zahlen für das Ruder, und der Vorstand wird für zwei Jahre gewählt."
    for number in range(20)
}
NAMES = {
    "names.md": "We met Warden and Regatta and Jetty. We saw Mebmers, mebmers, Bots and wardne. "
    "The Long Rowing Course (LRC) and the Lund Ruin Cave (LRC) are near Malmö and Nillson.",
    "list.md": " ".join(f"boatx{number:03}ing" for number in range(120)),
    "letters.md": "ŵarden ħarbour κ λ μ ж щ 図 書 館 ŋ ð þ",
}
LONG = {"long.md": "On boats. " + "The harbour lies behind the hill and beyond the river. " * 400}
PRIVATE = {
    "nothing": {},
    "copies": COPIES,
    "the same words": COMMON,
    "another language": GERMAN,
    "names and slips": NAMES,
    "long texts": LONG,
    "all of these": COPIES | COMMON | GERMAN | NAMES | LONG,
}
QUESTIONS = """
When are the boats painted?
How much does it cost to hire a boat?
Who is the warden?
Who is Wardne Holm?
What do mebmers pay?
what do membrs pay a year
Where do the bots stand?
What is the LRC?
When was the Lund Rowing Club founded?
Who leads the club?
Who is Nillson?
Is there a boating school?
Who won the regatta in June 2024?
When is the regatta?
Why is the jetty closed?
Who opened the jety?
What does a ticket for the dinner cost?
What must I wear in the harbour?
When does the harbour close?
Where is lost property?
Who painted the Boote?
Who is elected for two years?
"old harbour"
May I bring a guest?
To whom do I report a broken oar?
Is there a ferry to Malmö?
crowns
the
""".strip().splitlines()
FIRST, LAST, BETWEEN = "aaa", "zzz", "idle"


def built(folder: Path, texts: dict[str, str], encoder: WordEncoder | None = None) -> Searcher:
    for name, text in texts.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    encoder = encoder or WordEncoder()
    build_index(folder / "corpus", folder / "index", encoder, Silent())
    return Searcher.open(folder / "index", encoder)


def in_folder(name: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{name}/{path}": text for path, text in texts.items()}


def answers(view: Searcher) -> list[Answer]:
    return [answer(view, question, k=6) for question in QUESTIONS]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """An index of the public documents and of nothing else."""
    return built(tmp_path_factory.mktemp("alone"), PUBLIC)


EVERYWHERE = (FIRST, BETWEEN, LAST)
PLACES = [(kind, EVERYWHERE) for kind in PRIVATE] + [
    ("all of these", (name,)) for name in EVERYWHERE
]


@pytest.mark.parametrize(("kind", "folders"), PLACES)
def test_outsiders_get_what_they_would_get_if_there_were_no_private_sets(
    tmp_path: Path, alone: Searcher, kind: str, folders: tuple[str, ...]
) -> None:
    hidden = {p: text for name in folders for p, text in in_folder(name, PRIVATE[kind]).items()}
    view = built(tmp_path, PUBLIC | hidden).within_sets(OPEN)
    assert answers(view) == answers(alone)
    for question in QUESTIONS:
        assert view.reword(question) == alone.reword(question)
        assert view.search(question, 40) == alone.search(question, 40)
    document = "handbook/boats.md"
    assert answers(view.within_document(document)) == answers(alone.within_document(document))


def test_what_insiders_may_see_does_change_what_they_get(tmp_path: Path, alone: Searcher) -> None:
    library = built(tmp_path, PUBLIC | in_folder(BETWEEN, PRIVATE["all of these"]))
    assert answers(library) != answers(alone)


def test_a_document_that_moves_between_private_sets_changes_nothing(tmp_path: Path) -> None:
    hidden = in_folder(FIRST, PRIVATE["all of these"])
    before = answers(built(tmp_path, PUBLIC | hidden).within_sets(OPEN))
    (tmp_path / "corpus" / LAST).mkdir()
    for number, path in enumerate(sorted((tmp_path / "corpus" / FIRST).iterdir())):
        if number % 2:
            path.rename(tmp_path / "corpus" / LAST / path.name)
    view = built(tmp_path, {}).within_sets(OPEN)
    assert LAST not in view.sets()
    assert view.generation.name == "gen-000002"
    assert [found._replace(generation="gen-000001") for found in answers(view)] == before


def test_a_private_document_that_comes_and_goes_changes_nothing(
    tmp_path: Path, alone: Searcher
) -> None:
    for texts in (PUBLIC, in_folder(BETWEEN, COPIES), in_folder(BETWEEN, NAMES)):
        view = built(tmp_path, texts).within_sets(OPEN)
    (tmp_path / "corpus" / BETWEEN / "copy1.md").unlink()
    view = built(tmp_path, {}).within_sets(OPEN)
    found = [one._replace(generation="gen-000001") for one in answers(view)]
    assert found == answers(alone)


class _CompanyEncoder(WordEncoder):
    """An encoder whose vectors depend on what is embedded together, as those of real ones do."""

    def encode_passages(self, texts: list[str], total: int) -> Iterator[tuple[int, Encoded]]:
        lean = DIRECTIONS[(sum(map(len, texts)) + total) % len(DIRECTIONS)] / 9
        for number, encoded in super().encode_passages(texts, total):
            yield number, encoded._replace(vector=unit_vectors(encoded.vector + lean))


@pytest.mark.parametrize("folder", EVERYWHERE)
def test_what_is_embedded_with_a_passage_is_of_its_own_set(
    tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "LEAST_COSINE", {"float32": 0.0})
    both = built(tmp_path / "both", PUBLIC | in_folder(folder, COPIES), _CompanyEncoder())
    alone = built(tmp_path / "alone", PUBLIC, _CompanyEncoder())
    for question in QUESTIONS:
        assert both.within_sets(OPEN).search(question, 40) == alone.search(question, 40)


def test_a_public_document_copies_no_vectors_from_a_private_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "LEAST_COSINE", {"float32": 0.0})
    built(tmp_path / "both", {"about.md": "A note."} | in_folder(LAST, COPIES), _CompanyEncoder())
    built(tmp_path / "alone", {"about.md": "A note."}, _CompanyEncoder())
    both, alone = (
        built(tmp_path / name, PUBLIC, _CompanyEncoder()).within_sets(OPEN)
        for name in ("both", "alone")
    )
    for question in QUESTIONS:
        assert both.search(question, 40) == alone.search(question, 40)
