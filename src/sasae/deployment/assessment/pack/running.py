"""`sasae assessment pack` and `check`, as people and programs call them."""

import argparse
import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from sasae.deployment.assessment.judging import State
from sasae.deployment.assessment.looking import Look
from sasae.deployment.assessment.pack.changes import changes
from sasae.deployment.assessment.pack.checking import check as check_pack
from sasae.deployment.assessment.pack.contents import FORM, Contents, gather, last_assessment, seal_heads
from sasae.deployment.assessment.pack.writing import CONTENTS, MANIFEST, NotEmpty, pack_files, write
from sasae.deployment.assessment.today import databases
from sasae.deployment.home import Home
from sasae.kernel import clock

UNUSABLE = 2


class NotComparable(ValueError):
    """The earlier pack cannot be compared with; the text says why, in Japanese."""


def pack(args: argparse.Namespace) -> int:
    """0 written, 1 written although something could not be looked at, 2 not written."""
    if not args.out:
        return _no("--out に、書き出す先のフォルダーを指定してください。")
    home, folder = Home.load(), Path(args.out)
    try:
        before = earlier(Path(args.against)) if args.against else last_assessment()
        with databases(home) as found:
            look = Look(home, clock.now(), found)
            now, judged = gather(look)
            files = pack_files(before, now, judged, seal_heads(look))
        write(folder, files, home, now["at"])
    except (NotComparable, NotEmpty, FileNotFoundError) as trouble:
        return _no(str(trouble))
    counts = "、".join(f"{name} {sum(one.state is state for one in judged)}" for state, name in _NAMES.items())
    print(f"{folder} に書き出しました（変更箇所 {len(changes(before, now))}件、条項 {counts}）。")
    if now["unseen"]:
        print(f"答えなかったシステム：{'、'.join(now['unseen'])}。この一式は、それらを確かめていません。")
    if args.keep and not _keep(folder, [one.row("") for one in changes(before, now)]):
        return UNUSABLE
    return int(bool(now["unseen"]))


_NAMES = {
    State.TRUE: "満たしている",
    State.FALSE: "満たしていない",
    State.UNKNOWN: "確かめられない",
    State.NOT_BUILT: "未実装",
}


def check(args: argparse.Namespace) -> int:
    """0 as it was written, 1 not, 2 no folder."""
    if not args.folder or not Path(args.folder).is_dir():
        return _no("点検するフォルダーを指定してください。")
    found = check_pack(Path(args.folder), args.key)
    if args.json:
        print(json.dumps([{"id": one.id, "at": one.at, "message": one.message} for one in found], ensure_ascii=False))
    else:
        print("\n".join(f"{one.id}　{one.at}　{one.message}" for one in found) or "書き出したときのままです。")
    if not found and not args.json:
        told = json.loads((Path(args.folder) / MANIFEST).read_text("utf-8"))
        print(f"署名した鍵：{told['public_key']}（設置の鍵と同じか、--key で確かめられます）")
    return int(bool(found))


def earlier(folder: Path) -> Contents:
    """The contents of an earlier pack, if it is as it was written. Raises NotComparable."""
    found = check_pack(folder) if folder.is_dir() else None
    if found is None or found:
        raise NotComparable(f"{folder} は、書き出したときのままの一式ではありません。")
    told: dict[str, Any] = json.loads((folder / CONTENTS).read_text("utf-8"))
    if told.get("form") != FORM:
        raise NotComparable(f"{folder} は、別の版の一式です。評価書そのものと比べてください。")
    return told


def _keep(folder: Path, rows: list[list[str]]) -> bool:
    """Hand the pack to the subsidy system, for the page."""
    files = {path.name: base64.b64encode(path.read_bytes()).decode("ascii") for path in sorted(folder.iterdir())}
    command = [sys.executable, "-m", "sasae.deployment.manage", "subsidy", "keep_pack"]
    told = json.dumps({"files": files, "changes": [row[1:4] + row[5:] for row in rows]})
    return subprocess.run(command, check=False, input=told, text=True, stdout=sys.stderr).returncode == 0  # noqa: S603 - our own program


def _no(said: str) -> int:
    print(said, file=sys.stderr)
    return UNUSABLE
