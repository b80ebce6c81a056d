"""Bytes of subtitles (SRT, WebVTT) → what is said, as sentences and paragraphs, with the times.

A page is a stretch of about half a minute, and its label is when its first words are said.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from index.documents import TIME, Metadata, Obstacle
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

MOST_CUES = 200_000

MOST_LINES = 1_000_000

STRETCH = 30.0
"""Seconds between the times that can be cited."""

PAUSE = 4.0
"""Seconds without words, after which a new paragraph begins."""

AT_ONCE = 0.1
"""Seconds: what is shown again so soon was on the screen all the time."""

LONGEST_PARAGRAPH = 500
"""Characters, after which one ends at the next end of a sentence."""

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t][^\n]*)?$", re.MULTILINE)
_NOT_SPOKEN = re.compile(r"\n[ \t]*\n(?:NOTE|STYLE|REGION)\b.*", re.DOTALL)
_VOICE = re.compile(r"<v(?:\.[\w.-]+)?[ \t]+([^<>\n]{1,80})>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<[\d:.]{5,15}>|\{\\[^{}\n]{1,80}\}")
_DASH = re.compile(r"^(?:[-–—‐]\s*|>>+\s*)(?=\S)")
_NAMED = re.compile(r"^(?:[^\W\d_][\w .’'()-]{0,30}:\s|\[[^\[\]]{1,40}\])")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
_HEADER = re.compile(r"WEBVTT(?:[ \t]+(?:-+[ \t]*)?(?P<title>[^\n]+))?")
_LANGUAGE = re.compile(
    r"^Language:[ \t]*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)[ \t]*$", re.MULTILINE
)


class _Cue(NamedTuple):
    """What is shown from one time to another, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


class _Speech(NamedTuple):
    """Words that one cue adds, and whether somebody else may speak them than those before."""

    start: float
    end: float
    words: str
    is_other: bool


def read_subtitles(data: bytes) -> Iterator[Reading]:
    """A recording's words as one document; raises ``Unreadable`` when there are no times."""
    if data.count(b"\n") + data.count(b"\r") > MOST_LINES:
        raise Unreadable(f"more than {MOST_LINES:,} lines; split it", Obstacle.LARGE)
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    refuse_long_lines(text)
    written, starts = _written(list(_speech(list(_cues(text)))))
    pages, labels = _pages(starts)
    metadata = _metadata(text)
    yield Reading("", written, metadata, pages=pages, page_kind=TIME, page_labels=labels)


# Text → cues.


def _cues(text: str) -> Iterator[_Cue]:
    timings = list(_TIMING.finditer(text))
    if not timings:
        raise Unreadable(
            "no subtitles: no line with times such as 00:00:01,000 --> 00:00:04,000",
            Obstacle.DAMAGED,
        )
    if len(timings) > MOST_CUES:
        raise Unreadable(f"{len(timings):,} cues (at most {MOST_CUES:,}); split it", Obstacle.LARGE)
    ends = [timing.start() for timing in timings[1:]] + [len(text)]
    for number, (timing, end) in enumerate(zip(timings, ends, strict=True), start=1):
        words = text[timing.end() : end]
        if number < len(timings):
            words = _without_name_of_next(words)
        words = _NOT_SPOKEN.sub("", words) if _HEADER.match(text) else words
        lines = [" ".join(line.split()) for line in words.split("\n")]
        start, stop = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
        yield _Cue(start, stop, tuple(filter(None, lines)))


def _without_name_of_next(words: str) -> str:
    """The lines of a cue without the number or the name of the next one, which stands below a blank
    line."""
    body, _, name = words.removesuffix("\n").rpartition("\n")
    is_apart = not body.strip() or body.endswith("\n") or not body.rstrip(" \t").rpartition("\n")[2]
    return body if is_apart or name.strip().isdigit() else words


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


# Cues → speech.


def _speech(cues: list[_Cue]) -> Iterator[_Speech]:
    """What the cues add; lines that still stand on the screen are not said again."""
    shown: tuple[str, ...] = ()
    ended = 0.0
    voice = ""
    for cue in cues:
        lines = tuple(line for line in map(_words, cue.lines) if line)
        still_shown = shown if cue.start - ended <= AT_ONCE else ()
        fresh = lines[_repeated(still_shown, lines) :]
        shown, ended = lines or shown, cue.end
        before, voice = voice, ""
        for line in fresh:
            named = _VOICE.match(line)
            words = _VOICE.sub("", line).strip()
            if named:
                before, voice = voice or before, " ".join(named[1].split())
                is_other = voice != before
                words = f"{voice}: {words}" if is_other else words
            else:
                is_other = _DASH.match(words) is not None or _NAMED.match(words) is not None
                is_other = is_other or (bool(before) and not voice)
                words = _DASH.sub("", words)
            yield _Speech(cue.start, cue.end, words, is_other)
            before = ""


def _words(line: str) -> str:
    """A line without its tags; that of a voice stays, as its first words."""
    voice = _VOICE.search(line)
    words = html.unescape(_TAG.sub("", _VOICE.sub("", line)))
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return f"<v {voice[1]}>{words}" if voice and words else words


def _repeated(shown: tuple[str, ...], lines: tuple[str, ...]) -> int:
    """How many of the lines are the last ones of what was shown before: captions that roll."""
    for count in range(min(len(shown), len(lines)), 0, -1):
        if shown[-count:] == lines[:count]:
            return count
    return 0


# Speech → text.


def _written(speech: list[_Speech]) -> tuple[str, list[tuple[int, float]]]:
    """The text, and where in it the words of each cue begin."""
    parts: list[str] = []
    starts: list[tuple[int, float]] = []
    length = paragraph = 0
    for before, said in pairwise([None, *speech]):
        if said is None:
            continue
        gap = "" if before is None else " "
        if before and _begins_paragraph(before, said, length - paragraph):
            gap, paragraph = "\n\n", length + 2
        starts.append((length + len(gap), said.start))
        parts += [gap, said.words]
        length += len(gap) + len(said.words)
    return "".join(parts), starts


def _begins_paragraph(before: _Speech, said: _Speech, length: int) -> bool:
    ends = _SENTENCE_END.search(before.words) is not None
    is_long = length > LONGEST_PARAGRAPH and (ends or length > 4 * LONGEST_PARAGRAPH)
    return said.is_other or is_long or said.start - before.end >= PAUSE


def _pages(starts: list[tuple[int, float]]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    pages: list[int] = []
    labels: list[str] = []
    last = 0.0
    for offset, seconds in starts:
        if not pages or seconds - last >= STRETCH:
            pages.append(offset)
            labels.append(_label(seconds))
            last = seconds
    return tuple(pages), tuple(labels)


def _label(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _metadata(text: str) -> Metadata:
    header = _HEADER.match(text)
    if header is None:
        return Metadata()
    language = _LANGUAGE.search(text, 0, 500)
    title = " ".join((header["title"] or "").split())
    return Metadata(title=title or None, language=language[1] if language else None)
