"""`sasae upgrade`: from the version before to this one, looked at before, with a backup, tried beside, and taken back."""

import argparse
import tempfile
from pathlib import Path

from sasae.deployment import control, database
from sasae.deployment.backups import place as places
from sasae.deployment.backups.place import NoBackup, Place
from sasae.deployment.database import NoServer
from sasae.deployment.home import Home
from sasae.deployment.installation import NotReady
from sasae.deployment.upgrading.back import back
from sasae.deployment.upgrading.beside import rehearse
from sasae.deployment.upgrading.checks import Change, changes, findings
from sasae.deployment.upgrading.going import go
from sasae.kernel.findings import Severity, has_errors

NAME = "upgrade"
HELP = "設置をこの版に進める：前もって調べ、保存を作って移行し、だめなら前の版に戻す"
VERBS = {
    "check": "進めるかを調べる。何も変えない",
    "rehearse": "最新の保存を別の場所に戻し、移行してみて、時間を測り、消す（--key）",
    "go": "終了し、保存を作り、移行し、動いていたときは起動する",
    "back": "進む前の保存に戻す（前の版のプログラムで、--key と --yes）",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb and what it needs."""
    parser.add_argument("verb", choices=VERBS, help="／".join(f"{verb}：{text}" for verb, text in VERBS.items()))
    parser.add_argument("--key", type=Path, metavar="FILE", help="保存を開ける鍵のファイル（rehearse と back）")
    parser.add_argument("--without-backup", action="store_true", help="保存を作らずに進む（市のサーバーで保存を取ったとき）")
    parser.add_argument("--beside", type=Path, default=Path(tempfile.gettempdir()), help="rehearse に使う場所")
    parser.add_argument("--yes", action="store_true", help="back：進んだ後に入力したものを、脇に移すことを承知した")


def run(args: argparse.Namespace) -> int:
    """0 done and well, 1 something stands in the way, 2 it could not be done."""
    try:
        home = Home.load()
        return {"check": _check, "rehearse": _rehearse, "go": _go, "back": _back}[args.verb](args, home)
    except (NoBackup, NoServer, NotReady, control.DidNotStart, OSError) as trouble:
        print(trouble)
        return 2


def _check(args: argparse.Namespace, home: Home) -> int:
    began = home.embedded and database.of_home(home).start()
    try:
        return 1 if _stands(args, home)[1] else 0
    finally:
        if began:
            database.of_home(home).stop()


def _stands(args: argparse.Namespace, home: Home) -> tuple[list[Change], bool]:
    """What there is to do, and whether something stands in the way; both are printed."""
    found = changes(home)
    print("\n".join(_lines(found)))
    place = None if args.without_backup else places.place_of(home)
    said = findings(home, place, found, without_backup=args.without_backup)
    for one in said:
        print(f"{'誤り' if one.severity is Severity.ERROR else '注意'}  {one.id} {one.at}：{one.message}")
    stops = has_errors(said)
    print("進められません。" if stops else "進められます。")
    return found, stops


def _lines(found: list[Change]) -> list[str]:
    lines = []
    for one in found:
        if one.current:
            lines.append(f"{one.service}：この版です")
        elif not one.trouble:
            named = f"（{'、'.join(one.pending)}）" if one.pending else "、権限など"
            lines.append(f"{one.service}：移行 {len(one.pending)}件{named}")
    return lines


def _rehearse(args: argparse.Namespace, home: Home) -> int:
    done = rehearse(_place(home), places.identity(_needed(args.key, "--key")), args.beside.absolute())
    print("\n".join(_lines(done.changes)))
    print(f"{done.backup}：戻すのに{done.restored:.1f}秒、移行に{done.migrated:.1f}秒。")
    for service, good in done.verified.items():
        print(f"  {service} の操作履歴：{'書かれたときのまま' if good else '所見あり'}")
    return 0 if done.good else 1


def _go(args: argparse.Namespace, home: Home) -> int:
    if home.embedded:
        database.of_home(home).start()
    found, stops = _stands(args, home)
    if stops:
        return 1
    done = go(home, None if args.without_backup else _place(home), found, say=print)
    print(f"この版（{done.program}）に進みました（{done.seconds:.1f}秒）。")
    print("続き：./sasae status、./sasae doctor、./sasae history verify")
    if done.backup:
        print("前の版に戻すとき：./sasae down の後、前の版のプログラムのフォルダーで ./sasae upgrade back --key 鍵 --yes")
    return 0


def _back(args: argparse.Namespace, home: Home) -> int:
    if not args.yes:
        print("進んだ後に入力したものは、戻した設置にはありません（今の設置は、そのまま脇に移します）。承知したら --yes を付けてください。")
        return 2
    done = back(home, _place(home), places.identity(_needed(args.key, "--key")))
    print(f"{done.upgrade.at} に進む前の状態（{done.upgrade.backup}）に戻しました。")
    print(f"戻すまでの設置は {done.aside} にあります。その後に入力したものを確かめ、要らなくなったら消してください。")
    print("続き：./sasae up、./sasae history verify、./sasae doctor")
    return 0


def _place(home: Home) -> Place:
    found = places.place_of(home)
    if found is None:
        raise NoBackup("sasae.toml に [backup] がありません。docs/operations/restore.md のとおりに書いてください。")
    return found


def _needed(given: Path | None, option: str) -> Path:
    if given is None:
        raise NoBackup(f"{option} を指定してください。")
    return given.absolute()
