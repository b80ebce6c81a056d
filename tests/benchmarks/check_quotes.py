"""Output of ``pincite ask --batch`` → are the quotes verbatim, and do they hold the gold?

    pincite ask --batch QUESTIONS -k 5 > ANSWERS
    python tests/benchmarks/check_quotes.py QUESTIONS ANSWERS CORPUS

QUESTIONS has a line for each question: ``id``, ``question``, ``answerable`` and ``gold``, a list
of ``file`` and exact ``quote``; of each ``part`` one entry must be shown. Gold is counted by the
offsets of the citations, never by looking for its words. Without ``gold`` only the quotes are
checked.
"""

import json
import re
import sys
from pathlib import Path

RANKS = (1, 3, 5)
FIRST = 700
"""Characters that a reader takes in before turning away."""


def collapsed(text: str) -> str:
    """White space collapsed and paired bold marks dropped: what a reader should see."""
    return " ".join(re.sub(r"\*\*(.+?)\*\*", r"\1", text, flags=re.DOTALL).split())


def is_verbatim(quote: dict, texts: dict[str, str]) -> bool:
    """Whether the slices of the file on disk hold all that is shown of them, in its order."""
    text = texts[quote["citation"]["document"]]
    source = iter("".join(text[start:end] for start, end in quote["citation"]["spans"]))
    start, end = quote["bold"]
    is_bold_inside = 0 <= start < end <= len(quote["text"])
    return is_bold_inside and all(character in source for character in own_characters(quote))


def own_characters(quote: dict) -> str:
    """What a quote shows without white space and what drawing adds: markers, names of columns,
    signs of gaps."""
    words: list[str] = []
    for block in quote["blocks"]:
        shown = quote["text"][slice(*block["range"])].strip()
        cells = [cell["value"] for cell in block.get("cells", ())]
        words += cells or [shown.removeprefix(block.get("marker", "")).replace(" … ", " ")]
    return "".join("".join(words).split())


def holds(quote: dict, gold: dict, texts: dict[str, str]) -> bool:
    """Whether one occurrence of the gold lies inside the slices of the quote."""
    if quote["citation"]["document"] != gold["file"]:
        return False
    starts = [m.start() for m in re.finditer(re.escape(gold["quote"]), texts[gold["file"]])]
    spans = quote["citation"]["spans"]
    length = len(gold["quote"])
    return any(a <= at and at + length <= b for at in starts for a, b in spans)


def is_answered(question: dict, quotes: list[dict], texts: dict[str, str]) -> bool:
    """Whether every part of the gold is held by one of the quotes."""
    parts = {gold.get("part", 1) for gold in question["gold"]}
    found = {
        gold.get("part", 1)
        for gold in question["gold"]
        if any(holds(quote, gold, texts) for quote in quotes)
    }
    return found == parts


def is_early(question: dict, quotes: list[dict]) -> bool:
    """Whether every part of the gold stands in the first characters shown."""
    early = " ".join(quote["text"] for quote in quotes)[:FIRST]
    parts = {gold.get("part", 1) for gold in question["gold"]}
    return parts == {g.get("part", 1) for g in question["gold"] if collapsed(g["quote"]) in early}


def read_texts(corpus: Path) -> dict[str, str]:
    """The text of each document of a folder, by its id."""
    texts = {p.name: p.read_bytes().decode("utf-8-sig") for p in corpus.glob("*.[tm][xd]*")}
    for path in corpus.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            texts[f"{path.name}#{entry['_id']}"] = entry["text"]
    return texts


def main(questions_file: str, answers_file: str, corpus: str) -> None:
    texts = read_texts(Path(corpus))
    questions = [json.loads(line) for line in Path(questions_file).read_text("utf-8").splitlines()]
    answers = {a["id"]: a for a in map(json.loads, Path(answers_file).read_text().splitlines())}
    quotes = [quote for answer in answers.values() for quote in answer["quotes"]]
    verbatim = sum(is_verbatim(quote, texts) for quote in quotes)
    print(f"verbatim               {verbatim} of {len(quotes)}")
    if not all("gold" in question for question in questions):
        return
    asked = [question for question in questions if question["answerable"]]
    for k in RANKS:
        found = [is_answered(q, answers[q["id"]]["quotes"][:k], texts) for q in asked]
        print(
            f"gold in the first {k}    {sum(found)} of {len(asked)} = {sum(found) / len(asked):.3f}"
        )
    early = sum(is_early(question, answers[question["id"]]["quotes"]) for question in asked)
    print(f"gold in {FIRST} characters {early} of {len(asked)} = {early / len(asked):.3f}")
    for label, wanted in (("answerable answered", True), ("unanswerable answered", False)):
        kind = [q for q in questions if q["answerable"] is wanted]
        answered = sum(answers[q["id"]]["outcome"] == "answered" for q in kind)
        print(f"{label:22} {answered} of {len(kind)}")
    for question in asked:
        if not is_answered(question, answers[question["id"]]["quotes"][:5], texts):
            print("  not shown:", question["id"], question["question"])


if __name__ == "__main__":
    main(*sys.argv[1:])
