"""What is kept of a channel: its messages and threads, in a file in the corpus's hidden folder.

What is new is added to it, a line each; once something is deleted or changed, the file is written
anew, so that no old words stay in it. A killed process loses at most what it had not yet written,
which the next look at the channel brings back. Knows no Discord.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

IN_CHANNEL = 0
"""Where a message stands that is in no thread."""


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
    """The messages and threads of a channel that are kept; only one thread at a time may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._messages: dict[int, KeptMessage] = {}
        self._places: dict[int, set[int]] = {}
        self.posts: dict[int, Post] = {}
        self._new_lines: list[str] = []
        self._is_outdated = False

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
        return [self._messages[number] for number in sorted(self._numbers(place))]

    def between(self, place: int, after: int, until: int) -> list[int]:
        """The messages there after one and up to another, or to the end (0)."""
        numbers = self._numbers(place)
        return [number for number in numbers if after < number and (not until or number <= until)]

    def _numbers(self, place: int) -> Iterable[int]:
        """The messages in a thread, or in no thread that is kept."""
        if place != IN_CHANNEL:
            return self._places.get(place, ())
        outside = (numbers for place, numbers in self._places.items() if place not in self.posts)
        return chain.from_iterable(outside)

    def put(self, message: KeptMessage) -> None:
        """Keep a message as it is now."""
        old = self._messages.get(message.id)
        if old == message:
            return
        if old is not None:
            self._places[old.place].discard(old.id)
            self._is_outdated = True
        self._messages[message.id] = message
        self._places.setdefault(message.place, set()).add(message.id)
        self._new_lines.append(_line(message=asdict(message)))

    def drop(self, numbers: Iterable[int]) -> None:
        """Keep these messages no longer."""
        for number in numbers:
            if (old := self._messages.pop(number, None)) is not None:
                self._places[old.place].discard(number)
                self._is_outdated = True

    def put_post(self, post: Post) -> None:
        """Keep a thread under the title that it has now."""
        if self.posts.get(post.id) != post:
            self._is_outdated |= post.id in self.posts
            self.posts[post.id] = post
            self._new_lines.append(_line(post=asdict(post)))

    def drop_post(self, number: int) -> None:
        """Keep a thread and its messages no longer."""
        self.drop(list(self._places.get(number, ())))
        if self.posts.pop(number, None) is not None:
            self._is_outdated = True

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

    def writing(self) -> Callable[[], None]:
        """What writes the changes up to now; another thread may do it. Raises ``OSError``."""
        lines, is_outdated = self._new_lines, self._is_outdated
        self._new_lines, self._is_outdated = [], False
        return self.copy()._write_anew if is_outdated else partial(self._append, lines)

    def read(self) -> bool:
        """Take what the file holds; whether that is all of it. Raises ``OSError``."""
        is_whole = False
        with suppress(FileNotFoundError), self._path.open("rb") as file:
            is_whole = all([self._take_line(line) for line in file if line.strip()])
        self._new_lines.clear()
        return is_whole

    def _take_line(self, line: bytes) -> bool:
        try:
            self._take(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError):
            return False
        return True

    def remove(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)

    def _take(self, entry: dict[str, Any]) -> None:
        if "message" in entry:
            self.put(KeptMessage(**entry["message"]))
        elif "post" in entry:
            post = entry["post"]
            self.put_post(Post(**{**post, "tags": tuple(post["tags"])}))

    def _append(self, lines: list[str]) -> None:
        if not lines:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            # The last line may have been cut off.
            file.write("\n" + "\n".join(lines) + "\n")

    def _write_anew(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_name(f".{self._path.name}.new")
        new.write_text("\n".join(self._all_lines()) + "\n", "utf-8")
        os.replace(new, self._path)

    def _all_lines(self) -> Iterator[str]:
        yield from (_line(post=asdict(post)) for post in self.posts.values())
        yield from (_line(message=asdict(message)) for message in self._messages.values())


def _line(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=True)
