"""Writing a pack: files people read, files programs read, and a signed manifest of the hashes of all of them."""

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sasae.deployment.assessment.judging import Judged
from sasae.deployment.assessment.pack import inspection
from sasae.deployment.assessment.pack.changes import changes
from sasae.deployment.assessment.pack.contents import Contents
from sasae.deployment.assessment.pack.paper import evaluation
from sasae.deployment.assessment.pack.signing import signed
from sasae.deployment.home import Home

MANIFEST = "manifest.json"
CONTENTS, INSPECTION, CHANGES, ITEMS, PAPER = (
    "contents.json",
    "inspection.csv",
    "changes.csv",
    "items.csv",
    "evaluation.pdf",
)
CHANGE_HEADS = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
_FORMULA = ("=", "+", "@", "\t", "-")


class NotEmpty(ValueError):
    """The folder holds something already; a pack is never laid over another."""


def pack_files(before: Contents, now: Contents, judged: Sequence[Judged], seals: Mapping[str, Any]) -> dict[str, bytes]:
    """Every file of the pack but the manifest."""
    moment = datetime.fromisoformat(now["at"])
    found = changes(before, now)
    return {
        CONTENTS: _json({**now, "against": before["name"], "seals": dict(seals)}),
        INSPECTION: table(inspection.HEADS, inspection.lines(judged)),
        CHANGES: table(CHANGE_HEADS, [one.row(f"{moment:%Y-%m-%d}") for one in found]),
        ITEMS: table(("ファイル", "項目または列", "区分", "事務と必要な理由"), _items(now)),
        PAPER: evaluation(before, now, judged, found),
    }


def _items(now: Contents) -> Iterable[list[str]]:
    said = {True: "評価書にあり、列がある", False: "評価書にあるが、列がない", None: "調べられない"}
    for file, items in now["items"].items():
        yield from ([file, item, said[there], ""] for item, there in items.items())
    yield from (
        ["評価書にない列", f"{one['words']}（{place}）", "必要", one["why"]] for place, one in now["needed"].items()
    )
    yield from (["評価書にない列", f"{words}（{place}）", "区分なし", ""] for place, words in now["unclassed"].items())


def write(folder: Path, files: Mapping[str, bytes], home: Home, at: str) -> None:
    """Into a folder that is new or empty. The manifest comes last: a pack that was cut short has none. Raises NotEmpty."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotEmpty(f"{folder} は空ではありません。新しいフォルダーを指定してください。")
    for name, content in files.items():
        _put(folder / name, content)
    _put(folder / MANIFEST, manifest(files, home, at))


def manifest(files: Mapping[str, bytes], home: Home, at: str) -> bytes:
    """What is in the pack, with sizes and hashes, signed with the key of the subsidy system."""
    told = {
        "kind": "sasae.assessment.pack", "form": 1, "made_at": at,
        "files": [
            {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        ],
    }  # fmt: skip
    return _json(signed(told, home))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV as spreadsheets of an office open it: UTF-8 with mark, CRLF, nothing taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _put(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
        file.write(content)
