"""What is kept of a channel: its messages and threads, in a file in the corpus's hidden folder.

Each change is a line, and the last line about something holds; so a killed process loses at most
what it had not yet written, which the next look at the channel brings back. Knows no Discord.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

IN_CHANNEL = 0
"""Where a message stands that is in no thread."""

_FEWEST_OLD_LINES = 1_000


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message: its id, who wrote it, when (UTC, in ISO form), and its words as Markdown.

    ``by`` is a code of the person, from which nobody is known; ``name`` is what others saw.
    """

    id: int
    place: int
    by: str
    name: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """A thread, or a post of a forum: its title, its tags, and whether it is pinned."""

    id: int
    title: str
    tags: tuple[str, ...] = ()
    pinned: bool = False


class ChannelLog:
    """The messages and threads of a channel that are kept. Only one thread at a time may use it,
    but for ``write``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._messages: dict[int, KeptMessage] = {}
        self._places: dict[int, set[int]] = {}
        self.posts: dict[int, Post] = {}
        self._lines: list[str] = []

    @property
    def size(self) -> int:
        """The number of messages."""
        return len(self._messages)

    def copy(self) -> "ChannelLog":
        """The same, to be read by another thread."""
        copied = ChannelLog(self._path)
        copied._messages, copied.posts = dict(self._messages), dict(self.posts)
        copied._places = {place: set(numbers) for place, numbers in self._places.items()}
        return copied

    def message(self, number: int) -> KeptMessage | None:
        """The message of this id."""
        return self._messages.get(number)

    def in_place(self, place: int) -> list[KeptMessage]:
        """The messages of a thread, or of the channel outside of threads, in their order."""
        return [self._messages[number] for number in sorted(self._places.get(place, ()))]

    def put(self, message: KeptMessage) -> None:
        """Keep a message as it is now."""
        old = self._messages.get(message.id)
        if old == message:
            return
        if old is not None:
            self._places[old.place].discard(old.id)
        self._messages[message.id] = message
        self._places.setdefault(message.place, set()).add(message.id)
        self._lines.append(_line(message=asdict(message)))

    def drop(self, numbers: Iterable[int]) -> None:
        """Keep these messages no longer."""
        for number in numbers:
            if (old := self._messages.pop(number, None)) is not None:
                self._places[old.place].discard(number)
                self._lines.append(_line(gone=number))

    def put_post(self, post: Post) -> None:
        """Keep a thread under the title that it has now."""
        if self.posts.get(post.id) != post:
            self.posts[post.id] = post
            self._lines.append(_line(post=asdict(post)))

    def drop_post(self, number: int) -> None:
        """Keep a thread and its messages no longer."""
        self.drop(list(self._places.get(number, ())))
        if self.posts.pop(number, None) is not None:
            self._lines.append(_line(closed=number))

    def drop_all(self) -> None:
        """Keep nothing."""
        for number in list(self.posts):
            self.drop_post(number)
        self.drop(list(self._messages))

    def drop_author(self, by: str) -> bool:
        """Keep no message of a person; whether there were any."""
        numbers = [number for number, message in self._messages.items() if message.by == by]
        self.drop(numbers)
        return bool(numbers)

    def taken_lines(self) -> list[str]:
        """The changes that are not yet written, to be given to ``write``."""
        lines, self._lines = self._lines, []
        return lines

    def write(self, lines: list[str]) -> None:
        """Add changes to the file; raises ``OSError``."""
        if not lines:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            # The last line may have been cut off.
            file.write("\n" + "\n".join(lines) + "\n")

    def read(self) -> None:
        """Take what the file holds, and write it anew if most of it is old; raises ``OSError``."""
        lines = 0
        with suppress(FileNotFoundError), self._path.open("rb") as file:
            for line in file:
                lines += 1
                with suppress(ValueError, TypeError, KeyError):
                    self._take(json.loads(line))
        self._lines.clear()
        if lines > _FEWEST_OLD_LINES + 4 * (len(self._messages) + len(self.posts)):
            self._write_anew()

    def remove(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)

    def _take(self, entry: dict[str, Any]) -> None:
        if "message" in entry:
            self.put(KeptMessage(**entry["message"]))
        elif "post" in entry:
            post = entry["post"]
            self.put_post(Post(**{**post, "tags": tuple(post["tags"])}))
        elif "gone" in entry:
            self.drop([entry["gone"]])
        elif "closed" in entry:
            self.drop_post(entry["closed"])

    def _write_anew(self) -> None:
        """What a person deleted does not stay in old lines for ever."""
        new = self._path.with_name(f"{self._path.name}.new")
        new.write_text("\n".join(self._whole()) + "\n", "utf-8")
        os.replace(new, self._path)

    def _whole(self) -> Iterator[str]:
        yield from (_line(post=asdict(post)) for post in self.posts.values())
        yield from (_line(message=asdict(message)) for message in self._messages.values())


def _line(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=True)
