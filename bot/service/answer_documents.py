"""Answers that people gave → documents of the set ``answers``, one Markdown file for each.

The heading is the question; below it stand the words of the answer, and nothing else.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from index.sources.registry import SourceRegistry
from index.sources.source import Item, Kind, Source
from index.sources.source_files import drop_item, put_item

ANSWERS_SET = "answers"

NAME = ANSWERS_SET
"""Of their source: the folder of the files."""


@dataclass(frozen=True, slots=True)
class AnswerDocument:
    """An answer as it is quoted: who gave it where and when, in which words, to which question."""

    address: str
    """The link to the message; answers of one address are one document."""
    question: str
    words: str
    author: str
    place: str
    date: str

    @property
    def file(self) -> str:
        """Its path below the corpus: the last part of the link is the message's id."""
        return f"{ANSWERS_SET}/{self.address.rpartition('/')[2]}.md"

    @property
    def text(self) -> str:
        """What stands in the file."""
        return f"# {' '.join(self.question.split())}\n\n{self.words}\n"


def write_answers(
    corpus: Path, published: Iterable[AnswerDocument], gone: Collection[str], origin: str
) -> str:
    """Make the documents equal to the answers; when a file of them last changed, in UTC.

    Raises ``SourceError``.

    ``gone`` are the addresses of answers that are to be no documents any more. A document of
    neither stays: its answer may stand in a state that was lost.
    """
    registry = SourceRegistry(corpus)
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    documents = {document.address: document for document in published}
    with registry.looking(NAME):
        before = registry.find(NAME)
        if before is None and not documents:
            return ""
        source = before or Source(NAME, Kind.ANSWERS, origin, "", now)
        for document in documents.values():
            source = _put(corpus, source, document, now)
        for address in gone:
            if address not in documents:
                source = drop_item(corpus, source, address, now)
        if source != before:
            registry.write(replace(source, looked=now))
        return source.changed


def _put(corpus: Path, source: Source, document: AnswerDocument, now: str) -> Source:
    metadata = {
        "title": document.question,
        "author": document.author,
        "publisher": document.place,
        "date": document.date,
        "url": document.address,
    }
    item = Item(document.file, "", now)
    return put_item(corpus, source, document.address, item, document.text.encode(), metadata)
