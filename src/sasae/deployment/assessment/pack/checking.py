"""Checking a pack by itself, without the installation it came from: is every file there, as it was, and no other?"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sasae.deployment.assessment.pack.signing import is_signed
from sasae.deployment.assessment.pack.writing import MANIFEST
from sasae.kernel.findings import Finding, error


def check(folder: Path, key: str = "") -> list[Finding]:
    """Everything that is not as the manifest says; nothing where all is well. `key`: the public key it must be signed with."""
    told = _manifest(folder)
    if told is None:
        return [error("EP-101", MANIFEST, "目録がないか、読めません。書き出しが途中で終わったか、別のフォルダーです。")]
    return list(_findings(folder, told, key))


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        named = [(one["name"], one["size"], one["sha256"]) for one in told["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    good = all(isinstance(name, str) and Path(name).name == name for name, _, _ in named)
    return told if isinstance(told, dict) and good else None


def _findings(folder: Path, told: dict[str, Any], key: str) -> Iterator[Finding]:
    if not is_signed(told):
        yield error("EP-102", MANIFEST, "目録の署名が正しくありません。目録が書き換えられています。")
    elif key and told["public_key"] != key:
        yield error(
            "EP-103", MANIFEST, "目録は、指定した鍵とは別の鍵で署名されています。書き出した設置を確かめてください。"
        )
    named = {one["name"]: one["sha256"] for one in told["files"]}
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    for name in sorted(named.keys() - there):
        yield error("EP-104", name, "目録にあるファイルがありません。書き出し直すか、受け取り直してください。")
    for name in sorted(there - named.keys()):
        yield error("EP-105", name, "目録にないファイルがあります。あとから加えられたものです。")
    for name in sorted(there & named.keys()):
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != named[name]:
            yield error("EP-106", name, "中身が、書き出したときと違います。書き換えられています。")
