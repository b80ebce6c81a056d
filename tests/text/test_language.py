"""The language of a text, and of none that is too short to tell."""

import pytest

from index.text.language import language_of

ENGLISH = (
    "The library is open from Tuesday to Saturday, and closed on public holidays. Members may "
    "borrow six books for three weeks. Magazines stay in the reading room, because other people "
    "who come in the evening often ask for them. Whoever returns a book late pays ten pence."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das Haus ist alt.", None),
        (ENGLISH, "en"),
        ("駅は川の向こうにあります。図書館は駅の前です。", "ja"),
        ("图书馆星期一关门，星期二上午九点开门，晚上八点关门。", "zh"),
        ("도서관은 월요일을 제외하고 매일 아침 아홉 시에 문을 엽니다.", "ko"),
        ("הספרייה פתוחה בימי ראשון עד חמישי משעה תשע.", "he"),
        ("図書館", None),
    ],
)
def test_few_letters_tell_where_few_languages_have_them(text: str, language: str | None) -> None:
    assert language_of(text) == language
