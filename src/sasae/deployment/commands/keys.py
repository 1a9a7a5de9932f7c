"""`sasae keys`: every key and secret of the installation, replacing one while all runs, and ending the one before."""

import argparse
import json
import sys
from datetime import date

import psycopg

from sasae.deployment.backups import later_keys, needed_keys
from sasae.deployment.backups.place import NoBackup, place_of
from sasae.deployment.backups.restoring import with_journal
from sasae.deployment.home import DATABASES, SERVICES, Home
from sasae.deployment.rotation import ending, ending_sealed, reading_anew, turning
from sasae.deployment.rotation.ages import Key, keys_of
from sasae.deployment.rotation.listing import kinds, unlisted
from sasae.deployment.rotation.turning import KEPT, TURNS, CannotTurn
from sasae.kernel import clock

NAME = "keys"
VERBS = ("list", "turn", "anew", "end", "lacking")
HELP = "すべての鍵と秘密の一覧を示す。動かしたまま替え（turn）、値を新しい鍵にし（anew）、前のものを終わらせ（end）、足りない鍵を示す（lacking）"
ANEW = ("data", "index", "sealing", "authority")
IN_STEPS = "authority"  # others must be told between its steps, so `turn all` leaves it out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, to which kind, of which systems."""
    parser.add_argument("verb", nargs="?", choices=VERBS, default="list", help="list（既定）・turn・anew・end・lacking")
    parser.add_argument("kind", nargs="?", help="鍵の種類（一覧の左の語）。turn all はすべて")
    parser.add_argument("systems", nargs="*", help="システム（なければすべて）")
    parser.add_argument("--host", help="lacking：復元したデータベースのあるサーバー（なければ sasae.toml のもの）")
    parser.add_argument("--port", type=int, default=5432, help="lacking：そのポート")
    parser.add_argument("--json", action="store_true", help="一覧を JSON で出す")


def run(args: argparse.Namespace) -> int:
    """0 done; 1 something was refused or is not in the list; 2 an unknown kind or system."""
    home = Home.load()
    if args.verb == "list":
        return _list(home, args.json)
    if args.verb == "lacking":
        return _lacking(home, args.host, args.port)
    every = args.verb == "turn" and args.kind == "all"
    chosen = [kind for kind in TURNS if kind != IN_STEPS] if every else [args.kind]
    known = {"turn": TURNS, "anew": ANEW}.get(args.verb, ending.ENDS)
    wrong = [one for one in chosen if one not in known] or [one for one in args.systems if one not in DATABASES]
    if wrong:
        print(f"種類は {'・'.join(known)}、システムは {'・'.join(DATABASES)} です。", file=sys.stderr)
        return 2
    if not (home.pki_dir / "ca.pem").exists():
        print(f"{home.path} にはまだ鍵がありません。", file=sys.stderr)
        return 1
    if args.verb == "anew":
        well = _authority_anew(home) if args.kind == IN_STEPS else _anew(home, args.kind, args.systems)
        return 0 if well else 1
    if args.verb == "end":
        well = _end(home, args.kind, args.systems)
        return 0 if _kept_with_backups(home) and well else 1
    last = [kind for kind in chosen if TURNS[kind][2]][-1:]  # processes read anew once, after the last that needs it
    done = [_turn(home, kind, args.systems, tell=kind in last) for kind in chosen]
    return 0 if _kept_with_backups(home) and all(done) else 1


def _kept_with_backups(home: Home) -> bool:
    """A sealed copy of the keys beside the backups, so that one made before can be restored to a moment after."""
    try:
        if later_keys.keep(home):
            print("今の鍵を、封をして保存の場所（keys/）に置きました。前の保存から今より後の時点へ戻すときに使われます。")
            return True
    except (NoBackup, OSError) as trouble:
        print(f"今の鍵を保存の場所に置けません：{trouble}", file=sys.stderr)
    print("すぐに保存を取り直してください。前の保存には、新しい鍵が入っていません。")
    return place_of(home) is None


def _list(home: Home, as_json: bool) -> int:
    on = clock.real_now().astimezone(clock.TOKYO).date()
    there, strange = keys_of(home, on), unlisted(home)
    if as_json:
        unknown = [str(path.relative_to(home.path)) for path in strange]
        print(json.dumps({"keys": [key.as_dict(on) for key in there], "unlisted": unknown}, ensure_ascii=False, indent=1))
        return 1 if strange else 0
    for kind in kinds():
        own = [key for key in there if key.kind == kind]
        print(f"{kind.name:18} {kind.title}（{len(own)}個）\n{'':18} これによるもの：{kind.rests}")
        print(f"{'':18} 替え方：{kind.how}\n{'':18} 前のもの：{kind.before}")
        for key in own:
            print(f"{'':20} {_line(key, on)}")
    for path in strange:
        print(f"一覧にない秘密：{path.relative_to(home.path)}", file=sys.stderr)
    return 1 if strange else 0


def _lacking(home: Home, host: str | None, port: int) -> int:
    """What a restored server's values need and this installation does not have, before one is pointed to the other."""
    try:
        if host:
            with needed_keys.elsewhere(home, host, port) as looked_at:
                found = needed_keys.lacking(looked_at, SERVICES)
        else:
            found = needed_keys.lacking(home, with_journal(home) if home.embedded else SERVICES)
    except (NoBackup, psycopg.OperationalError) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    for one in found:
        print(needed_keys.line_of(one))
    if not found:
        print("足りない鍵はありません。")
    return 1 if needed_keys.errors_of(found) else 0


def _line(key: Key, on: date) -> str:
    due = f"、{key.due} までに替える" if key.due else ""
    before = f"、前の鍵 {key.before}個" if key.before else ""
    over = "【替える日を過ぎています】" if key.overdue(on) else ""
    return f"{key.place}：{key.made} から（{(on - key.made).days}日）{due}{before}{over}"


def _turn(home: Home, kind: str, only: list[str], *, tell: bool) -> bool:
    """One kind, system after system: the processes of one are well again before the next is begun."""
    well = True
    for system in [one for one in TURNS[kind][1] if not only or one in only or not one]:
        try:
            turning.turn(home, kind, system)
        except CannotTurn as refusal:
            print(f"{kind} {system}：{refusal}", file=sys.stderr)
            well = False
            continue
        told = reading_anew.tell(home, system) if tell else []
        print(f"替えました：{kind} {system}{'（読み直す処理：' + '、'.join(told) + '）' if told else ''}")
        if tell and not told:
            print(f"  {system} の処理が動いていれば、起動し直してください。")
        for name in reading_anew.wait(home, told):
            print(f"{name} がまだ働いていません。./sasae status で確かめてください。", file=sys.stderr)
            well = False
    return well


def _anew(home: Home, kind: str, only: list[str]) -> bool:
    """Killed at any moment, it goes on with what is left when it is called again."""
    well = True
    for system in [one for one in SERVICES if not only or one in only]:
        print(f"{kind} {system}：", flush=True)
        if kind == "sealing":
            well = _sealed_anew(home, system) and well
            continue
        done = ending.anew(home, kind, system)
        turning.note(home, f"anew {kind}", system)
        print(f"{kind} {system}：{'すべて今の鍵によっています' if done else '残っています。もう一度実行してください'}")
        well = well and done
    return well


def _sealed_anew(home: Home, system: str) -> bool:
    """What is sealed to a system and may change, in whichever service it lies."""
    try:
        count = ending_sealed.seal_anew(home, system)
    except CannotTurn as refusal:
        print(f"sealing {system}：{refusal}", file=sys.stderr)
        return False
    turning.note(home, "anew sealing", system)
    print(f"sealing {system}：{count:,}件を新しい鍵に封じ直しました")
    return True


def _authority_anew(home: Home) -> bool:
    try:
        print(ending.authority_anew(home))
    except CannotTurn as refusal:
        print(refusal, file=sys.stderr)
        return False
    turning.note(home, "anew authority", "")
    return _kept_with_backups(home)


def _end(home: Home, kind: str, only: list[str]) -> bool:
    well = True
    systems = tuple(KEPT) if kind == "derived" else TURNS[kind][1]
    for system in [one for one in systems if not only or one in only]:
        try:
            print(f"{kind} {system}：{ending.end(home, kind, system)}")
        except CannotTurn as refusal:
            print(f"{kind} {system}：{refusal}", file=sys.stderr)
            well = False
    return well
