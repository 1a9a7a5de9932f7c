"""`sasae assessment pack`, `ordered` and `check`, as people and programs call them."""

import argparse
import base64
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sasae.deployment.assessment.judging import State
from sasae.deployment.assessment.looking import Look
from sasae.deployment.assessment.pack.changes import changes
from sasae.deployment.assessment.pack.checking import check as check_pack
from sasae.deployment.assessment.pack.contents import FORM, Contents, gather, last_assessment, seal_heads
from sasae.deployment.assessment.pack.orders import order_waiting
from sasae.deployment.assessment.pack.writing import CONTENTS, MANIFEST, NotEmpty, pack_files, write
from sasae.deployment.assessment.today import databases
from sasae.deployment.home import Home
from sasae.kernel import clock

UNUSABLE = 2


class NotComparable(ValueError):
    """The earlier pack cannot be compared with; the text says why, in Japanese."""


TROUBLES = (NotComparable, NotEmpty, FileNotFoundError)


@dataclass(frozen=True)
class Written:
    """A pack that lies in its folder, and what is said of it."""

    changes: list[list[str]]
    counts: str
    unseen: list[str]


def pack(args: argparse.Namespace) -> int:
    """0 written, 1 written although something could not be looked at, 2 not written."""
    if not args.out:
        return _no("--out に、書き出す先のフォルダーを指定してください。")
    folder = Path(args.out)
    try:
        made = written(folder, Path(args.against) if args.against else None)
    except TROUBLES as trouble:
        return _no(str(trouble))
    print(f"{folder} に書き出しました（変更箇所 {len(made.changes)}件、条項 {made.counts}）。")
    if made.unseen:
        print(f"答えなかったシステム：{'、'.join(made.unseen)}。この一式は、それらを確かめていません。")
    if args.keep and not _hand_in(_files(folder, made)):
        return UNUSABLE
    return int(bool(made.unseen))


def written(folder: Path, against: Path | None) -> Written:
    """Look, compare and write. Raises NotComparable, NotEmpty, FileNotFoundError."""
    home = Home.load()
    before = earlier(against) if against else last_assessment()
    with databases(home) as found:
        look = Look(home, clock.now(), found)
        now, judged = gather(look)
        files = pack_files(before, now, judged, seal_heads(look))
    write(folder, files, home, now["at"])
    counts = "、".join(f"{name} {sum(one.state is state for one in judged)}" for state, name in _NAMES.items())
    return Written([one.row("") for one in changes(before, now)], counts, now["unseen"])


def ordered(args: argparse.Namespace) -> int:
    """Make the pack somebody asks for on screen. 0 made, or nobody asks; 1 it could not be made and the page says why; 2 not handed in."""
    found = order_waiting(Home.load())
    if found is None:
        print("求められている一式はありません。")
        return 0
    number, before = found
    with TemporaryDirectory(prefix="sasae-pack-") as temporary:
        try:
            folder, against = Path(temporary) / "pack", _unpacked(before, Path(temporary) / "before")
            told = {**_files(folder, written(folder, against)), "order": number}
        except TROUBLES as trouble:
            told = {"order": number, "problem": str(trouble)}
    if not _hand_in(told):
        return UNUSABLE
    return int("problem" in told)


def _unpacked(content: bytes | None, folder: Path) -> Path | None:
    """The earlier pack, as a folder to compare with."""
    if content is None:
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


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


def _files(folder: Path, made: Written) -> dict[str, Any]:
    """The pack as the subsidy system takes it in."""
    files = {path.name: base64.b64encode(path.read_bytes()).decode("ascii") for path in sorted(folder.iterdir())}
    return {"files": files, "changes": [row[1:4] + row[5:] for row in made.changes]}


def _hand_in(told: dict[str, Any]) -> bool:
    """Hand it to the subsidy system, for the page."""
    command = [sys.executable, "-m", "sasae.deployment.manage", "subsidy", "keep_pack"]
    return subprocess.run(command, check=False, input=json.dumps(told), text=True, stdout=sys.stderr).returncode == 0  # noqa: S603 - our own program


def _no(said: str) -> int:
    print(said, file=sys.stderr)
    return UNUSABLE
