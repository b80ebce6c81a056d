"""What was found in a file that was handed in → the lines that an owner reads. Pure."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from bot.chat.render.escaping import SMALL, cut_at_word, escape, isolated_direction, joined_fields
from bot.chat.render.reasons import reason_text
from bot.chat.render.translations import Texts
from bot.service.downloads import LARGEST, DownloadProblem
from bot.service.file_checks import CheckedFile, CheckFailure
from bot.service.file_kinds import RefusedKind
from bot.service.set_names import shown_name
from index.documents import Obstacle
from index.errors import NO_VALUES

LONGEST_NAME = 80
_MEGABYTE = 1_000_000

_KINDS = {
    RefusedKind.ARCHIVE: "file_archive",
    RefusedKind.PROGRAM: "file_program",
    RefusedKind.UNKNOWN: "file_unknown",
}
_DOWNLOADS = {
    DownloadProblem.ELSEWHERE: "file_elsewhere",
    DownloadProblem.GONE: "file_gone",
    DownloadProblem.OTHER_SIZE: "file_other_size",
    DownloadProblem.BROKEN: "file_broken",
}
_FAILURES = {
    CheckFailure.SLOW: "file_slow",
    CheckFailure.HEAVY: "file_heavy",
    CheckFailure.CRASHED: "file_crashed",
}


def shown_file(name: str) -> str:
    """A name or a title from outside, as it may stand in a text."""
    return escape(isolated_direction(cut_at_word(name, LONGEST_NAME)), opens_line=False)


def kind_refusal(kind: RefusedKind, name: str, texts: Texts) -> str:
    """Why a file of that kind is not taken."""
    return texts(_KINDS[kind], name=shown_file(name))


def size_refusal(name: str, size: int, texts: Texts) -> str:
    """Why a file of that size is not taken; empty if it is."""
    if size <= 0:
        return texts("file_empty", name=shown_file(name))
    if size <= LARGEST:
        return ""
    sizes = {"size": f"{size / _MEGABYTE:,.0f}", "most": f"{LARGEST // _MEGABYTE:,}"}
    return texts("file_large", name=shown_file(name), **sizes)


def download_refusal(problem: DownloadProblem, name: str, texts: Texts) -> str:
    """Why a file could not be fetched."""
    return texts(_DOWNLOADS[problem], name=shown_file(name))


def check_refusal(checked: CheckedFile, name: str, texts: Texts) -> str:
    """Why a file that was read is not taken; empty if it is."""
    shown = shown_file(name)
    if checked.failure:
        return texts(_FAILURES[checked.failure], name=shown)
    if checked.error:
        return texts("file_unread", name=shown)
    if checked.check.problem:
        obstacle = checked.check.obstacle
        # What no kind says stands in the log.
        reason = "see_log" if obstacle is Obstacle.OTHER else f"obstacle_{obstacle.value}"
        why = reason_text(reason, checked.check.obstacle_values, texts)
        return texts("file_problem", name=shown, why=why)
    return "" if checked.is_usable else texts("file_textless", name=shown)


def found_text(title: str, place: str, checked: CheckedFile, texts: Texts) -> str:
    """The title, what there is of the document, and what looks odd."""
    return "\n".join(
        [
            f"**{shown_file(title)}**",
            SMALL + joined_fields([shown_file(place), *_facts(checked, texts)]),
            *(f"- {line}" for line in _remarks(checked, texts)),
        ]
    )


def adding_question(name: str, texts: Texts, *, private: bool) -> str:
    """Whether to add documents to a set, which says who may see them."""
    shown = shown_file(shown_name(name))
    return texts("change_ask_private" if private else "change_ask_public", name=shown)


def replacing_question(place: str, texts: Texts) -> str:
    """Whether to put a document in the place of another one."""
    return texts("change_ask_replace", place=shown_file(place))


def taken_refusal(place: str, mentions: Mapping[str, str], texts: Texts, *, by_hand: bool) -> str:
    """Why a file is not taken whose place in the corpus is taken."""
    if by_hand:
        return texts("file_taken_by_hand", place=shown_file(place))
    return texts("file_taken", place=shown_file(place), **mentions)


def title_of(checked: CheckedFile, name: str) -> str:
    """The title that a document has, or has from the name of its file."""
    return checked.check.title or PurePosixPath(name).stem or name


def _facts(checked: CheckedFile, texts: Texts) -> Iterator[str]:
    check = checked.check
    counted = {"passages": f"{check.passages:,}", "documents": f"{check.documents:,}"}
    yield texts("file_counts" if check.documents > 1 else "file_count", **counted)
    yield escape(check.language, opens_line=False)
    yield escape(check.date, opens_line=False)


def _remarks(checked: CheckedFile, texts: Texts) -> Iterator[str]:
    check = checked.check
    if checked.same:
        yield texts("file_same", place=shown_file(checked.same[0]))
    if check.documents == 1 and not check.title:
        yield texts("file_no_title")
    if check.documents == 1 and not check.date:
        yield texts("file_no_date")
    if check.left_out:
        yield texts("file_left_out", count=f"{check.left_out:,}")
    for loss in check.losses:
        values = check.loss_values.get(loss.value, NO_VALUES)
        yield texts("file_warning", what=reason_text(f"loss_{loss.value}", values, texts))
