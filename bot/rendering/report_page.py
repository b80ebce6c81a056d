"""A build's report → one self-contained HTML page that shows what became of every block.

Documents are untrusted: all their text is escaped. If something should still get through, the
page's own policy forbids scripts, images and connections.
"""

from collections.abc import Iterable, Iterator
from html import escape

from bot.rendering.report import block_counts, block_name, counted_noun, report_lines
from bot.rendering.safe_text import printable
from index.blocks import INDEXED, Block, Label
from index.building.report import Report
from index.storage.rows import CleanedDocument, DocumentSummary

MOST_CHARACTERS = 5_000_000
"""Characters of text on the page; a browser would be slow to show more."""

MOST_IGNORED = 10_000
"""Files and folders that are named with the rule that left them out."""

_HUES = {
    Label.PROSE: 210,
    Label.ITEM: 180,
    Label.ENTRY: 150,
    Label.ROW: 120,
    Label.CODE: 240,
    Label.CARD: 280,
    Label.HEADING: 260,
    Label.DATE: 45,
    Label.FURNITURE: 15,
    Label.REPEAT: 35,
    Label.DROPPED: 0,
}

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: .3rem 0; font-weight: 600; }
.doubt { color: light-dark(#a33, #f99); margin: .2rem 0; }
.block { white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0; padding: .2rem .6rem;
  border-left: .4rem solid hsl(var(--hue) 60% 50%); background: hsl(var(--hue) 60% 50% / .08); }
.out { text-decoration: line-through hsl(var(--hue) 60% 50%); opacity: .75; }
.why { display: block; font-size: .75rem; opacity: .75; text-decoration: none; }
.key span { padding: .1rem .5rem; margin-right: .4rem; border-left: .4rem solid
  hsl(var(--hue) 60% 50%); background: hsl(var(--hue) 60% 50% / .08); white-space: nowrap; }
"""


def report_page(report: Report, documents: Iterable[CleanedDocument]) -> str:
    """The whole page, with the report's documents in their order.

    Documents after the first ``MOST_CHARACTERS`` characters are named without their blocks.
    """
    parts = [_head(report), _ignored(report)]
    shown = 0
    for summary, cleaned in zip(report.summaries, documents, strict=True):
        shown += len(cleaned.document.text)
        parts.append(_document(summary, cleaned, with_blocks=shown <= MOST_CHARACTERS))
    return "\n".join([*parts, "</body></html>", ""])


def _head(report: Report) -> str:
    lines = "".join(f"<li>{_text(line)}</li>" for line in report_lines(report))
    key = "".join(_key(label) for label in Label)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\"><title>Build report</title>"
        f"<style>{_STYLE}</style></head><body><h1>Build report</h1><ul>{lines}</ul>"
        f'<p class="key">{key}</p><p>Struck out is what is not in the index.</p>'
    )


def _key(label: Label) -> str:
    return f'<span style="--hue: {_HUES[label]}">{_text(block_name(label))}</span> '


def _ignored(report: Report) -> str:
    """What rules left out of the corpus, each with its rule; empty if nothing was."""
    ignored = report.ignored
    if not ignored:
        return ""
    shown = "".join(
        f"<li>{_text(path)} <small>{_text(rule)}</small></li>"
        for path, rule in ignored[:MOST_IGNORED]
    )
    more = len(ignored) - MOST_IGNORED
    rest = f"<li>and {more:,} more</li>" if more > 0 else ""
    return (
        f"<details><summary>Ignored by rules: {len(ignored):,}</summary><ul>{shown}{rest}</ul>"
        "</details>"
    )


def _document(summary: DocumentSummary, cleaned: CleanedDocument, with_blocks: bool) -> str:
    left_out = block_counts(summary.left_out)
    passages = counted_noun(summary.passages, "passage")
    title = f"{cleaned.document.name} · {summary.id} · {passages}"
    warnings = "".join(f'<p class="doubt">{_text(warning)}</p>' for warning in summary.warnings)
    blocks = "".join(_blocks(cleaned)) if with_blocks else "<p>Too long for this page.</p>"
    return (
        f"<details><summary>{_text(title)}{_text(f' · left out: {left_out}' if left_out else '')}"
        f"</summary>{warnings}{blocks}</details>"
    )


def _blocks(cleaned: CleanedDocument) -> Iterator[str]:
    for block in cleaned.blocks:
        text = cleaned.document.text[block.start : block.end]
        css = "" if block.label in INDEXED or block.label is Label.HEADING else " out"
        yield (
            f'<div class="block{css}" style="--hue: {_HUES[block.label]}">'
            f'<span class="why">{_text(_reason(block))}</span>{_text(text)}</div>'
        )


def _reason(block: Block) -> str:
    context = [context.description for context in block.context]
    return " · ".join([f"{block_name(block.label)}: {block.reason}", *context])


def _text(text: str) -> str:
    return escape(printable(text))
