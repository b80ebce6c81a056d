"""A line → the date that it states for its document.

Only strict forms count, because a wrong date is worse than none: a label and a date and nothing
else, in the words of six languages; a version and its date; the date of a signature; a sentence
that says of the document when it was adopted. A deadline, a birthday, the next review, an event in
prose and a law that is cited have no such form.
"""

import re

from index.text.date_lines import WRITTEN_DATE, iso_date

LONGEST_LINE = 200
"""Characters; a longer line is prose."""

LONGEST_PARAGRAPH = 1_000
"""Characters of a paragraph whose sentences are read."""

_DONE = (
    r"(?:published|posted|updated|changed|modified|revised|reviewed|amended|adopted|approved|agreed"
    r"|issued|released|created|generated|exported|ratified|signed|compiled|prepared|enacted)"
)
_KINDS = (
    r"(?:publication|issue|release|revision|adoption|approval|last (?:update|revision|review|change"
    r"|amendment)|issuance|this (?:document|version|policy|report|edition))"
)
_LABELS = (
    rf"(?:(?:first|last|originally|most recently)\s+)?{_DONE}(?:\s+and\s+{_DONE})?(?:\s+on)?",
    rf"(?:date|day)(?: of {_KINDS})?|dated|{_KINDS} date"
    r"|(?:effective|version|report|document) date",
    r"last (?:update|revision|review|change|amendment|edit)(?: on)?|update"
    r"|(?:current |correct )?as (?:of|at)|effective(?: (?:from|since|as of|date))?"
    r"|in (?:force|effect) (?:from|since|as of)|with effect from|valid from|edition",
    r"(?:stand|datum|vom|(?:in der )?fassung(?: vom)?|letzte (?:änderung|aktualisierung)|ausgabe"
    r"|(?:zuletzt )?(?:veröffentlicht|aktualisiert|geändert|bearbeitet|erstellt|beschlossen"
    r"|verabschiedet|herausgegeben|überarbeitet)(?: am)?|(?:gültig|in kraft) (?:ab|seit)"
    r"|(?:ausgabe|erstellungs|druck|änderungs)datum)",
    r"(?:(?:publié|mis|adopté|modifié|créé|approuvé)e?s?(?: à jour)? le|date(?: de (?:publication"
    r"|mise à jour|création))?|dernière (?:mise à jour|modification)(?: le)?|version du|en date du"
    r"|en vigueur (?:depuis le|à partir du))",
    r"(?:(?:publicad|actualizad|aprobad|modificad|adoptad)[oa] el|última (?:actualización"
    r"|modificación|revisión)|fecha(?: de (?:publicación|actualización|emisión))?|versión de)",
    r"(?:(?:pubblicat|approvat|modificat)[oa] il|aggiornat[oa] (?:il|al)|ultimo aggiornamento"
    r"|data(?: di (?:pubblicazione|aggiornamento|emissione))?)",
    r"(?:(?:publicad|atualizad|aprovad)[oa] em|última atualização|(?:gepubliceerd|bijgewerkt"
    r"|vastgesteld) op|laatst (?:bijgewerkt|gewijzigd)(?: op)?|versie van)",
)
_LABEL = rf"(?:{'|'.join(_LABELS)})"
_DATE = rf"(?P<date>(?i:{WRITTEN_DATE}))"
_TIME = (
    r"(?:,?\s+(?:at\s+|um\s+|à\s+)?\d\d?[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?"
    r"(?:\s+(?:Uhr|[A-Z]{2,4}))?)?"
)
_BY = r"(?:,?\s+(?:by|at|von|durch|par|por|da)\s+(?:the\s+|an?\s+)?[^.,;:]{2,60})?"
_VERSION = (
    r"(?:v(?:ersion|er\.|\.)?|rev(?:ision|\.)?|edition|issue|release|draft|ausgabe|fassung"
    r"|versi[óo]ne?|versie)\s*(?:no\.?\s*|nr\.?\s*)?(?:[A-Z]|\d[\w.]{0,10}|[A-Z]\d{1,3})"
    r"(?:\s+[\"“'‘][^\"“”'‘’]{1,30}[\"”'’])?"
)
_PAPER = (
    r"(?:policy|document|rules?|agreement|report|statement|notice|guide|handbook|manual|page|plan"
    r"|constitution|statutes?|articles|by-?laws?|regulations?|terms|conditions|code|charter|minutes"
    r"|contract|list|version|edition|procedures?|strategy|guidelines?|guidance|instructions?"
    r"|ordinance|article|paper|text|tariff|prices|timetable|schedule)"
)
_WAS = r"(?:was|were|has been|have been|is|are|comes?|came|takes?|took|enters?|entered|went|goes?)"
_SAYS = (
    r"(?:this|these|the (?:present|above|foregoing)|our)\s+(?:[\w-]+\s+){0,4}?"
    rf"{_PAPER}\s+{_WAS}\s+(?:(?:first|last|duly|unanimously)\s+)?"
    rf"(?:{_DONE}|effective|(?:(?:in)?to |in )?(?:force|effect))"
    r"(?:\s+(?:by|at)\s+[^.;:]{2,60}?)?\s+(?:on|from|as of|since)\s+(?:the\s+)?"
)
_SAYS_GERMAN = (
    r"diese[rs]?\s+(?:\w+\s+){1,3}?(?:wurde|tritt|trat|gilt|ist)\s+(?:am|ab|seit|mit)\s+(?:dem\s+)?"
)
_SIGNED = (
    r"(?:(?:signed|done|executed|dated|given|made|issued|unterzeichnet|ausgefertigt|fait|hecho"
    r"|fatto|feito)(?:(?: and) \w+)?)(?:\s+(?:at|in|zu|à|en|a|em)\s+[^,.:;]{2,40}?)?,?\s+"
    r"(?:on\s+|this\s+(?:the\s+)?|the\s+|am\s+|den\s+|le\s+|el\s+|il\s+)?"
)
_HELD = r"(?:was |were )?held\s+(?:(?:at|in)\s+[^.:;]{2,60}?,?\s+)?on\s+(?:the\s+)?"
_REFERENCE = re.compile(
    r"(?:our |your |my )?ref(?:erence)?\b\.?(?: no\.?)?:?\s.*\d.*"
    r"|(?:unser |mein )?(?:zeichen|aktenzeichen|az\.):?\s.*\d.*",
    re.I,
)
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_LABEL}\s*[:=|]?\s+(?:the\s+)?{_DATE}{_TIME}{_BY}\.?",
        rf"{_DONE}\s+(?:by|at)\s+[^.,:;]{{2,60}}?\s+on\s+(?:the\s+)?{_DATE}\.?",
        rf"{_LABEL}[:=]{_DATE}{_TIME}",
        rf"{_VERSION}\s*(?:,|:|[-–—/|]|of|from|vom|du|dated|\()\s*(?:{_LABEL}:?\s+)?{_DATE}\)?",
        rf"{_SIGNED}{_DATE}{_BY}\.?",
        rf"{_HELD}{_DATE}{_TIME}\.?",
    )
)
_SENTENCES = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_SAYS}{_DATE}{_BY}\.?",
        rf"{_SAYS_GERMAN}{_DATE}(?:\s+[^.;:]{{2,60}})?\.?",
    )
)
_SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?])\s+|(?<=\d{4}\.)\s+")
_FIGURE = re.compile(r"\d")
_BARE_LABEL = re.compile(r"[\W_]*(?:date|datum|fecha|data|day|wann|when)\b[\W_]*:?\W", re.I)
_VERSIONED = re.compile(rf"[\W_]*{_VERSION}(?!\w)", re.I)
_BEFORE_PARTS = re.compile(
    r"\s+[|·•–—-]\s+|;\s+|\s*\(|\)\s*|,\s+(?=(?:last|first)?\s?[a-z]+ed\b)"
    r"|,?\s+(?=(?:effective|valid from|as (?:of|at)|stand|gültig ab|in der fassung vom)\b)",
    re.I,
)
_FACTS = re.compile(r"\s*[|·•;\t]\s*|\s+[–—-]\s+|,\s+|\s{2,}")
_UPPER = "A-ZÀ-ÖØ-Þ"
_PLACED = re.compile(
    rf"[{_UPPER}][\w'’.-]{{1,20}}(?:[ -][\w'’.-]{{2,20}}){{0,2}},\s+"
    rf"(?:(?:the|den|le|el|a|il)\s+)?(?P<date>(?i:{WRITTEN_DATE}))"
)


def stated_date(line: str) -> str | None:
    """The date that a whole line states, as YYYY-MM-DD or YYYY-MM, or a sentence of it that speaks
    of the document."""
    words = " ".join(line[: LONGEST_PARAGRAPH + 1].split()).strip(" ,*_#")
    if _FIGURE.search(words) is None or len(words) > LONGEST_PARAGRAPH:
        return None
    sentences = _SENTENCE_END.split(words)
    if len(words) > LONGEST_LINE:
        return next(filter(None, (_by_form(sentence, _SENTENCES) for sentence in sentences)), None)
    forms = (*_FORMS, *_SENTENCES)
    return next(filter(None, (_by_form(part, forms) for part in (words, *sentences))), None)


def date_in_parts(line: str) -> str | None:
    """The first date that a line states, or a part of it between dashes, bars or brackets."""
    if date := stated_date(line):
        return date
    parts = _BEFORE_PARTS.split(" ".join(line.split())) if len(line) <= LONGEST_LINE else []
    return next(filter(None, map(stated_date, parts)), None)


def date_beside_reference(line: str) -> str | None:
    """The date of a line such as ``Our ref HM/2291 · 14 March 2025``, which stands on letters."""
    parts = _FACTS.split(line.strip()) if len(line) <= LONGEST_LINE else []
    if not any(map(_REFERENCE.fullmatch, parts)):
        return None
    dates = set(filter(None, map(iso_date, parts)))
    return dates.pop() if len(dates) == 1 else None


def _by_form(words: str, forms: tuple[re.Pattern[str], ...]) -> str | None:
    for form in forms:
        match = form.fullmatch(words)
        if match and (date := iso_date(match["date"])):
            return date
    return None


def is_of_event(line: str) -> bool:
    """Whether a line says only ``Date: …``: that may be the day of what a paper invites to."""
    return _BARE_LABEL.match(line) is not None


def is_of_version(line: str) -> bool:
    """Whether a line begins with the number of a version, as those of a history do."""
    return _VERSIONED.match(line) is not None


def place_and_date(line: str) -> str | None:
    """The full date of a line such as ``Bonn, 3 May 2024``, which stands over a letter or below a
    text; elsewhere it may be an event or a birth."""
    match = _PLACED.fullmatch(line) if len(line) <= LONGEST_LINE else None
    date = iso_date(match["date"]) if match else None
    return date if date and date.count("-") > 1 else None
