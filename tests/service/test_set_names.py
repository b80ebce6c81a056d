"""Names of sets in the settings: a slip is reported, and never makes a private set public."""

import unicodedata

import pytest

from bot.service.set_names import private_sets_named, sets_named
from index.errors import ConfigError

SETS = ("", "hr", "letters", "Straße", "Café")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((name, "hr") for name in ("hr", "HR", "hr/", "./hr", "hr\\", " hr ", "/hr", ".\\Hr\\")),
        (unicodedata.normalize("NFD", "Café"), "Café"),
        (unicodedata.normalize("NFD", "café"), "Café"),
        ("STRASSE", "Straße"),
        (".", ""),
        ("./", ""),
    ],
)
def test_a_set_is_found_however_its_name_is_written(written: str, meant: str) -> None:
    assert private_sets_named([written], SETS) == {meant}


def test_a_folder_whose_name_is_in_another_unicode_form_is_found() -> None:
    folder = unicodedata.normalize("NFD", "Café")
    assert private_sets_named(["Café"], ["", folder]) == {folder}
    assert private_sets_named(["Café"], ["Café", folder]) == {"Café", folder}


@pytest.mark.parametrize("written", ["hrr", "hr/payroll", "../hr", "h", "/", "", " ", "hr letters"])
def test_a_name_that_fits_no_set_is_refused_with_those_that_there_are(written: str) -> None:
    with pytest.raises(ConfigError) as error:
        private_sets_named(["letters", written], SETS)
    assert repr(written) in str(error.value)
    assert "known: ., hr, letters, Straße, Café" in str(error.value)


def test_the_nearest_name_is_told() -> None:
    with pytest.raises(ConfigError, match="the nearest is 'hr'"):
        private_sets_named(["hrr"], SETS)
    with pytest.raises(ConfigError, match="the nearest is 'letters'"):
        private_sets_named(["Leters/"], SETS)


def test_of_two_sets_that_differ_in_case_the_one_written_is_meant() -> None:
    assert private_sets_named(["hr"], ["hr", "HR"]) == {"hr"}
    with pytest.raises(ConfigError, match="'Hr' may be 'hr' or 'HR'; write the one meant"):
        private_sets_named(["Hr"], ["hr", "HR"])


def test_without_documents_in_no_folder_there_is_no_such_set() -> None:
    assert sets_named(".", ["hr"]) == ()
