"""What a file states as its author, and is no program, account or placeholder."""

import pytest

from index.text.authors import names_author

NOBODYS = """
python-docx
python-pptx
openpyxl
Apache POI
Pandoc 3.1
LibreOffice 7.6.2
Aspose.Words
setup.exe
Microsoft Office User
Windows User
MS User
user
User 2
admin
Administrator
Benutzer
Guest
Default
root
Author
owner
[Your name]
<author>
{{ author }}
Your Name
(unknown)
Anonymous
none
4711
—
SE:W:CAR:MP
ARRAY(0x55d1)
""".strip().splitlines()
AUTHORS = """
Ada Green
Green, A.
Userin Maier
The Rowing Club
Office of Works
Windows of Oban Ltd
Guest House Association
Admin Sharma
Owner Operators Union
Calibre Audio Library
Microsoft Corporation
Steve Canny
User Experience Group
Ada
Page
王小明
""".strip().splitlines()


@pytest.mark.parametrize("words", [*NOBODYS, "", "  "])
def test_a_program_an_account_or_a_placeholder_is_no_author(words: str) -> None:
    assert not names_author(words)


@pytest.mark.parametrize("words", [*AUTHORS, ", ".join(AUTHORS * 3)])
def test_a_name_is_an_author(words: str) -> None:
    assert names_author(words)
