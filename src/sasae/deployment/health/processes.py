"""What runs, and whether the ports are free for what should."""

from collections.abc import Iterator

from sasae.deployment import control, database, supervisor
from sasae.deployment.health.looks import Look, attention, well, wrong
from sasae.deployment.home import Home, is_free


def ports(home: Home) -> Iterator[Look]:
    """Busy ones are somebody else's, unless the installation itself runs."""
    if supervisor.running(home) is not None or supervisor.left_behind(home):
        return
    wanted = {name: port for name, port in home.ports.items() if name != "postgres" or _needs_postgres(home)}
    busy = [f"{port}（{name}）" for name, port in wanted.items() if not is_free(port)]
    if busy:
        yield wrong(
            "ポート", f"他のプログラムが使っています：{'、'.join(busy)}",
            "そのプログラムを止めるか（調べ方: ss -ltnp）、sasae.toml の [ports] で別の番号にしてください。",
        )  # fmt: skip
    else:
        yield well("ポート", f"{len(wanted)}個すべて空いています")


def _needs_postgres(home: Home) -> bool:
    """Not while our own server has it, and not before there is a sasae.toml: a new one is given a free port."""
    log = home.logs_dir / "postgres.log"
    server = database.Embedded(home.postgres_dir.resolve(), home.ports["postgres"], "", log)
    return home.embedded and (home.path / "sasae.toml").exists() and server.pid() is None


def running(home: Home) -> Iterator[Look]:
    """Every process of a started installation, as its health check says."""
    if supervisor.running(home) is None:
        if left := supervisor.left_behind(home):
            yield wrong(
                "動作",
                f"監視役が途中で終わり、{len(left)}個の処理が残っています",
                "./sasae down を実行してから ./sasae up を実行してください。",
            )
        elif supervisor.state_file(home).exists():
            yield attention(
                "動作", "前回は途中で終わりました（電源断など）", "./sasae up を実行すると続きから動きます。"
            )
        else:
            yield well("動作", "起動していません（起動は ./sasae up）")
        return
    rows = control.status(home)
    for name, said, good in rows:
        if not good:
            state = "動いていません" if said == "does not run" else f"{said} は応答しません"
            yield wrong(
                "動作",
                f"{name}：{state}",
                "./sasae logs で理由を確かめてください。直らなければ ./sasae down と ./sasae up を実行してください。",
            )
    if all(good for _, _, good in rows):
        yield well("動作", f"{len(rows)}個の処理がすべて動いています")
