"""Documents that are not in English are answered by their words, though the encoder knows none."""

import pytest

from index import Answer, Outcome, Searcher, answer
from tests.conftest import Build

TEXTS = {
    "de": (
        "Das Bootshaus ist von April bis Oktober täglich von 8 bis 21 Uhr geöffnet. Im Winter "
        "bleibt es geschlossen. Die Schlüssel verwaltet der Bootswart, Herr Klaus Petersen.\n\n"
        "Der Vorstand besteht aus der Vorsitzenden und der Kassenwartin. Er wird für zwei Jahre "
        "gewählt. Der Jahresbeitrag beträgt 180 Euro. Freitags gibt es Fisch.\n"
    ),
    "es": (
        "La piscina abre todos los días de junio a septiembre. Los lunes permanece cerrada.\n\n"
        "La entrada cuesta cuatro euros para adultos y dos para niños. Los jubilados no pagan los "
        "miércoles. El socorrista jefe es Mateo Iglesias. Está prohibido comer en el césped.\n"
    ),
    "fr": (
        "La bibliothèque est ouverte du mardi au samedi. Elle est fermée les jours fériés.\n\n"
        "L'inscription coûte douze euros par an. Elle est gratuite pour les étudiants. Chaque "
        "lecteur peut emprunter six livres. La directrice, Madame Vasseur, reçoit le jeudi.\n"
    ),
    "he": (
        "הספרייה פתוחה בימי ראשון עד חמישי. בימי שישי הספרייה סגורה. דמי החבר הם שמונים שקלים.\n\n"
        "מנהלת הספרייה היא רחל כהן. מגרש החניה נמצא מאחורי הבניין.\n"
    ),
    "ja": (
        "図書館は月曜日を除く毎日、午前九時から開いています。祝日は休みです。\n\n"
        "館長は山本健一です。駐車場は建物の裏にあります。本は一人六冊まで借りることができます。\n"
    ),
    "ko": (
        "도서관은 월요일을 제외하고 매일 아침 아홉 시에 문을 엽니다. 공휴일에는 쉽니다.\n\n"
        "관장은 김민수입니다. 주차장은 건물 뒤에 있습니다.\n"
    ),
    "pt": (
        "A cantina serve almoços das doze às catorze horas. O jantar é servido aos sábados.\n\n"
        "O preço da refeição é de três euros para sócios e cinco para visitantes. A cozinheira "
        "chefe é Dona Graça Monteiro. As reservas fazem-se na véspera, por telefone. Quem não "
        "puder vir avisa até às dez horas da manhã do mesmo dia.\n"
    ),
    "ru": (
        "Библиотека открыта со вторника по субботу. В праздники она закрыта. Читательский билет "
        "стоит двенадцать рублей в год.\n\nДиректор библиотеки — Елена Васильева. Стоянка "
        "находится за зданием.\n"
    ),
    "zh": (
        "游泳池从六月到九月每天开放。星期一上午清洁，不对外开放。\n\n"
        "成人票价四十元，儿童票价二十元。救生员组长是王建国。禁止在池边奔跑。\n"
    ),
}


@pytest.fixture(scope="module")
def searchers(
    tmp_path_factory: pytest.TempPathFactory, build_with_model: Build
) -> dict[str, Searcher]:
    folder = tmp_path_factory.mktemp("languages")
    for language, text in TEXTS.items():
        corpus = folder / language
        corpus.mkdir()
        (corpus / "rules.txt").write_text(text, "utf-8")
        build_with_model(corpus, folder / f"{language}-index")
    return {language: Searcher.open(folder / f"{language}-index") for language in TEXTS}


@pytest.mark.parametrize(
    ("language", "question", "bold"),
    [
        ("de", "wann ist das bootshaus offen", "von 8 bis 21 Uhr"),
        ("de", "wie lange wird der vorstand gewählt", "für zwei Jahre"),
        ("de", "Wer verwaltet den Schlüssel?", "Klaus Petersen"),
        ("es", "cuánto cuesta la entrada para un niño", "cuatro euros"),
        ("es", "se puede comer en el cesped", "prohibido comer"),
        ("fr", "combien coûte l'inscription", "douze euros"),
        ("fr", "qui est la directrice", "Madame Vasseur"),
        ("he", "מתי הספרייה פתוחה", "ראשון עד חמישי"),
        ("he", "איפה החניה", "מאחורי הבניין"),
        ("ja", "図書館はいつ開いていますか", "午前九時"),
        ("ja", "駐車場はどこですか", "建物の裏"),
        ("ko", "도서관은 언제 문을 여나요", "아홉 시"),
        ("ru", "сколько стоит читательский билет", "двенадцать рублей"),
        ("ru", "кто директор", "Елена Васильева"),
        ("zh", "救生员组长是谁", "王建国"),
        ("pt", "qual é o preço para sócios", "três euros"),
        ("pt", "como se faz uma reserva", "por telefone"),
    ],
)
def test_a_question_in_the_documents_language_is_answered(
    searchers: dict[str, Searcher], language: str, question: str, bold: str
) -> None:
    found = answer(searchers[language], question)
    assert found.outcome is Outcome.ANSWERED
    assert bold in bold_words(found)
    assert found.repairs == ()


def bold_words(found: Answer) -> str:
    start, end = found.quotes[0].bold
    return found.quotes[0].text[start:end]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "wer ist der bürgermeister von hamburg"),
        ("es", "hay aparcamiento"),
        ("fr", "où est le parking"),
        ("he", "האם יש בריכה"),
        ("ja", "プールはありますか"),
        ("ko", "수영장이 있나요"),
        ("ru", "есть ли бассейн"),
        ("zh", "有停车场吗"),
        ("pt", "há estacionamento"),
    ],
)
def test_what_no_document_speaks_of_is_not_answered(
    searchers: dict[str, Searcher], language: str, question: str
) -> None:
    assert answer(searchers[language], question).outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    ("question", "searched"),
    [("wer verwaltet den tisch", []), ("wie hoch ist der jahresbeitrg", ["jahresbeitrag"])],
)
def test_only_long_words_are_slips_where_there_is_no_dictionary(
    searchers: dict[str, Searcher], question: str, searched: list[str]
) -> None:
    repairs = answer(searchers["de"], question).repairs
    assert [repair.searched.lower() for repair in repairs] == searched
