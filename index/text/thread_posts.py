"""The headings that stand over the posts of a thread: what a post is, and who wrote it."""

import re

QUESTION, ANSWER, ACCEPTED, POST = "Question", "Answer", "Accepted answer", "Post"

_SHAPE = re.compile(rf"({QUESTION}|{ANSWER}|{ACCEPTED}|{POST})(?: by \S.{{0,60}})?")


def post_title(kind: str, author: str) -> str:
    """The heading over a post; empty if nothing is known of it."""
    if author:
        return f"{kind} by {author}"
    return "" if kind == POST else kind


def post_kind(title: str) -> str:
    """What a post is by its heading; empty if that is the heading of something else."""
    match = _SHAPE.fullmatch(title)
    return match[1] if match else ""
