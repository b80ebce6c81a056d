"""One file → what a build would make of it. Nothing is embedded or written."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.blocks import INDEXED, Label
from index.building.splitting import split_blocks
from index.building.warnings import NO_DATE, NO_TITLE, warnings_of
from index.documents import Document, Loss, Obstacle, loss_of
from index.encoders import Encoder
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import read_bytes, read_entries
from index.reading.formats.reading import Unreadable


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What a build would make of a file; ``problem`` says why it would make nothing of it, and
    ``obstacle`` is the kind of that reason."""

    title: str = ""
    language: str = ""
    date: str = ""
    documents: int = 0
    passages: int = 0
    left_out: int = 0
    """Blocks of the text that would not be quoted; headings are not counted."""
    warnings: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    """The kinds of the warnings, each once."""
    problem: str = ""
    obstacle: Obstacle = Obstacle.OTHER


def check_file(path: Path, encoder: Encoder) -> FileCheck:
    """Read a file as a build by this encoder would; raises ``MemoryError`` if it is too large."""
    try:
        entries = list(read_entries(read_bytes(path.parent, path)))
    except Unreadable as error:
        if isinstance(error.__cause__, MemoryError):
            raise error.__cause__ from error
        return FileCheck(problem=str(error), obstacle=error.obstacle)
    return _checked([entry for entry in entries if isinstance(entry, Document)], encoder)


def _checked(documents: list[Document], encoder: Encoder) -> FileCheck:
    first, is_alone = documents[0].metadata, len(documents) == 1
    passages, left_out, warnings = 0, 0, dict[str, None]()
    for document in documents:
        blocks = clean(document)
        labels = [block.label for block in blocks]
        left_out += sum(1 for label in labels if label not in (*INDEXED, Label.HEADING))
        warnings |= dict.fromkeys(_told(warnings_of(document, blocks)))
        window = encoder.identity.window
        passages += sum(1 for _ in split_blocks(document, blocks, encoder.count_tokens, window))
    return FileCheck(
        title=(first.title or "") if is_alone else "",
        language=first.language or "",
        date=(first.date or "") if is_alone else "",
        documents=len(documents),
        passages=passages,
        left_out=left_out,
        warnings=tuple(map(str, warnings)),
        losses=tuple(dict.fromkeys(map(loss_of, warnings))),
    )


def _told(warnings: Iterable[str]) -> list[str]:
    """The warnings without those that the title and the date say already."""
    return [warning for warning in warnings if warning not in (NO_TITLE, NO_DATE)]
