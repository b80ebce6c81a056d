"""Words that a file states as its title → whether they name the document.

Programs, printers and templates leave words of their own there. Each shape below is that of such
words; a title is only what has none of them, because a wrong title is worse than none.

no name      no letter at all, a date alone, ``none``, ``untitled``, ``Document 1``, ``Folie 3``
file         ``final_v2.docx``, ``C:\\texts\\a``, ``Microsoft Word - a``, ``annual_report``
code         ``ARRAY(0x55d1)``, ``SE:W:CAR:MP``, a long number in hexadecimal figures
template     ``Paper Title (use style: paper title)``, ``[Title]``, ``{{ title }}``, ``PAYEE NAME``
page         ``Just a moment...``, ``404 Not Found``, ``This site uses cookies``
"""

import re

from index.text.date_lines import date_line

LONGEST_TITLE = 300
"""Characters; longer words are text."""

_UNNAMED = (
    r"untitled(?: (?:design|project|notebook|form|note|map|diagram))?"
    r"|unnamed|unknown|unbenannt|ohne titel|sans (?:titre|nom)|sin t[ií]tulo|senza titolo"
    r"|sem t[ií]tulo|naamloos|no (?:slide )?title|none|null|nil|nan|undefined|n/?a"
    r"|tbd|todo|test|new|blank"
)
_PRESENTATION = (
    r"pr[äaæ]sentation|presentation|pr[ée]sentation|presentaci[óo]n|presentazione(?: standard)?"
    r"|apresenta[çc][ãa]o|presentatie|presentasjon|prezentacja|prezentace|prezent[áa]cia|bemutat[óo]"
    r"|esitys|sunusu|презентация|演示文稿|簡報|プレゼンテーション|프레젠테이션"
)
_KINDS_OF_FILES = (
    r"title|titel|titre|t[ií]tulo|titolo|document|dokument|documento?|slide|folie|diapositiva"
    r"|diapositive|dia|slajd|sn[íi]mek|lysbilde|bild|слайд|幻灯片|スライド|슬라이드|spreadsheet"
    r"|workbook|worksheet|book|mappe|classeur|libro|sheet|tabelle|feuil|hoja|foglio|arkusz|лист"
    rf"|книга|page|seite|layout|{_PRESENTATION}"
    r"|template|vorlage|file|datei|index|home|default|main|scan|image|img|output|print|draft"
    rf"|powerpoint[- ](?:{_PRESENTATION})"
    rf"|(?:{_PRESENTATION})(?: (?:de|di|do|programu|aplikace))?[- ]?(?:microsoft )?powerpoint"
    r"|microsoft (?:word|excel|powerpoint)|word document|calibre|cover|text|lorem ipsum"
)
_NO_NAME = re.compile(
    rf"\W{{0,5}}(?:(?:{_UNNAMED}|neue[sr]?|nouveau|nuevo|nuovo)[\W_]{{0,5}})?"
    rf"(?:{_UNNAMED}|{_KINDS_OF_FILES})?[\W_]{{0,5}}\d{{0,6}}\W{{0,5}}",
    re.I,
)
_FILE = re.compile(
    r"(?:microsoft (?:office )?(?:word|excel|powerpoint|publisher)|powerpoint|adobe \w+) [-–] .*"
    r"|[a-z]:[\\/].*|\\\\.*|file:.*|(?=\w*[^\W_])\w+_[\w.-]*|(?:img|dsc|scan|doc)[-_]?\d{3,}"
    r"|.*[\w)\]]\.(?:docx?m?|dotx?m?|pdf|pptx?m?|ppsx?|xlsx?m?|od[tspg]|rtf|txt|tex|dvi|e?ps|indd"
    r"|qx[dp]|pub|pmd|wp[ds]|html?|xht?ml|php|aspx?|jsp|md|csv|tsv|exe|bat|dll|tmp|zip|png|jpe?g"
    r"|tiff?|gif|bmp|psd|cdr|dwg|dxf|vsdx?|mobi|epub)",
    re.I | re.S,
)
_CODE = re.compile(
    r".*\(0x[0-9a-f]+\).*|.*\bat 0x[0-9a-f]+.*|\[object \w+\]|[A-Z\d]+(?::[A-Z\d]+){2,}"
    r"|(?=.*\d)[0-9a-fA-F]{12,}|[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}",
    re.S,
)
_TEMPLATE = re.compile(
    r"\[[^\[\]]*\]|\{.*\}|<[^<>]*>|%\w+%|\$\w+\$|.*\{\{.*\}\}.*|.*\$\{.*\}.*"
    r"|.*\((?:use|insert|type|enter|please|style)\b.*\).*"
    r"|(?:please )?(?:click|tap)(?: or tap)? (?:here|to)\b.*"
    r"|(?:please )?(?:insert|type|enter|add|put|write|edit) "
    r"(?:(?:the|your|a|an|document|page|paper|report|presentation|main|short|full|sub) ?)*"
    r"(?:title|name|text|heading|subtitle)\b.*"
    r"|(?:your|my|the|document|paper|article|report|page|presentation|slide|thesis|manuscript|working)"
    r" title(?: (?:here|goes here))?"
    r"|(?:document|paper|page|article) (?:name|template)"
    r"|title of (?:the )?(?:paper|document|article|thesis|report|manuscript|presentation)"
    r"|.*\blorem ipsum dolor\b.*",
    re.I | re.S,
)
_FIELD = re.compile(
    r"(?:(?!(?:OF|IN|THE|A|AND|FOR|YOUR)\b)[A-Z'’/.()]+ ){1,2}"
    r"(?:NAME|ADDRESS|NUMBER|NO\.?|AMOUNT|SIGNATURE|DATE|PHONE|EMAIL"
    r"|(?<=ZIP )CODE|(?<=POST )CODE|(?<=POSTAL )CODE|(?<=AREA )CODE|(?<=SORT )CODE"
    r"|(?<=BRANCH )CODE|(?<=COUNTRY )CODE):?"
)
_PAGE = re.compile(
    r"(?:error |http )?(?:40[0134]|50[0234])\b.{0,60}|(?:error:? )?(?:page|file|document)?(?: was)?"
    r" ?not found(?: on (?:this|the) server)?\W*"
    r"|(?:access|permission) denied.{0,40}|forbidden|(?:internal )?server error"
    r"|just a moment\W*|attention required.*|checking your browser.*|please wait\W*|loading\W*"
    r"|redirecting\b.{0,60}|index of /.*|are you (?:a )?(?:human|robot)\b.*|log ?in|sign in"
    r"|(?:we|(?:this|our) (?:web)?site|this page)\b.{0,40}\buses? (?:\w+ )?cookies\b.*"
    r"|we (?:value|respect|care about) your privacy\b.*|(?:your )?(?:cookie|privacy)s?"
    r" (?:settings|preferences|choices|notice|consent|banner)|(?:accept|manage|allow)(?: all)?"
    r" cookies.*|diese (?:web)?seite verwendet cookies.*|cookie-einstellungen|skip to (?:main )?"
    r"content|(?:main )?(?:menu|navigation)|subscribe|share(?: this)?|advertisement",
    re.I | re.S,
)
_FIGURES_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_NOBODYS = (_NO_NAME, _TEMPLATE, _FIELD, _PAGE)
_STATED = (*_NOBODYS, _FILE, _CODE, _FIGURES_DATE)


def names_document(words: str, *, is_heading: bool = False) -> bool:
    """Whether words that a file states as its title name it, and are no program's or template's.

    A heading in the text was written by somebody, so it may be a name of a file or of code, or a
    date.
    """
    title = " ".join(words[: LONGEST_TITLE + 1].split())
    if len(title) > LONGEST_TITLE or not any(map(str.isalpha, title)):
        return is_heading and 0 < len(title) <= LONGEST_TITLE
    if not is_heading and date_line(title):
        return False
    return not any(shape.fullmatch(title) for shape in (_NOBODYS if is_heading else _STATED))


def is_placeholder(words: str) -> bool:
    """Whether words are a code, or what a template has in the place of somebody's words."""
    line = " ".join(words[: LONGEST_TITLE + 1].split())
    return any(shape.fullmatch(line) for shape in (_CODE, _TEMPLATE, _FIELD))
