"""Words that a file states as its author → whether they name somebody.

Programs fill in their own name, or that of the account they ran under. A wrong author is worse than
none, so what could be either is none.

program      ``python-docx``, ``Pandoc 3.1``, ``LibreOffice 7.6``, ``setup.exe``
account      ``Microsoft Office User``, ``admin``, ``Guest``, ``User 2``
no name      ``unknown``, ``Author``, ``[Your name]``, ``4711``, ``SE:W:CAR:MP``
"""

import re

from index.text.titles import LONGEST_TITLE, is_placeholder

_PROGRAM = re.compile(
    r"(?:python-(?:docx|pptx)|openpyxl|xlsxwriter|phpword|phpexcel|phpspreadsheet|phppresentation"
    r"|apache (?:poi|fop|openoffice)|docx4j|docx\.js|un-named|pptxgenjs|sheetjs|epplus|closedxml"
    r"|npoi|aspose(?:\.\w+)*|pandoc|calibre|sphinx|libreoffice|openoffice(?:\.org)?|latex|pdflatex"
    r"|reportlab|wkhtmltopdf|ghostscript|itext|microsoft(?:®|\(r\))? (?:word|excel|powerpoint)"
    r"|google (?:docs|sheets|slides)|acrobat pdfmaker|crystal reports|quarto|jupyter|wordpress)"
    r"(?:[ /-]?v?\d[\w.]*)?|.*\.exe",
    re.IGNORECASE | re.DOTALL,
)
_ACCOUNTS = (
    r"(?:(?:microsoft|ms|office|windows|default|local|test|domain|network|new|guest|power)[ -]?)*"
    r"(?:user|benutzer|utilisateur|usuario|utente|gebruiker|owner|besitzer|administrator"
    r"|administrateur|administrador|amministratore|admin|author|autor|auteur|autore|verfasser"
    r"|customer|guest|gast|account)"
)
_NOBODY = re.compile(
    rf"\W*(?:{_ACCOUNTS}|microsoft(?: office)?|windows|office|default|root|webmaster|system"
    r"|(?:user|author|your|full|first|last) ?name|(?:preferred|valued) customer|your company"
    r"|unknown(?: author)?|anonymous|unspecified|unbekannt|inconnu|none|null|nil|n/?a|undefined"
    r")?[\W_]*\d{0,6}\W*",
    re.IGNORECASE,
)


def names_author(words: str) -> bool:
    """Whether words that a file states as its author name somebody, and no program or account."""
    author = " ".join(words.split())
    if len(author) > LONGEST_TITLE:
        return True  # Many names.
    if not any(map(str.isalpha, author)):
        return False
    is_nobody = _PROGRAM.fullmatch(author) or _NOBODY.fullmatch(author)
    return not (is_nobody or is_placeholder(author))
