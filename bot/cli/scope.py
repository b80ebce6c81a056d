"""``--source`` and ``--set`` → the part of the index that is asked, as if there were no other.

A name that fits nothing is refused: the whole index is never asked in its place. All sets may be
asked here, the private ones too: whoever is at the command line has the files.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.cli.completers import complete, document_names, set_names
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config
    from index import Searcher


_SET = "; a set is a folder at the top of the corpus, “.” the files in none"


class Scope(NamedTuple):
    """The names of a document and of document sets, as they were typed."""

    source: str | None = None
    sets: Sequence[str] = ()

    def of(self, searcher: "Searcher", config: "Config") -> "Searcher":
        """The part of the index; raises ``UsageError`` for a name of nothing, or of several."""
        part = searcher.within_sets(_sets(self.sets, searcher.sets())) if self.sets else searcher
        if self.source is None:
            return part
        from bot.cli.addresses import find_place

        return part.within_document(find_place(config, part, self.source).document.id)


def add_scope(parser: ArgumentParser) -> None:
    """What of the documents is asked."""
    source = parser.add_argument(
        "--source",
        metavar="DOCUMENT",
        help="Ask this document alone, by its title, path, name, or number in the last answer.",
    )
    complete(source, document_names)
    sets = parser.add_argument(
        "--set",
        dest="sets",
        action="append",
        default=[],
        metavar="NAME",
        help="Ask this document set alone, a folder of the corpus; may be given several times.",
    )
    complete(sets, set_names)


def _sets(written: Sequence[str], sets: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_set(name, sets) for name in written)


def _set(written: str, sets: tuple[str, ...]) -> str:
    from bot.cli.nearest import nearest
    from bot.rendering.safe_text import printable
    from bot.service.set_names import sets_named, shown_name

    found = sets_named(written, sets)
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(map(shown_name, found))
        raise UsageError(printable(f"the set {written!r} may be {names}; write the one meant"))
    known = [*map(shown_name, sets)]
    alike = nearest(written, known)
    advice = f"did you mean {' or '.join(alike)}?" if alike else f"known: {', '.join(known)}{_SET}"
    raise UsageError(printable(f"no document set is named {written!r}; {advice}"))
