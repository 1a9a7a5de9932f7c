"""The training installation: apart from the real one, marked before anything lies there, and joined to nothing real."""

import argparse

import pytest

from sasae.deployment.commands import training
from sasae.deployment.home import BadHome, Home, create, free_ports
from tests.deployment.terminal import sasae


def _of(path, real):
    training._mark(path, real)
    return Home.load(path)


def test_it_is_marked_and_has_ports_of_its_own(tmp_path):
    real = create(tmp_path / "real", free_ports())
    home = _of(tmp_path / "training", real)
    assert home.settings["training"] is True
    assert not set(home.ports.values()) & set(real.ports.values())
    again = dict(home.ports)
    assert _of(tmp_path / "training", real).ports == again


def test_a_port_of_the_real_one_is_not_taken_while_that_one_rests():
    held = set(range(20000, 26000))  # of forty blocks taken blindly about half would lie here
    assert not any(set(free_ports(["a", "b"], besides=held).values()) & held for _ in range(40))


@pytest.mark.parametrize(
    "line",
    ['addresses = {tax = "https://tax.city.example"}', "pmh = true", 'database = {host = "10.0.0.1"}'],
    ids=["a real partner", "real numbers to be taken out", "a real database"],
)
def test_joined_to_anything_real_it_does_not_start(tmp_path, line):
    (tmp_path / "sasae.toml").write_text(f"training = true\n{line}\n", encoding="utf-8")
    with pytest.raises(BadHome, match="joined to nothing real"):
        Home.load(tmp_path)
    (tmp_path / "sasae.toml").write_text(f"training = false\n{line}\n", encoding="utf-8")
    assert Home.load(tmp_path).settings["training"] is False


@pytest.mark.parametrize("what", ["up", "down", "reset"])
def test_a_real_installation_is_not_touched(tmp_path, what):
    home = create(tmp_path / "real", free_ports())
    said = sasae(home.path, "training", what, "--home", str(home.path))
    assert said.returncode == 1
    assert "研修環境ではありません" in said.stdout
    assert (home.path / "sasae.toml").exists()


def test_ending_what_was_never_made_ends_nothing(tmp_path, capsys):
    args = argparse.Namespace(what="down", home=str(tmp_path / "nowhere"), size=3000, seed=1)
    assert training.run(args) == 0
    assert "動いていませんでした" in capsys.readouterr().out
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("given", ["true", "7"])
def test_the_page_to_practise_on_is_an_address(tmp_path, given):
    (tmp_path / "sasae.toml").write_text(f"training_page = {given}\n", encoding="utf-8")
    with pytest.raises(BadHome, match="training_page"):
        Home.load(tmp_path)
