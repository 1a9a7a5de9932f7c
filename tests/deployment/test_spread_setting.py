"""The one switch that says bodies are spread over machines refuses to start where it is doubtful."""

from pathlib import Path

import pytest

from sasae.deployment.home import Home, create, free_ports
from sasae.deployment.home_file import BadHome

OWN_SERVER = '[database.intermediary]\nhost = "db.example"\n'


def home(folder: Path, text: str) -> Home:
    create(folder, free_ports())
    file = folder / "sasae.toml"
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(f"{text.partition('[')[0]}{kept}\n{''.join(text.partition('[')[1:])}", encoding="utf-8")
    return Home.load(str(folder))


def test_bodies_are_spread_where_the_intermediary_has_a_server_of_its_own(tmp_path: Path) -> None:
    assert home(tmp_path, f"spread_bodies = true\n{OWN_SERVER}").settings["spread_bodies"] is True


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("spread_bodies = true\n", "needs the host of a PostgreSQL with Citus"),
        ('spread_bodies = "yes"\n' + OWN_SERVER, "must be true or false"),
        ("spread_bodies = 1\n" + OWN_SERVER, "must be true or false"),
        ("training = true\nspread_bodies = false\n", "joined to nothing real"),
    ],
    ids=["on the server that comes along", "a word", "a number", "in a training installation"],
)
def test_a_doubtful_switch_refuses_to_start(tmp_path: Path, given: str, why: str) -> None:
    with pytest.raises(BadHome, match=why):
        home(tmp_path, given)
