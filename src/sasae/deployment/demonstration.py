"""The demonstration: an installation with the two municipalities, a town, staff with public passwords, and the story."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from sasae.deployment import control, installation
from sasae.deployment.doing_without import do_without_scanner, do_without_terminals
from sasae.deployment.home import SERVICES, SIMULATORS, Home
from sasae.deployment.story.play import FIRST_DAY, turn_calendar
from sasae.deployment.story.trust import take_roots
from sasae.foundation.accounts.demo import PASSWORD, DemoUser

BODIES = (
    ("141305", "川崎市", "linkage", ("TM90000000000001", "TM00000000000002")),
    (
        "149993", "みどり野市", "other_city",
        ("TM00000000000002", "TM90000000000001", "TM90000000000002", "TM90000000000004"),
    ),
)  # fmt: skip
READY = "demonstration"
FILLED = "demonstration-filled"
ENDING = "終わるとき: ./sasae down　　様子を見る: ./sasae status、./sasae logs --follow"


def set_up(
    path: Path, *, size: int, seed: int, say: Callable[[str], None], ports: dict[str, int] | None = None
) -> Home:
    """Make it and start it, or start the one that is there. Raises NotReady, NoServer and DidNotStart."""
    home = make(path, size=size, seed=seed, say=say, ports=ports)
    say("各システムを起動しています")
    control.up(home, simulators=True, say=lambda _: None)
    marker = home.path / READY
    if not marker.exists():
        take_roots(home)
        installation.manage(home, SIMULATORS, "provide_copies")
        installation.manage(home, SIMULATORS, "hand_over_staff")
        marker.write_text(f"size={size} seed={seed}\n", encoding="ascii")
    return home


def make(path: Path, *, size: int, seed: int, say: Callable[[str], None], ports: dict[str, int] | None = None) -> Home:
    """Everything that is made before the systems run; made before, nothing is. Only the database runs afterwards."""
    say("データベースと鍵を用意しています")
    home = do_without_scanner(installation.prepare(path, ports), "架空の申請だけのデモ")
    home = do_without_terminals(home, "架空の申請だけのデモ")
    filled, told = home.path / FILLED, f"size={size} seed={seed}\n"
    if not (home.path / READY).exists() and not (filled.exists() and filled.read_text("ascii") == told):
        turn_calendar(home, FIRST_DAY)
        _fill(home, size, seed, say)
        filled.write_text(told, encoding="ascii")
    return home


def _fill(home: Home, size: int, seed: int, say: Callable[[str], None]) -> None:
    """Bodies, town and staff. Interrupted and begun again, each part finds what is there already."""
    say("2つの団体を中間サーバーに登録しています")
    for code, name, caller, registers in BODIES:
        arguments = ("take_in_body", code, name, "--caller", caller, "--registers", *registers)
        installation.manage(home, "intermediary", *arguments, owner=True)
    say(f"{size:,}人の架空の町を作っています")
    installation.manage(home, SIMULATORS, "load_town", "--size", str(size), "--seed", str(seed), "--replace")
    say("職員の利用者IDを作っています")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda service: installation.manage(home, service, "demo_users"), SERVICES))


def staff(service: str) -> list[DemoUser]:
    """The service's made-up staff."""
    found: list[DemoUser] = import_module(f"sasae.{service}.demo_users").DEMO_USERS
    return found


def where_to_look(home: Home, out: Path | None = None, *, ending: str = ENDING) -> str:
    """Addresses and log-ins, as they are printed; `out` is where the story left its papers, `ending` how to end it."""
    lines = ["", "ブラウザーで見る（このコンピューターからだけ開けます）"]
    lines += [f"  {address:28} {what}" for what, address in control.addresses(home)]
    lines += ["", f"住民として申請するとき: 試験用のカードと暗証番号は {home.page('software_card')}/ にあります"]
    lines += ["", f"職員のパスワードはすべて {PASSWORD}　認証コードは ./sasae totp 利用者ID", ""]
    for service in SERVICES:
        place = home.page(service) + ("/municipality/" if service == "portal" else "/")
        lines.append(f"  {place}")
        lines += [f"    {user.login_id:16} {user.office}　{user.name}" for user in staff(service)]
    lines += [
        "",
        f"できた書類とファイル: {out or home.path / 'story'}",
        ending,
    ]
    return "\n".join(lines)
