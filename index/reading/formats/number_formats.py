"""A number of a spreadsheet and its format code → the number as the sheet shows it.

The codes are those of Office Open XML (ECMA-376, part 1, 18.8.31). The decimal sign and the one of
the thousands are the code's own, since a file does not say where it is read. For the same reason a
date in the form that the reader's country would choose, or with names of months that are not
English, is written as ISO 8601 does.
"""

import datetime
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

ISO_DATE, ISO_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"

BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"},
    **{12: "# ?/?", 13: "# ??/??", 14: ISO_DATE, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy"},
    **{18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: ISO_TIME},
    **{37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)"},
    **{40: "#,##0.00;(#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"},
    **{48: "##0.0E+0", 49: "@"},
}
"""The codes that a file names only by number. Those of accounts have no sign of a currency."""

_LONGEST_CODE = 255
_MOST_DECIMALS = 30
_LARGEST = Decimal(10) ** 15
_SIGNIFICANT = 10
"""Digits of a number without a format, where it has decimals."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[\$(?P<currency>[^\]-]*)(?:-(?P<locale>[0-9A-Fa-f]+)[^\]]*)?\]"
    r"|\[(?P<condition>[<>=]+-?[\d.]+)\]|\[[^\]]*\]|(?P<general>General)"
    r"|(?P<half>AM/PM|A/P)|(?P<exponent>E[+-](?=[0#?]))|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|g+|e+(?![+-]))"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)"
    r"|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION_END = re.compile(r'"[^"]*"?|\\.|\[[^\]]*\]|(;)', re.DOTALL)
_GROUP_START = re.compile(r"(?<=\d)(?=(?:\d{3})+\Z)")
_LITERALS = ("quoted", "escaped", "literal", "currency")
_ENGLISH = 0x09
"""The last byte of the number of each English locale."""


class Token(NamedTuple):
    """A piece of a format code."""

    kind: str
    words: str


def shown_number(value: str, code: str, *, since_1904: bool = False) -> str:
    """The number as the code shows it; as it stands where it is no number."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number) > Decimal(10) ** 300:
        return value
    sections = _sections(code[:_LONGEST_CODE])
    tokens, number = _section_for(number, sections)
    kinds = {token.kind for token in tokens}
    if not tokens:  # An empty section shows nothing; an empty code says nothing.
        return "" if len(sections) > 1 else _general(number)
    if "general" in kinds:
        return "".join(_around_general(tokens, number))
    if kinds & {"date", "elapsed"}:
        return _date(tokens, number, since_1904) or _general(number)
    if "digit" not in kinds:
        words = "".join(_general(number) if t.kind == "text" else _literal(t) for t in tokens)
        return " ".join(words.split())
    return " ".join(_number(tokens, number).split())


def shown_text(value: str, code: str) -> str:
    """A text as the code shows it, with the words that the code puts around it."""
    sections = _sections(code[:_LONGEST_CODE])
    tokens = sections[-1] if len(sections) == 4 or len(sections) == 1 else ()
    if not any(token.kind == "text" for token in tokens):
        return value
    return "".join(value if token.kind == "text" else _literal(token) for token in tokens)


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[tuple[Token, ...], ...]:
    cuts = [0]
    for match in _SECTION_END.finditer(code):
        if match[1]:
            cuts += [match.start(), match.end()]
    return tuple(
        tuple(_tokens(code[start:end]))
        for start, end in zip(cuts[::2], [*cuts[1::2], len(code)], strict=True)
    )


def _tokens(section: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(section):
        if kind := match.lastgroup:
            if match["locale"] and match["currency"]:
                kind = "currency"
            yield Token(kind, match[kind])


def _section_for(
    number: Decimal, sections: tuple[tuple[Token, ...], ...]
) -> tuple[tuple[Token, ...], Decimal]:
    """The section that shows the number, and the number without the sign that the section shows."""
    conditions = [next((t.words for t in s if t.kind == "condition"), "") for s in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if not condition or _holds(condition, number):
                return section, number
        return sections[-1], number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _holds(condition: str, number: Decimal) -> bool:
    sign = condition.rstrip("-.0123456789")
    try:
        limit = Decimal(condition[len(sign) :])
    except InvalidOperation:
        return False
    comparisons = {
        **{"<": number < limit, "<=": number <= limit, ">": number > limit},
        **{">=": number >= limit, "=": number == limit, "<>": number != limit},
    }
    return comparisons.get(sign, False)


def _literal(token: Token) -> str:
    if token.kind in _LITERALS or token.kind in ("point", "comma", "slash", "percent"):
        return token.words
    return " " if token.kind == "space" else ""


# Numbers.


def _general(number: Decimal) -> str:
    if number == number.to_integral_value() and abs(number) < _LARGEST:
        return f"{int(number)}"
    if Decimal("0.0001") <= abs(number) < _LARGEST:
        rounded = Decimal(f"{number:.{_SIGNIFICANT - 1}e}")
        return f"{rounded:f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:f}"
    mantissa, _, exponent = f"{number:.5E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def _around_general(tokens: tuple[Token, ...], number: Decimal) -> Iterator[str]:
    for token in tokens:
        yield _general(number) if token.kind == "general" else _literal(token)


def _number(tokens: tuple[Token, ...], number: Decimal) -> str:
    kinds = [token.kind for token in tokens]
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    sign = "-" if number < 0 else ""
    number = abs(number) * 100 ** kinds.count("percent")
    before = "".join(map(_literal, tokens[:first]))
    commas = 0
    while last + 1 + commas < len(kinds) and kinds[last + 1 + commas] == "comma":
        commas += 1
    after = "".join(map(_literal, tokens[last + 1 + commas :]))
    digits = tokens[first : last + 1]
    number /= 1000**commas
    if "slash" in kinds[first:last]:
        body = _fraction(digits, number)
    elif "exponent" in kinds[first:last]:
        body = _scientific(digits, number)
    else:
        body = _digits(digits, number)
    is_zero = not re.search("[1-9]", body)
    return ("" if is_zero else sign) + before + body + after


def _scientific(digits: tuple[Token, ...], number: Decimal) -> str:
    at = [token.kind for token in digits].index("exponent")
    decimals = _decimals(digits[:at])
    mantissa, _, exponent = f"{number:.{decimals}E}".partition("E")
    fewest = sum(token.words == "0" for token in digits[at:])
    sign = "-" if exponent[0] == "-" else digits[at].words[1].replace("-", "")
    shown_exponent = exponent.lstrip("+-").rjust(fewest, "0")
    return f"{_digits(digits[:at], Decimal(mantissa))}{digits[at].words[0]}{sign}{shown_exponent}"


def _decimals(digits: tuple[Token, ...]) -> int:
    kinds = [token.kind for token in digits]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    return min(kinds[point:].count("digit"), _MOST_DECIMALS)


def _digits(tokens: tuple[Token, ...], number: Decimal) -> str:
    """The number in its places, with what stands between them, as in 000-0000."""
    kinds = [token.kind for token in tokens]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    whole, _, part = f"{_rounded(number, _decimals(tokens)):f}".partition(".")
    whole = "" if whole == "0" else whole
    has_groups = "comma" in kinds[:point]
    left = [token for token in tokens[:point] if token.kind != "comma"]
    if all(token.kind == "digit" for token in left):
        fewest = sum(token.words == "0" for token in left)
        whole = whole.rjust(fewest, "0")
        text = _GROUP_START.sub(",", whole) if has_groups else whole
    else:
        text = _spread(left, whole)
    right = tokens[point + 1 :]
    optional = [token.words for token in right if token.kind == "digit"]
    while part and part.endswith("0") and optional[len(part) - 1] != "0":
        part = part[:-1]
    literals = "".join(_literal(token) for token in right if token.kind in _LITERALS)
    return text + ("." + part if part else "") + literals


def _rounded(number: Decimal, decimals: int) -> Decimal:
    """Rounded as sheets do; their numbers have 15 digits, and the rest is noise."""
    precise = Decimal(f"{number:.14e}")
    try:
        return precise.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return precise


def _spread(places: list[Token], whole: str) -> str:
    shown: list[str] = []
    digits = list(whole)
    left = sum(token.kind == "digit" for token in places)
    for token in reversed(places):
        if token.kind != "digit":
            shown.append(_literal(token))
            continue
        left -= 1
        if digits:
            shown.append("".join(digits) if left == 0 else digits.pop())
        elif token.words == "0":
            shown.append("0")
    return "".join(reversed(shown))


def _fraction(tokens: tuple[Token, ...], number: Decimal) -> str:
    slash = [token.kind for token in tokens].index("slash")
    below = "".join(t.words for t in tokens[slash + 1 :] if t.kind in ("digit", "literal"))
    exact = Fraction(number)
    has_whole = any(t.kind == "literal" and t.words == " " for t in tokens[:slash])
    whole = int(exact) if has_whole else 0
    if below.isdecimal() and int(below):
        return _written_fraction(whole, round((exact - whole) * int(below)), int(below))
    rest = (exact - whole).limit_denominator(10 ** min(len(below) or 1, 4) - 1)
    return _written_fraction(whole, rest.numerator, rest.denominator)


def _written_fraction(whole: int, above: int, below: int) -> str:
    if above == below:
        whole, above = whole + 1, 0
    if not above:
        return str(whole)
    return f"{whole} {above}/{below}" if whole else f"{above}/{below}"


# Dates and times.

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _date(tokens: tuple[Token, ...], number: Decimal, since_1904: bool) -> str:
    """The date or time; empty where the number is none."""
    clean = _with_minutes([token for token in tokens if token.kind != "condition"])
    decimals = max((len(t.words.partition(".")[2]) for t in clean if t.kind == "date"), default=0)
    seconds = float(_rounded(number * 86_400, min(decimals, 6)))
    moment = _moment(seconds, since_1904)
    if moment is None:
        return ""
    if _needs_other_names(clean):
        form = "%Y-%m-%d %H:%M" if any(t.words[0] in "hH" for t in clean if t.words) else "%Y-%m-%d"
        return moment.strftime(form)
    is_half = any(token.kind == "half" for token in clean)
    words = "".join(_date_piece(token, moment, seconds, is_half) for token in clean)
    return " ".join(words.split())


def _moment(seconds: float, since_1904: bool) -> datetime.datetime | None:
    base = datetime.datetime(1904, 1, 1) if since_1904 else datetime.datetime(1899, 12, 30)
    if not since_1904 and seconds < 60 * 86_400:  # Lotus had a 29 February 1900, which never was.
        base += datetime.timedelta(days=1)
    try:
        return base + datetime.timedelta(seconds=seconds) if seconds >= 0 else None
    except OverflowError:
        return None


def _needs_other_names(tokens: list[Token]) -> bool:
    locales = [token.words for token in tokens if token.kind == "locale"]
    has_names = any(
        token.kind == "date" and token.words[0] in "mMdD" and len(token.words) > 2
        for token in tokens
    )
    return has_names and any(
        int(locale[-4:], 16) & 0xFF not in (_ENGLISH, 0) for locale in locales if locale
    )


def _with_minutes(tokens: list[Token]) -> list[Token]:
    """The tokens, those of months that stand for minutes in capitals: after hours, before
    seconds."""
    times = [n for n, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    found = [t._replace(words=t.words.lower()) if t.kind == "date" else t for t in tokens]
    for place, number in enumerate(times):
        if found[number].words[0] != "m" or len(found[number].words) > 2:
            continue
        before = found[times[place - 1]].words[0].lower() if place else ""
        after = found[times[place + 1]].words[0] if place + 1 < len(times) else ""
        if before == "h" or after == "s":
            found[number] = found[number]._replace(words=found[number].words.upper())
    return found


def _date_piece(token: Token, moment: datetime.datetime, seconds: float, is_half: bool) -> str:
    kind, words = token
    if kind == "half":
        first = words[0] if moment.hour < 12 else words.rpartition("/")[2][0]
        return f"{first}M".upper() if len(words) > 3 else first
    if kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}[words[0].lower()]
        return str(int(seconds // unit)).rjust(len(words), "0")
    if kind != "date":
        return "" if kind == "locale" else _literal(token)
    length, letter = len(words.partition(".")[0]), words[0]
    if letter == "y" or letter == "e":
        return f"{moment.year % 100:02}" if length < 3 and letter == "y" else f"{moment.year:04}"
    if letter == "m" and length > 2:
        name = _MONTHS[moment.month - 1]
        return name[0] if length == 5 else name[:3] if length == 3 else name
    if letter == "d" and length > 2:
        name = _DAYS[moment.weekday()]
        return name[:3] if length == 3 else name
    hour = (moment.hour % 12 or 12) if is_half else moment.hour
    values = {"m": moment.month, "M": moment.minute, "d": moment.day, "h": hour}
    if letter == "s":
        decimals = len(words.partition(".")[2])
        part = f"{moment.microsecond:06}"[:decimals] if decimals else ""
        return f"{moment.second:0{min(length, 2)}}" + (f".{part}" if part else "")
    return f"{values[letter]:0{min(length, 2)}}" if letter in values else ""
