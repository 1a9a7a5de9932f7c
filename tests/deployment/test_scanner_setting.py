"""How intake scans is the operator's word: one of two ways, or files wait; a doubtful word stops the start."""

from pathlib import Path

import pytest

from sasae.deployment.doing_without import do_without_scanner
from sasae.deployment.health import Mark
from sasae.deployment.health.scanner import scanner
from sasae.deployment.home import BadHome, Home, create, free_ports
from tests.intake.clamd import listening


def written(folder: Path, text: str) -> Home:
    create(folder, free_ports())
    with (folder / "sasae.toml").open("a", encoding="utf-8") as file:
        file.write(text)
    return Home.load(folder)


@pytest.mark.parametrize(
    "text",
    [
        'scanner = "none"',
        "[scanner]",
        '[scanner]\nclamd = "unix:/run/c.ctl"\nwithout = "both"',
        '[scanner]\nclamd = "tcp:10.0.0.5:3310"',
        '[scanner]\nclamd = "clamd"',
        '[scanner]\nwithout = " "',
        "[scanner]\nwithout = true",
        '[scanner]\nclamd = "unix:/run/c.ctl"\npatterns_days = 0',
        '[scanner]\nclamd = "unix:/run/c.ctl"\npattern_days = 3',
    ],
)  # fmt: skip
def test_a_doubtful_word_stops_the_start(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "home"
    file = create(folder, free_ports()).path / "sasae.toml"
    file.write_text(
        f"{text}\n{file.read_text('utf-8')}" if text.startswith("scanner") else f"{file.read_text('utf-8')}\n{text}\n",
        "utf-8",
    )
    with pytest.raises(BadHome, match="scanner"):
        Home.load(folder)


def test_a_demonstration_says_that_nothing_is_scanned_and_an_operators_word_stays(tmp_path: Path) -> None:
    home = do_without_scanner(create(tmp_path / "demo", free_ports()), "デモ")
    assert home.settings["scanner"] == {"without": "デモ"}
    assert do_without_scanner(home, "別の理由").settings["scanner"] == {"without": "デモ"}
    own = written(tmp_path / "own", '\n[scanner]\nclamd = "tcp:127.0.0.1:3310"\n')
    assert do_without_scanner(own, "デモ").settings["scanner"] == {"clamd": "tcp:127.0.0.1:3310"}


def test_the_doctor_says_what_is_missing(tmp_path: Path) -> None:
    (look,) = scanner(create(tmp_path / "home", free_ports()))
    assert (look.mark, "待ちます" in look.what) == (Mark.ATTENTION, True)


def test_the_doctor_says_when_clamd_is_away_and_when_it_is_back(tmp_path: Path) -> None:
    home = written(tmp_path / "home", f'\n[scanner]\nclamd = "unix:{tmp_path}/ctl"\npatterns_days = 100000\n')
    (look,) = scanner(home)
    assert (look.mark, "届きません" in look.what) == (Mark.WRONG, True)
    with listening(tmp_path / "ctl"):
        (look,) = scanner(home)
    assert (look.mark, "27824" in look.what) == (Mark.WELL, True)


def test_the_doctor_says_when_patterns_are_old(tmp_path: Path) -> None:
    home = written(tmp_path / "home", f'\n[scanner]\nclamd = "unix:{tmp_path}/ctl"\n')
    with listening(tmp_path / "ctl") as stand_in:
        stand_in.version = "ClamAV 1.4.6/1/Thu Jan  1 08:25:11 2026"
        (look,) = scanner(home)
    assert (look.mark, "日前" in look.what) == (Mark.ATTENTION, True)
