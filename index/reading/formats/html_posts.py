"""The elements of a thread → its posts: what was asked, what was answered, and who wrote it.

A page is a thread if it says so by schema.org (``QAPage``, ``DiscussionForumPosting``), if one
element of it has the class ``question`` and others have the class ``answer``, or if its posts name
their authors in an attribute, as those of XenForo and Discourse do.
"""

import re
from dataclasses import dataclass

from index.reading.formats.html_attributes import Attributes
from index.text.thread_posts import ACCEPTED, ANSWER, POST, QUESTION, post_title

_SCHEMA = re.compile(
    r"schema\.org/(?:QAPage|DiscussionForumPosting)|\"(?:QAPage|DiscussionForumPosting)\""
)
_CLASSES = re.compile(r"\bclass\s*=\s*(?:\"([^\"]{1,300})\"|'([^']{1,300})'|([\w-]+))")
_POST_TAGS = frozenset(["article", "div", "li", "section", "tr", "main"])
_ACCEPTED = re.compile(r"accepted|best-?answer|solution|solved", re.IGNORECASE)
_NOT_ACCEPTED = re.compile(r"(?:un|not?-?)(?:accepted|solved)", re.IGNORECASE)
_AUTHOR_CLASSES = frozenset(
    "author username user-name user-details creator poster post-author author-name names".split()
)
_AUTHOR_ATTRIBUTES = ("data-author", "data-username", "data-user-name")
_LONGEST_NAME = 60


@dataclass(slots=True)
class Post:
    """A post, and who wrote it, if that is known."""

    kind: str
    author: str = ""

    @property
    def title(self) -> str:
        """Its heading; empty if nothing is known of it."""
        return post_title(self.kind, self.author)


class Thread:
    """Whether a page is a thread, and by what its posts are known."""

    def __init__(self, source: str = "") -> None:
        classes = [set(" ".join(found).split()) for found in _CLASSES.findall(source)]
        questions = sum("question" in words for words in classes)
        answers = sum("answer" in words for words in classes)
        self.by_class = questions == 1 and answers > 0
        self.by_schema = _SCHEMA.search(source) is not None
        self.by_author = sum(source.count(f"{name}=") for name in _AUTHOR_ATTRIBUTES) > 1

    def kind_of(self, name: str, attributes: Attributes) -> str:
        """What post an element is; empty if it is none."""
        if name not in _POST_TAGS or not attributes:
            return ""
        words = attributes.get("class", "").split()
        kind = attributes.get("itemtype", "").rpartition("/")[2] if self.by_schema else ""
        if kind == "Question" or (self.by_class and "question" in words):
            return QUESTION
        if kind == "Answer" or (self.by_class and "answer" in words):
            return ACCEPTED if _is_accepted(attributes) else ANSWER
        is_post = kind in ("DiscussionForumPosting", "Comment") or (
            self.by_author and any(attributes.get(key) for key in _AUTHOR_ATTRIBUTES)
        )
        return POST if is_post else ""


NO_THREAD = Thread()


def _is_accepted(attributes: Attributes) -> bool:
    words = f"{attributes.get('class', '')} {attributes.get('itemprop', '')}"
    return _ACCEPTED.search(words) is not None and not _NOT_ACCEPTED.search(words)


class Posts:
    """Finds ``current``: the number of the post that is being read, counted from 1; else 0."""

    def __init__(self, thread: Thread) -> None:
        self.found: list[Post] = []
        self._thread = thread
        self._open: list[tuple[int, int]] = []
        self._name_at = 0
        self._name: list[str] = []

    @property
    def current(self) -> int:
        """That of the innermost post."""
        return self._open[-1][0] if self._open else 0

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        """An element begins."""
        kind = self._thread.kind_of(name, attributes)
        if kind == QUESTION and self._open:  # The words of the question that is being read.
            return
        if kind:
            stated = (attributes.get(key, "") for key in _AUTHOR_ATTRIBUTES)
            author = next(filter(None, stated), "").strip()
            self.found.append(Post(kind, author[:_LONGEST_NAME]))
            self._open.append((len(self.found), depth))
        elif self._open and not self._name_at and _names_author(attributes):
            self._name_at = depth if not self.found[self.current - 1].author else 0

    def end(self, depth: int) -> None:
        """The element at this depth ends."""
        if self._name_at == depth:
            name = " ".join("".join(self._name).split())
            self._name.clear()
            self._name_at = 0
            if name and len(name) <= _LONGEST_NAME and self._open:
                self.found[self.current - 1].author = name
        if self._open and self._open[-1][1] == depth:
            self._open.pop()

    def data(self, text: str) -> None:
        """Some of the text."""
        if self._name_at:
            self._name.append(text)


def _names_author(attributes: Attributes) -> bool:
    if not attributes:
        return False
    is_author = attributes.get("itemprop") in ("author", "creator")
    return is_author or not _AUTHOR_CLASSES.isdisjoint(attributes.get("class", "").split())
