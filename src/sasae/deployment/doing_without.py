"""Writing down what an installation does without, and why: a demonstration has neither scanner nor register of terminals."""

from sasae.deployment.home import Home


def do_without_scanner(home: Home, reason: str) -> Home:
    """Write down that nothing is scanned here, and why, unless `sasae.toml` says already how it is done."""
    return _do_without(home, "scanner", reason)


def do_without_terminals(home: Home, reason: str) -> Home:
    """The same of the register of terminals."""
    return _do_without(home, "terminals", reason)


def _do_without(home: Home, table: str, reason: str) -> Home:
    if table in home.settings:
        return home
    with (home.path / "sasae.toml").open("a", encoding="utf-8") as opened:
        opened.write(f'\n[{table}]\nwithout = "{reason}"\n')
    return Home.load(home.path)
