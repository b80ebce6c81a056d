"""Bytes of a text → the encoding that they are written in, by strict checks in this order.

    byte order mark  → UTF-8, UTF-16, UTF-32
    zero bytes       → UTF-16 or UTF-32 without a mark
    strict UTF-8     → UTF-8, also with a few broken characters in many sound ones
    frequent signs   → the encodings of Japan, Korea and China
    alphabets        → the encoding in which the signs beyond ASCII are letters of one language,
                       or signs where people write these; Windows-1252 unless another is better
    a detector       → any other

The detector is the last, because statistics alone took every fourth short text in Windows-1252
for something else.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

WESTERN = "cp1252"
SURE = 0.97
"""The share of letters and signs in their places from which an encoding is certain."""

LEAST_SHARE = 0.8
"""With a smaller share, the detector is asked."""

FEWEST_BEYOND = 3
"""Bytes beyond ASCII; fewer show no language."""

DOUBTFUL_SHARE = 0.5
"""With a smaller share, an encoding is no better than Windows-1252."""

MARGIN = 0.02
"""By so much another encoding must be better than Windows-1252."""

LARGEST_SAMPLE = 20_000
"""Bytes of lines that have a byte beyond ASCII."""

FEWEST_SOUND = 4
"""Sound characters beyond ASCII for each broken one, in a text in UTF-8 that was damaged."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_MARK = "\ufeff"
_ESCAPED_JAPANESE = re.compile(rb"\x1b\$[@B]")
_WESTERN_LETTERS = (
    "äöüßéçàáèêëïîôñ",  # German and English, with words and names of their neighbours.
    "àâæçéèêëîïôœùûüÿ",
    "áéíóúüñç",
    "áàâãçéêíóôõúü",
    "àáèéìíîòóùú",
    "åäöéàü",
    "æøåéóöä",
    "áéèëïíóöúü",
    "áðéíóúýþæö",
    "äõöüšžé",
)
_CENTRAL_LETTERS = (
    "ąćęłńóśźżé",
    "áčďéěíňóřšťúůýžö",
    "áäčďéíĺľňóôŕšťúýž",
    "áéíóöőúüűä",
    "čćđšžé",
    "ăâîșțşţ",
)
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_CYRILLIC_LETTERS = (
    _RUSSIAN,
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъьюя",
    "абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ",
)
_GREEK_LETTERS = ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",)
_TURKISH_LETTERS = ("çğıöşüâîûi̇",)
_BALTIC_LETTERS = ("ąčęėįšųūž", "āčēģīķļņšūžõ", "äõöüšž")
_HEBREW_LETTERS = ("".join(map(chr, range(0x5D0, 0x5EB))),)
_ARABIC_LETTERS = ("".join(map(chr, range(0x621, 0x653))) + "پچژگکی",)
_ALPHABETS = {
    WESTERN: _WESTERN_LETTERS,
    "iso8859-15": _WESTERN_LETTERS,
    "cp1250": _CENTRAL_LETTERS,
    "iso8859-2": _CENTRAL_LETTERS,
    "cp1254": _TURKISH_LETTERS,
    "mac-roman": _WESTERN_LETTERS,
    "cp850": _WESTERN_LETTERS,
    "cp1251": _CYRILLIC_LETTERS,
    "koi8-r": (_RUSSIAN,),
    "koi8-u": _CYRILLIC_LETTERS,
    "cp866": _CYRILLIC_LETTERS,
    "iso8859-5": _CYRILLIC_LETTERS,
    "mac-cyrillic": _CYRILLIC_LETTERS,
    "cp1255": _HEBREW_LETTERS,
    "cp1253": _GREEK_LETTERS,
    "iso8859-7": _GREEK_LETTERS,
    "cp1256": _ARABIC_LETTERS,
    "cp1257": _BALTIC_LETTERS,
    "cp852": _CENTRAL_LETTERS,
}
"""The encodings that people have, each with the letters beyond ASCII of its languages; of two that
read a text alike, the first one is meant."""

_VOWELS = frozenset("аеиоуіαεηιουάέίόήύώיוהאاليو")
"""The most frequent letters of the scripts that are not Latin."""

FEWEST_VOWELS = 0.3
"""Their share in a text in one of these scripts; read wrongly, it has other letters."""

SHOUTED = 0.1
"""Taken from the share of a text in capitals alone, which other encodings read as small letters."""

_FREQUENT = {
    "cp932": (re.compile(r"[\u3040-\u309f]"), 0.2),
    "euc_jp": (re.compile(r"[\u3040-\u309f]"), 0.2),
    "cp949": (re.compile(r"[이다는을를의에가은고하지로사한도서기인대]"), 0.15),
    "gb18030": (
        re.compile(r"[，。、；：的一是不了在人有我他这中大来上个国到们为年会和以时要出学]"),
        0.1,
    ),
    "big5": (
        re.compile(r"[，。、；：的一是不了在人有我他這中大來上個國到們為年會和以時要出學]"),
        0.1,
    ),
}
"""Signs that make at least this share of a text in the languages of an encoding."""

_SIGNS = frozenset("“”‘’‚„«»‹›–—…•·§°£€¥©®™²³½¼¾×÷±¿¡ªº†‡‰\xa0\xadµ¢№≤≥≠≈∞√")
_INSIDE_WORDS = frozenset("’‘·—\xad\xa0ªº")
_ONE_LETTER_WORDS = frozenset("àáâäéèêíóòôöúüåæø")
_NEVER_BEFORE_WORDS = frozenset("†‡®©™²³")
_NAMES = {
    WESTERN: "Windows-1252",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "big5hkscs": "Big5",
    "cp866": "DOS 866",
    "cp850": "DOS 850",
    "cp852": "DOS 852",
    "mac-roman": "Mac Roman",
    "mac-cyrillic": "Mac Cyrillic",
}


class Decoded(NamedTuple):
    """A text, and the name of its encoding if that was guessed; else empty."""

    text: str
    guessed: str = ""


def decoded(data: bytes) -> Decoded | None:
    """The text of the bytes; ``None`` if they are text in no encoding that is known."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding)
    if b"\x00" in data:
        wide = filter(None, (_wide(data, encoding) for encoding in _WIDE))
        return max(wide, key=_spaces, default=_strictly(data, "latin-1"))
    if _ESCAPED_JAPANESE.search(data) and (text := _strictly(data, "iso2022_jp_2")):
        return text._replace(guessed="ISO-2022-JP")
    return _strictly(data, "utf-8") or _damaged_utf8(data) or _guessed(data)


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding))
    except UnicodeDecodeError:
        return None


def _wide(data: bytes, encoding: str) -> Decoded | None:
    """The text if its characters take two or four bytes: it has no zero and only known ones."""
    found = _strictly(data, encoding)
    if found is None or "\x00" in found.text or not _is_printable(found.text):
        return None
    name = encoding.rpartition("-")[0].upper()
    return Decoded(found.text.removeprefix(_MARK), f"{name} without its mark")


def _spaces(found: Decoded) -> int:
    """In the wrong order of bytes, a space is a sign of another script."""
    return found.text.count(" ") + found.text.count("\n")


def _is_printable(text: str) -> bool:
    """Whether the first characters are those of a text, of which most have lines."""
    sample = text[:LARGEST_SAMPLE]
    return all(c.isprintable() or c.isspace() for c in sample) and any(map(str.isspace, sample))


def _damaged_utf8(data: bytes) -> Decoded | None:
    """The text in UTF-8 if few characters of many are broken; these are told by their sign."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(not character.isascii() for character in text) - broken
    return Decoded(text) if sound >= FEWEST_SOUND * broken else None


def _guessed(data: bytes) -> Decoded | None:
    sample = b"\n".join(_lines_beyond_ascii(data))
    best, share = _best(sample)
    found = _strictly(data, best) or _strictly(data, WESTERN)
    is_sure = best == WESTERN and share >= SURE
    return found._replace(guessed="" if is_sure else name_of(best)) if found else None


def _best(sample: bytes) -> tuple[str, float]:
    """The encoding of a sample, and how sure that is."""
    if len(re.findall(rb"[\x80-\xff]", sample)) < FEWEST_BEYOND:
        return WESTERN, _share(sample, WESTERN)
    for encoding, (frequent, least) in _FREQUENT.items():
        found = _strictly(sample, encoding)
        beyond = sum(not character.isascii() for character in found.text) if found else 0
        if found and len(frequent.findall(found.text)) >= max(2, least * beyond):
            return encoding, 1
    shares = {encoding: _share(sample, encoding) for encoding in _ALPHABETS}
    best = max(shares, key=lambda encoding: shares[encoding])
    if shares[WESTERN] >= shares[best] - MARGIN:
        best = WESTERN
    if shares[best] < LEAST_SHARE and (detected := _detected(sample)):
        return detected, 0
    return (best, shares[best]) if shares[best] >= DOUBTFUL_SHARE else (WESTERN, 0)


def name_of(encoding: str) -> str:
    """The encoding's name as programs that save texts show it."""
    if name := _NAMES.get(encoding):
        return name
    if encoding.startswith("cp125"):
        return encoding.replace("cp", "Windows-")
    return encoding.upper().replace("_", "-").replace("ISO8859", "ISO-8859")


def _lines_beyond_ascii(data: bytes) -> Iterator[bytes]:
    size = 0
    for line in re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data):
        yield line[0][: LARGEST_SAMPLE - size]
        size += len(line[0])
        if size >= LARGEST_SAMPLE:
            return


def _share(sample: bytes, encoding: str) -> float:
    """The share of the signs beyond ASCII that stand where a language has them; 0 if some bytes
    are no signs at all."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0
    return max(_share_of(text, frozenset(letters)) for letters in _ALPHABETS[encoding])


def _share_of(text: str, letters: frozenset[str]) -> float:
    is_latin = _VOWELS.isdisjoint(letters)
    total = good = vowels = 0
    before = ""
    for number, character in enumerate(text):
        if not character.isascii():
            total += 1
            after = text[number + 1 : number + 2]
            good += _is_in_place(before, character, after, letters, is_latin=is_latin)
            vowels += character.lower() in _VOWELS
        before = character
    if not total or (not is_latin and vowels < FEWEST_VOWELS * total):
        return 0
    is_shouted = not is_latin and 2 * sum(map(str.isupper, text)) > total
    return good / total - (SHOUTED if is_shouted else 0)


def _is_in_place(
    before: str, character: str, after: str, letters: frozenset[str], *, is_latin: bool
) -> bool:
    if not character.isalpha() or character in "ªº":
        is_inside = before.isalpha() and after.isalpha()
        return (
            character in _SIGNS
            and (not is_inside or character in _INSIDE_WORDS)
            and not (after.isalpha() and character in _NEVER_BEFORE_WORDS)
        )
    if before.isdigit() or after.isdigit():
        return False
    is_alone = not (before.isalnum() or after.isalnum())
    if is_latin and is_alone and character.lower() not in _ONE_LETTER_WORDS:
        return False
    if character.lower() not in letters or (character.isupper() and before.islower()):
        return False
    return is_latin or not any(near.isalpha() and near.isascii() for near in (before, after))


def _detected(sample: bytes) -> str | None:
    # Imported here because it takes a tenth of a second, and few files need it.
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return None if best is None else best.encoding
