"""Checking an evidence package of the intermediary server without its database and without its code.

A package is one line of JSON, `signature` a base64 Ed25519 signature over the rest in canonical form (members sorted, no
spaces, UTF-8). Permits are compact JWS (RFC 7515, EdDSA); digests are SHA-256 in hex over the text as it travelled; a
journal line's hash is SHA-256 over the hash before it and the entry in canonical form.
"""

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sasae.kernel.findings import Finding, error, warning

FORMAT = "sasae-evidence/1"
_BOUND = ("processing_no", "inquirer", "information", "affair", "procedure", "items", "period_from", "period_to")


def check(text: str, *, core_key: str = "", platform_key: str = "") -> list[Finding]:
    """What is wrong with a package; nothing when it holds. Keys (JWK) that are not given are taken from the package."""
    try:
        package = json.loads(text)
    except ValueError:
        return [error("E-100", "", "証跡一式として読めません。")]
    if not isinstance(package, dict) or package.get("format") != FORMAT:
        return [error("E-100", "format", f"証跡一式（{FORMAT}）ではありません。")]
    keys = package["keys"]
    found = [
        warning("E-001", f"keys.{name}", "鍵は一式の中のものを使いました。別の経路で得た鍵で確かめてください。")
        for name, given in (("core", core_key), ("platform", platform_key))
        if not given
    ]
    own = _key(platform_key or keys["platform"])
    if not _signed(package, own):
        found.append(error("E-101", "signature", "一式の署名が正しくありません。作られた後に変えられています。"))
    core = _key(core_key or keys["core"])
    for place, provision in enumerate(package["provisions"]):
        found += _provision(f"provisions.{place}", provision, core)
    return found + _answer(package) + _records(package) + _journal(package["journal"], own)


def _key(jwk: str) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(_decoded(json.loads(jwk)["x"]))
    except (ValueError, KeyError, TypeError):
        return None


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _signed(content: dict[str, Any], key: Ed25519PublicKey | None) -> bool:
    rest = {name: value for name, value in content.items() if name != "signature"}
    return _verifies(key, content.get("signature", ""), _canonical(rest), base64.b64decode)


def _verifies(key: Ed25519PublicKey | None, signature: str, signed: bytes, decode: Any) -> bool:
    try:
        if key is None:
            return False
        key.verify(decode(signature), signed)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _provision(at: str, provision: dict[str, Any], core: Ed25519PublicKey | None) -> list[Finding]:
    permit = provision["permit"]
    if not permit:
        return [warning("E-002", f"{at}.permit", "許可証そのものが一式にありません。")]
    parts = permit.split(".")
    if len(parts) != 3 or not _verifies(core, parts[2], f"{parts[0]}.{parts[1]}".encode(), _decoded):
        return [error("E-102", f"{at}.permit", "許可証の署名が、コアシステムのものではありません。")]
    found = []
    if hashlib.sha256(permit.encode()).hexdigest() != provision["permit_sha256"]:
        found.append(error("E-103", f"{at}.permit_sha256", "許可証のハッシュが、記録と違います。"))
    claims = json.loads(_decoded(parts[1]))
    wrong = [name for name in _BOUND if claims.get(name) != provision[name]]
    if wrong or claims.get("permit_no") != provision["permit_no"]:
        found.append(error("E-104", f"{at}.permit", f"許可証の内容が、提供の記録と違います（{'・'.join(wrong)}）。"))
    return found


def _answer(package: dict[str, Any]) -> list[Finding]:
    """The digest of the answer stands in the records of both sides."""
    found, digests = [], {row["answer_sha256"] for row in package["records"] if row["result"] == "answered"} - {""}
    answer = package["answer"]
    if answer and answer["sealed"]:
        digests.add(answer["sha256"])
        if hashlib.sha256(answer["sealed"].encode()).hexdigest() != answer["sha256"]:
            found.append(error("E-105", "answer", "回答のハッシュが、回答と違います。"))
    if len(digests) > 1:
        found.append(error("E-106", "records", "回答のハッシュが、記録どうしで違います。"))
    return found


def _records(package: dict[str, Any]) -> list[Finding]:
    core, rows = package["core_record"], package["records"]
    if core is None:
        return [warning("E-003", "core_record", "コアシステムの記録が一式にありません。")]
    last = {row["side"]: row["result"] for row in rows}
    wrong = [f"{side}側 {result}" for side, result in last.items() if result != core["result"]]
    if wrong:
        return [
            error(
                "E-107", "records", f"結果が、コアシステムの記録（{core['result']}）と違います（{'・'.join(wrong)}）。"
            )
        ]
    return []


def _journal(journal: dict[str, Any], key: Ed25519PublicKey | None) -> list[Finding]:
    found = []
    for place, line in enumerate(journal["lines"]):
        at = f"journal.lines.{place}"
        if line["hash"] is None:
            found.append(warning("E-004", at, "この操作履歴は、まだ封印されていません。"))
        elif _entry_hash(line) != line["hash"]:
            found.append(error("E-108", at, "操作履歴のハッシュが合いません。"))
        elif not any(_in_segment(seal, line["seq"], key) for seal in journal["seals"]):
            found.append(error("E-109", at, "操作履歴を封印した署名がないか、正しくありません。"))
    return found


def _entry_hash(line: dict[str, Any]) -> str:
    entry = {**line["entry"]}
    moment = datetime.fromisoformat(entry["at"])
    entry["at"] = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(bytes.fromhex(line["previous"]) + _canonical(entry)).hexdigest()


def _in_segment(seal: str, place: int, key: Ed25519PublicKey | None) -> bool:
    told = json.loads(seal)
    return told["first"] <= place <= told["last"] and _signed(told, key)
