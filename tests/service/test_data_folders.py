"""The data folder is one of the owner's home, and for the owner alone."""

import os
import stat
from pathlib import Path

import pytest

from bot.config import data_folder, load_config
from bot.service.data_folders import make_data_folder
from index.errors import ConfigError


@pytest.fixture
def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of an account that is in no list, such as in a container."""
    pwd = pytest.importorskip("pwd")
    assert tmp_path.exists(), "pytest asks for the account when it makes it"
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)

    def nobody(_: int) -> None:
        raise KeyError("uid not found")

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    monkeypatch.setattr(os, "getuid", lambda: 54321)


def test_without_a_home_the_settings_must_say_where_index_and_state_are(
    homeless: None, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="this account has no home; set HOME"):
        data_folder(tmp_path)
    with pytest.raises(ConfigError, match="this account has no home"):
        load_config({}, tmp_path)
    named = load_config({"PINCITE_INDEX": "index", "PINCITE_STATE": "state"}, tmp_path)
    assert (named.index, named.state) == (tmp_path / "index", tmp_path / "state")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["corpus", "index", "state"])
def test_the_home_of_somebody_unknown_is_an_error_in_the_settings(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError, match="~nobody-at-all/x is in is not known"):
        load_config({f"PINCITE_{key.upper()}": "~nobody-at-all/x"}, tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_nobody_else_reads_documents_in_their_index_whatever_the_umask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.config.data_root", lambda: tmp_path / "data")
    before = os.umask(0)
    try:
        make_data_folder(load_config({}, tmp_path))
        make_data_folder(load_config({}, tmp_path, index=tmp_path / "other" / "index"))
    finally:
        os.umask(before)
    [folder] = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not (tmp_path / "other").exists()
