"""Partners whose systems others run: asked in, admitted, renewed, revoked. Every step is a line of `pki/partners.jsonl`.

Each line carries the digest of the line before, so that one taken out or changed is seen (`broken`).
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from sasae.contracts.catalog import OPERATIONS, AnyOperation
from sasae.deployment.home import PARTNERS, SERVICES, SIMULATORS, Home
from sasae.kernel import clock
from sasae.kernel.findings import Finding, error
from sasae.wire import admission, authority, permits
from sasae.wire.identity import directory

RECORD = "partners.jsonl"
ADMITTED, RENEWED, REVOKED = "admitted", "renewed", "revoked"
IN_WORDS = {ADMITTED: "登録", RENEWED: "更新", REVOKED: "失効"}


class NotDone(Exception):
    """A step that is not taken, for these reasons."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(finding.id for finding in findings))
        self.findings = list(findings)


@dataclass(frozen=True)
class Step:
    """One line of the record."""

    at: str
    what: str
    name: str
    by: str
    why: str
    detail: dict[str, Any]


def operations_of(name: str) -> list[AnyOperation]:
    """All the contracts let this system ask."""
    return [operation for operation in OPERATIONS if name in operation.callers]


def in_contracts(name: str) -> bool:
    """Whether any contract knows the name, as caller or as callee."""
    return any(name == operation.callee or name in operation.callers for operation in OPERATIONS)


def record(pki: Path) -> list[Step]:
    """Every step, oldest first."""
    return [Step(**{key: value for key, value in line.items() if key != "before"}) for line in _lines(pki)]


def states(pki: Path) -> dict[str, str]:
    """The last step by partner: who has one keeps its own keys, and is not issued anything by itself."""
    return {step.name: step.what for step in record(pki)}


def broken(pki: Path) -> int | None:
    """The number of the first line that does not follow from the one before; None when all do."""
    before = ""
    for number, text in enumerate(_texts(pki), 1):
        if json.loads(text)["before"] != before:
            return number
        before = hashlib.sha256(text.encode()).hexdigest()
    return None


def check(home: Home, content: bytes, endpoints: Sequence[str], said: str, now: datetime) -> list[Finding]:
    """Everything against admitting this request. `said`: the fingerprint the partner told over another way."""
    wanted, found = admission.check(content, now=now)
    if "".join(said.split()).upper() != admission.fingerprint(content).replace(" ", ""):
        found.append(error("PT-111", "fingerprint", "指紋が、相手から聞いたものと異なります。発行しないでください。"))
    if wanted is None:
        return found
    name = wanted.name
    if name in (*SERVICES, SIMULATORS):
        found.append(error("PT-112", "name", "この名は、この設置のシステムのものです。"))
    elif not in_contracts(name):
        found.append(error("PT-113", "name", "この名はどの契約にもありません。契約の変更を先に行ってください。"))
    allowed = {operation.full_name for operation in operations_of(name)}
    for each in endpoints:
        if each not in allowed:
            found.append(error("PT-114", each, "契約が、この名に認めていない操作です。"))
    if (wanted.signing_key.public_bytes_raw().hex()) in _given_up(home.pki_dir):
        found.append(error("PT-115", "signing_key", "失効した鍵が再び使われています。新しい鍵で作り直してください。"))
    taken = {key.public_bytes_raw() for other, key in directory(home.pki_dir).items() if other != name}
    if wanted.signing_key.public_bytes_raw() in taken:
        found.append(error("PT-116", "signing_key", "ほかのシステムが使っている鍵です。"))
    return found


def admit(home: Home, content: bytes, endpoints: Sequence[str], said: str, *, by: str, why: str, out: Path) -> Path:
    """Give the certificate, and what the partner needs beside it, into `out`. Raises NotDone.

    A partner that is in already is renewed: its former certificates are good until they run out, or are revoked when
    its signing key is another. The simulators give up the name.
    """
    now, pki = clock.real_now(), home.pki_dir
    found = check(home, content, endpoints, said, now) + _said_who(by, why)
    wanted, _ = admission.check(content, now=now)
    if found or wanted is None:
        raise NotDone(found)
    known = states(pki).get(wanted.name) in (ADMITTED, RENEWED)
    key = wanted.signing_key.public_bytes_raw()
    former = directory(pki).get(wanted.name)
    if not known or former is None or former.public_bytes_raw() != key:
        authority.revoke_serials(pki, authority.serials(pki, wanted.name))
    authority.certify(
        pki, wanted.name, wanted.tls_key, wanted.signing_key, wanted.sealing_key, hosts=wanted.hosts
    )  # fmt: skip
    _permit(pki, wanted.name, endpoints)
    detail = {
        "serial": f"{_certificate(pki, wanted.name).serial_number:x}", "endpoints": sorted(endpoints),
        "signing_key": key.hex(), "fingerprint": admission.fingerprint(content),
    }  # fmt: skip
    _write(pki, RENEWED if known else ADMITTED, wanted.name, by, why, detail)
    if wanted.name in PARTNERS:
        issue_simulators(home)
    return _hand_over(pki, wanted.name, out)


def revoke(home: Home, name: str, *, by: str, why: str) -> int:
    """Take the certificates and the signing key of a partner away: the next request is refused. Raises NotDone."""
    found = _said_who(by, why)
    if states(home.pki_dir).get(name) not in (ADMITTED, RENEWED):
        found.append(error("PT-118", "name", "登録中の連携先にこの名はありません。"))
    if found:
        raise NotDone(found)
    key = directory(home.pki_dir)[name].public_bytes_raw().hex()
    count = authority.revoke(home.pki_dir, name)
    _permit(home.pki_dir, name, [])
    _write(home.pki_dir, REVOKED, name, by, why, {"certificates": count, "signing_key": key})
    return count


def issue_simulators(home: Home) -> None:
    """The certificate of the world we play, without the partners who are there in truth; the former ones are revoked."""
    pki = home.pki_dir
    former = authority.serials(pki, SIMULATORS)
    real = states(pki)
    also = [name for name in PARTNERS if name not in real]
    authority.issue(pki, SIMULATORS, also=also, hosts=[*authority.HOSTS, *home.settings.get("hosts", [])])
    if real:
        authority.revoke_serials(pki, former)


def _said_who(by: str, why: str) -> list[Finding]:
    given = {"by": by.strip(), "why": why.strip()}
    return [error("PT-117", name, "誰が、何により行うかを入れてください。") for name, text in given.items() if not text]


def _given_up(pki: Path) -> set[str]:
    return {step.detail["signing_key"] for step in record(pki) if step.what == REVOKED}


def _permit(pki: Path, name: str, endpoints: Sequence[str]) -> None:
    path = pki / permits.FILE
    listed = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({**listed, name: sorted(endpoints)}, indent=1, sort_keys=True), encoding="utf-8")
    draft.replace(path)


def _hand_over(pki: Path, name: str, out: Path) -> Path:
    """What the partner puts beside its own keys; nothing of it is secret."""
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(pki / name / "tls.pem", folder / "tls.pem")
    for shared in ("ca.pem", "ca.crl", "directory.json"):
        shutil.copyfile(pki / shared, out / shared)
    for other in sorted(pki.glob("*/sealing.pub")):
        (out / other.parent.name).mkdir(exist_ok=True)
        shutil.copyfile(other, out / other.parent.name / "sealing.pub")
    return out


def _certificate(pki: Path, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((pki / name / "tls.pem").read_bytes())


def _texts(pki: Path) -> list[str]:
    path = pki / RECORD
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _lines(pki: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in _texts(pki)]


def _write(pki: Path, what: str, name: str, by: str, why: str, detail: dict[str, Any]) -> None:
    texts = _texts(pki)
    line = {
        "at": clock.real_now().isoformat(timespec="seconds"), "what": what, "name": name, "by": by, "why": why,
        "detail": detail, "before": hashlib.sha256(texts[-1].encode()).hexdigest() if texts else "",
    }  # fmt: skip
    with (pki / RECORD).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
