"""`sasae application verify FILE`: whether an accepted application is unchanged and was validly signed, offline."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.deployment.home import Home
from sasae.formats.application_evidence import Cosigner, Verified, verify
from sasae.formats.incoming import Unusable
from sasae.formats.jpki import SignerItems
from sasae.formats.tables import findings_report
from sasae.kernel import clock
from sasae.wire import sealing

NAME = "application"
HELP = "受け入れた電子申請の証拠ファイルを、通信せずに検証する"
SEXES = {"1": "男", "2": "女"}
MOST = 256 * 1024 * 1024  # bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb and its options."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify")
    one = verbs.add_parser("verify", help="検証する（終了コード 0：確かめられた、1：確かめられない、2：読めない）")
    one.add_argument("file", metavar="ZIP", type=Path)
    one.add_argument("--json", action="store_true", help="結果をJSONで出力する")
    one.add_argument(
        "--trust", type=Path, metavar="FOLDER", help="認証局の証明書の置き場所（既定：SASAE_HOME/pki/trust）"
    )
    one.add_argument(
        "--key", type=Path, metavar="PKI", help="申請管理の封緘鍵のある pki フォルダー。あれば申請の中身も確かめる"
    )


def run(args: argparse.Namespace) -> int:
    """0 proven, 1 not proven, 2 nothing that could be read."""
    folder = args.trust or Home.load().pki_dir / "trust"
    try:
        content = _read(args.file)
        anchors, stamp_anchors = (_certificates(folder, name) for name in ("signing-ca*", "stamping-ca*"))
        unseal = _opener(args.key)
    except Unusable as reason:
        print(reason, file=sys.stderr)
        return 2
    found = verify(content, anchors=anchors, stamp_anchors=stamp_anchors, now=clock.now(), unseal=unseal)
    if args.json:
        print(json.dumps(_as_dict(found), ensure_ascii=False, indent=1))
    else:
        print("\n".join([*_lines(found), ""]))
        print(findings_report(found.findings), end="")
    return 0 if found.ok else 1


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST:
            raise Unusable("ファイルが大きすぎます。")
        return file.read_bytes()
    except OSError as trouble:
        raise Unusable(f"{file} を読めません：{trouble.strerror}") from trouble


def _certificates(folder: Path, pattern: str) -> list[bytes]:
    """Every certificate of these files, DER. One that cannot be read is a fault of the installation, not of the file."""
    found: list[x509.Certificate] = []
    for place in sorted(folder.glob(pattern)):
        try:
            content = place.read_bytes()
            pem = content.startswith(b"-----BEGIN")
            found += x509.load_pem_x509_certificates(content) if pem else [x509.load_der_x509_certificate(content)]
        except (OSError, ValueError) as trouble:
            raise Unusable(f"{place} を証明書として読めません。") from trouble
    return [one.public_bytes(Encoding.DER) for one in found]


def _opener(pki: Path | None) -> Callable[[bytes], bytes] | None:
    if pki is None:
        return None
    if not (pki / "intake" / "sealing.key").is_file():
        raise Unusable(f"{pki} に申請管理の封緘鍵（intake/sealing.key）がありません。")
    return partial(sealing.unseal, pki, "intake")


def _as_dict(found: Verified) -> dict[str, object]:
    said, stamp, signer = found.statement, found.stamp, found.signer
    return {
        "verified": found.ok,
        "receipt_number": said.receipt_number if said else None,
        "procedure": said.procedure if said else None,
        "received_at": said.received_at.isoformat() if said else None,
        "checked_at": said.checked_at.isoformat() if said else None,
        "stamped_at": stamp.at.isoformat() if stamp else None,
        "stamp_authority": stamp.authority if stamp else None,
        "signer": _signer(signer),
        "revocation": found.revocation,
        "cosigners": [
            {
                "number": one.number,
                "verified": one.ok,
                "signer": _signer(one.signer),
                "revocation": one.revocation,
                "findings": [finding.as_dict() for finding in one.findings],
            }
            for one in found.cosigners
        ],
        "findings": [finding.as_dict() for finding in found.findings],
    }


def _signer(signer: SignerItems | None) -> dict[str, str | None] | None:
    if signer is None:
        return None
    return {
        "serial": signer.serial,
        "name": signer.name,
        "birth_date": signer.birth_date.isoformat() if signer.birth_date else None,
        "not_after": signer.not_after.isoformat(),
    }


def _lines(found: Verified) -> Sequence[str]:
    said, stamp, signer = found.statement, found.stamp, found.signer
    lines = [f"結果　　　　：{'確かめられました' if found.ok else '確かめられません'}"]
    if said:
        lines.append(f"受付番号　　：{said.receipt_number}（{said.procedure}）")
        lines.append(f"申請の受付　：{_when(said.received_at)}")
        lines.append(f"市の検証　　：{_when(said.checked_at)}（ウイルス検査 {said.scan}）")
    if stamp:
        lines.append(f"時刻証明　　：{_when(stamp.at)}（{stamp.authority}）")
    if signer:
        lines.append(f"署名した人　：{_named(signer)}")
        lines.append(f"証明書　　　：発行番号 {signer.serial}、{_when(signer.not_after)}まで")
    return [*lines, *(line for one in found.cosigners for line in _cosigner(one))]


def _named(signer: SignerItems) -> str:
    born = signer.birth_date.isoformat() if signer.birth_date else "不明"
    return f"{signer.name}（{born}生、{SEXES.get(signer.sex, '不明')}）"


def _cosigner(one: Cosigner) -> Sequence[str]:
    """One co-applicant: whether their signature holds by itself, whose it is, and what was found."""
    who = _named(one.signer) if one.signer else "証明書を読めません"
    said = f"連名の署名{one.number:02d}：{'確かめられました' if one.ok else '確かめられません'}　{who}"
    return [said, *(f"　　　　　　　{finding.id} {finding.message}" for finding in one.findings)]


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(clock.TOKYO):%Y-%m-%d %H:%M:%S}"
