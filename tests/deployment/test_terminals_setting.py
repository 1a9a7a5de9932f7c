"""Which terminals reach the municipality's side is the operator's word: registered ones, unless a reason is written down."""

from pathlib import Path

import pytest

from sasae.deployment.doing_without import do_without_terminals
from sasae.deployment.home import BadHome, Home, create, free_ports


def written(folder: Path, text: str) -> Home:
    file = create(folder, free_ports()).path / "sasae.toml"
    file.write_text(f"{file.read_text('utf-8')}\n{text}\n", "utf-8")
    return Home.load(folder)


@pytest.mark.clause("ACC-14")
@pytest.mark.parametrize(
    "text",
    [
        '[terminals]\nwithout = " "',
        "[terminals]\nwithout = true",
        '[terminals]\ncertificates = "yes"',
        "[terminals]\ncertificates = true",  # nobody in front would ask for them
        '[terminals]\ncertificates = false\nwithout = "both"',
        "[terminals]\nregister = true",
    ],
)
def test_a_doubtful_word_stops_the_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadHome, match="terminals"):
        written(tmp_path / "home", text)


@pytest.mark.clause("ACC-14")
def test_nothing_said_means_registered_terminals_alone_and_a_demonstration_says_why_not(tmp_path: Path) -> None:
    home = create(tmp_path / "home", free_ports())
    assert "terminals" not in home.settings
    assert do_without_terminals(home, "デモ").settings["terminals"] == {"without": "デモ"}
