"""Which encoding the bytes of a text are in, and whether that is told."""

import codecs

import pytest

from index.reading.formats.encodings import decoded
from index.reading.formats.plain_text import read_text
from index.reading.formats.reading import Unreadable

ENGLISH = "“We’ll mend the weir,” she said – it cost £40, or 45 € with the café’s fee.\n"
GERMAN = (
    "Der Schlüssel für das große Gebäude hängt täglich außen; „Größeres“ beschließt man später.\n"
)
FRENCH = "Où est la clé de l’écluse ? Les « grands travaux » ont été décidés à Noël, c’est sûr.\n"
SPANISH = "¿Dónde está la llave? El año próximo será más difícil reparar la presa según él.\n"
SWEDISH = "Nyckeln hänger på väggen vid årsmötet; avgiften är lägre för elever från Öland.\n"
DANISH = "Nøglen hænger på væggen. Generalforsamlingen vælger bestyrelsen for to år ad gangen.\n"
POLISH = (
    "Zarząd może zmienić składkę; kto zgubi klucze, zgłasza to w ciągu miesiąca. Źródło: młyn.\n"
)
CZECH = "Členská schůze zvolí výbor; kdo ztratí klíče, řekne to pokladníkovi během týdne.\n"
HUNGARIAN = "A közgyűlés később dönt; aki elveszíti a kulcsot, szóljon a gyűlés előtt az őrnek.\n"
RUSSIAN = "Общее собрание избирает правление; ключ от мельницы висит у входа в большой зал.\n"
UKRAINIAN = "Загальні збори обирають правління; ключ від млина висить біля входу до зали.\n"
GREEK = "Η συνέλευση εκλέγει το συμβούλιο και το κλειδί του μύλου είναι δίπλα στην πόρτα.\n"
TURKISH = "Genel kurul yönetimi seçer; değirmenin anahtarı kapının yanında asılıdır, şimdi değil.\n"
HEBREW = "האסיפה הכללית בוחרת את הוועד, והמפתח של הטחנה תלוי ליד הדלת הגדולה.\n"
JAPANESE = "総会は二年ごとに役員を選びます。水車の鍵は入口の横にかけてあります。\n"
KOREAN = "총회는 이 년마다 임원을 뽑습니다. 방앗간의 열쇠는 문 옆에 걸려 있습니다.\n"
CHINESE = "会员大会每两年选举一次理事会。磨坊的钥匙挂在门的旁边，请不要带走。\n"
TAIWANESE = "會員大會每兩年選舉一次理事會。磨坊的鑰匙掛在門的旁邊，請不要帶走。\n"

WESTERN = [ENGLISH, GERMAN, FRENCH, SPANISH, SWEDISH, DANISH]
OTHERS = [
    *[(text, "iso-8859-15") for text in ("Eintritt: 5 € für Schüler\n", "Le cœur coûte 3 €\n")],
    *[(text, code) for text in (POLISH, CZECH, HUNGARIAN) for code in ("cp1250", "iso-8859-2")],
    *[(RUSSIAN, code) for code in ("cp1251", "koi8-r", "cp866", "iso-8859-5", "mac-cyrillic")],
    *[(UKRAINIAN, code) for code in ("cp1251", "koi8-u")],
    *[(GREEK, code) for code in ("cp1253", "iso-8859-7")],
    *[(TURKISH, code) for code in ("cp1254", "iso-8859-9")],
    (HEBREW, "cp1255"),
    *[(text, "mac-roman") for text in (ENGLISH, GERMAN, FRENCH)],
    (GERMAN.replace("„", "").replace("“", ""), "cp850"),
    *[(JAPANESE, code) for code in ("shift_jis", "euc-jp", "iso-2022-jp")],
    (KOREAN, "euc-kr"),
    (CHINESE, "gb18030"),
    (TAIWANESE, "big5"),
]
UNMARKED = ("utf-16-le", "utf-16-be", "utf-32-le")


def guess(data: bytes) -> tuple[str, str]:
    found = decoded(data)
    assert found is not None
    return found


@pytest.mark.parametrize("text", [*WESTERN, RUSSIAN, JAPANESE])
def test_strict_utf8_and_marks_come_first_and_are_not_told(text: str) -> None:
    marked = {
        codecs.BOM_UTF8: "utf-8",
        codecs.BOM_UTF16_LE: "utf-16-le",
        codecs.BOM_UTF16_BE: "utf-16-be",
        codecs.BOM_UTF32_LE: "utf-32-le",
    }
    copies = [text.encode(), *(bom + text.encode(code) for bom, code in marked.items())]
    assert {guess(copy) for copy in copies} == {(text, "")}


@pytest.mark.parametrize("text", WESTERN)
@pytest.mark.parametrize("times", [1, 40])
def test_a_text_in_windows_1252_stays_right_and_is_not_told(text: str, times: int) -> None:
    assert guess((text * times).encode("cp1252")) == (text * times, "")


@pytest.mark.parametrize("line", ["Prix,é\n£5,–", "a – b", "Crème brûlée", "20 °C", "naïve"])
def test_a_line_in_windows_1252_stays_right(line: str) -> None:
    assert guess(line.encode("cp1252")) == (line, "")


@pytest.mark.parametrize(("text", "encoding"), OTHERS)
def test_another_encoding_is_found_and_told(text: str, encoding: str) -> None:
    found, guessed = guess(text.encode(encoding))
    assert found == text
    assert guessed


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, RUSSIAN, JAPANESE])
@pytest.mark.parametrize("encoding", UNMARKED)
def test_wide_characters_are_found_without_a_mark(text: str, encoding: str) -> None:
    found, guessed = guess(text.encode(encoding))
    assert found == text
    assert guessed == f"{encoding[:6].upper()} without its mark"


def test_a_few_broken_characters_in_utf8_do_not_make_it_another_encoding() -> None:
    data = (GERMAN * 5).encode().replace("ß".encode(), b"\xdf", 1)
    assert guess(data) == ((GERMAN * 5).replace("ß", "\ufffd", 1), "")


def test_the_report_names_the_encoding_that_was_guessed() -> None:
    [reading] = read_text((RUSSIAN * 3).encode("cp1251"))
    assert reading.warnings == ("read as Windows-1251; check the letters, or save it as UTF-8",)
    [reading] = read_text((GERMAN * 3).encode("cp1252"))
    assert reading.warnings == ()


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unreadable, match="not text"):
        list(read_text(bytes(range(256)) * 40))
