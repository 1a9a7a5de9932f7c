"""`sasae backup`: makes, lists, checks, restores and tries backups of the whole installation."""

import argparse
import os
import tempfile
from datetime import datetime
from pathlib import Path

import pyrage

from sasae.deployment.backups import place as places
from sasae.deployment.backups.drills import drill
from sasae.deployment.backups.making import age, make
from sasae.deployment.backups.needed_keys import errors_of, line_of
from sasae.deployment.backups.place import Backup, NoBackup, Place
from sasae.deployment.backups.restoring import check, restore
from sasae.deployment.database import NoServer
from sasae.deployment.home import Home
from sasae.kernel import clock

NAME = "backup"
HELP = "設置の全体を暗号化して保存する・確かめる・ある時点に復元する・復元の訓練をする"
VERBS = {
    "key": "保存を開ける鍵を作り、--key のファイルに書く。公開鍵を sasae.toml の [backup] recipient に書く",
    "make": "いまの状態を保存する（動いたままでよい）。期限を過ぎた保存を消す",
    "list": "保存の一覧",
    "check": "保存が壊れていないかを確かめる。--key があれば中まで確かめる",
    "restore": "--into の新しいフォルダーに復元する。--until で時点を選べる",
    "drill": "最新の保存を別の場所に復元し、検証し、時間と失われる分を測って、消す",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb and what it needs."""
    parser.add_argument("verb", choices=VERBS, help="／".join(f"{verb}：{text}" for verb, text in VERBS.items()))
    parser.add_argument("--key", type=Path, metavar="FILE", help="鍵のファイル（保存を作る機械には置かない）")
    parser.add_argument("--name", help="保存の名前（なければ最新のもの）")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="復元する、まだないフォルダー")
    parser.add_argument("--until", metavar="TIME", help="戻す時点。日本時間で 2026-11-27T09:30 のように書く")
    parser.add_argument("--folder", type=Path, help="保存の場所（sasae.toml を失ったとき）")
    parser.add_argument("--keys", type=Path, metavar="FOLDER", help="その時点の secrets と pki のあるフォルダー（復元で鍵が足りないとき）")
    parser.add_argument("--anyway", action="store_true", help="足りない鍵があっても復元する（読めない値が残る）")
    parser.add_argument("--beside", type=Path, default=Path(tempfile.gettempdir()), help="訓練に使う場所")


def run(args: argparse.Namespace) -> int:
    """0 done and well, 1 something is wrong, 2 it could not be done."""
    try:
        if args.verb == "key":
            return _key(args)
        place = _place(args)
        return {"make": _make, "list": _list, "check": _check, "restore": _restore, "drill": _drill}[args.verb](
            args, place
        )
    except (NoBackup, NoServer, OSError) as trouble:
        print(trouble)
        return 2


def _place(args: argparse.Namespace) -> Place:
    if args.folder:
        return Place(args.folder.absolute(), "", (args.folder / "changes").exists())
    found = places.place_of(Home.load())
    if found is None:
        raise NoBackup(
            "sasae.toml に [backup] がありません。folder（保存の場所）と recipient（公開鍵）を書いてください。"
            "鍵は ./sasae backup key --key ファイル で作れます。"
        )
    return found


def _chosen(args: argparse.Namespace, place: Place) -> Backup:
    there = places.all_of(place)
    found = [backup for backup in there if args.name in (None, backup.name)]
    if not found:
        raise NoBackup(f"{place.folder} に、その保存はありません。./sasae backup list で確かめてください。")
    return found[-1]


def _needed(given: Path | None, option: str) -> Path:
    if given is None:
        raise NoBackup(f"{option} を指定してください。")
    return given.absolute()


def _key(args: argparse.Namespace) -> int:
    file = _needed(args.key, "--key")
    made = pyrage.x25519.Identity.generate()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(f"{made}\n")
    print(
        f"鍵を {file} に書きました。このファイルは別の場所に、二人で管理して保管してください。失うと、保存は二度と開けません。"
    )
    print(f'sasae.toml に書く公開鍵：\n[backup]\nrecipient = "{made.to_public()}"')
    return 0


def _make(args: argparse.Namespace, place: Place) -> int:
    made = make(Home.load(), place)
    print(f"保存しました：{made.name}（{made.size / 1e6:,.1f} MB、{made.seconds:.1f}秒）")
    for old in places.remove_old(place, clock.real_now()):
        print(f"保存の期間（{place.keep_days}日）を過ぎたので消しました：{old.name}")
    return 0


def _list(args: argparse.Namespace, place: Place) -> int:
    there = places.all_of(place)
    for backup in there:
        print(f"{backup.name}  {backup.size / 1e6:10,.1f} MB  {age(backup, clock.real_now()):8.1f} 時間前")
    print(f"{len(there)}件。変更の控え：{'あり' if place.changes_folder.exists() else 'なし'}")
    return 0


def _check(args: argparse.Namespace, place: Place) -> int:
    key = places.identity(args.key) if args.key else None
    backup = _chosen(args, place)
    with tempfile.TemporaryDirectory(dir=args.beside) as folder:
        wrong = check(place, backup, key, Path(folder) / "opened")
    print("\n".join(wrong) or f"{backup.name}：{'中まで' if key else '封をしたまま'}確かめました。問題ありません。")
    return 1 if wrong else 0


def _restore(args: argparse.Namespace, place: Place) -> int:
    until = None
    if args.until:
        try:
            until = datetime.fromisoformat(args.until)
        except ValueError as unread:
            raise NoBackup(
                f"--until の「{args.until}」を読めません。2026-11-27T09:30 のように書いてください。"
            ) from unread
        until = until if until.tzinfo else until.replace(tzinfo=clock.TOKYO)
    into, key = _needed(args.into, "--into"), places.identity(_needed(args.key, "--key"))
    keys = args.keys.absolute() if args.keys else None
    done = restore(place, _chosen(args, place), key, into, until=until, keys=keys, anyway=args.anyway)
    print(f"{into} に復元しました（{done.seconds:.1f}秒）。最後の変更：{done.last_change:%Y-%m-%d %H:%M:%S}")
    for service, count in done.seals.items():
        if count > 0:
            print(
                f"{service}：復元した時点より後の封印{count}行を seals/{service}.cut.jsonl に分けました。障害の記録と一緒に保管してください。"
            )
        else:
            print(
                f"{service}：保存の後の封印{-count}行を、復元したデータベースから seals/{service}.jsonl に補いました。"
            )
    for one in done.lacking:
        print(line_of(one))
    print(f"続き：SASAE_HOME={into} ./sasae up、./sasae history verify、./sasae doctor")
    return 1 if errors_of(done.lacking) else 0


def _drill(args: argparse.Namespace, place: Place) -> int:
    done = drill(place, places.identity(_needed(args.key, "--key")), args.beside.absolute())
    print(f"{done.backup}：復元と検証に{done.seconds:.1f}秒。いま失われるのは{done.lost:.0f}秒分。")
    for service, good in done.verified.items():
        print(f"  {service} の操作履歴：{'書かれたときのまま' if good else '所見あり'}")
    print("訓練の結果を drills.jsonl に書きました。" if done.good else "検証で所見がありました。")
    return 0 if done.good else 1
