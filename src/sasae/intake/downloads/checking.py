"""All checks of one application file. Asks partners where it must; writes nothing.

Ids of findings: A-xxx the file (formats.application_zip), J-xxx signature and certificate (formats.jpki), IK-1xx what was
fetched, IK-2xx the certificate's relations, IK-3xx the content.
"""

import base64
import binascii
import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.contracts import certificates
from sasae.contracts import portal_applications as portal
from sasae.formats.application_evidence import statement_bytes
from sasae.formats.application_zip import ApplicationPackage, unpack
from sasae.formats.jpki import VerificationResult, verify_application
from sasae.foundation.own_keys import unseal
from sasae.foundation.partners import ask
from sasae.intake.applications.agreement import of_application
from sasae.intake.applications.models import Result, SignatureCheck
from sasae.intake.downloads import cosigners, revocation, unsigned
from sasae.intake.downloads.checked import Content, Grounds, Paper, Proof, Scan, Signed, Verdict
from sasae.intake.downloads.content_checks import of_attachments, of_form, of_papers
from sasae.intake.downloads.cosigners import storable
from sasae.intake.downloads.scanning import Scanner
from sasae.kernel.findings import Finding, Severity, error, has_errors, warning
from sasae.wire.client import Refused

NOT_KNOWN = "J-302"  # revocation could not be told: says nothing against the application


def check(entry: portal.Entry, told: portal.ApplicationFile, *, at: datetime) -> tuple[bytes, Verdict]:
    """The file's bytes and what is to be said of them.

    Raises revocation.CannotCheckNow and wire.client's Unreachable: then nothing is said, and it is to be tried again.
    """
    archive, findings = _bytes_of(entry, told)
    opened: list[str] = []
    scanner = Scanner()
    package = unpack(archive, unseal=lambda sealed: _noted(unseal(sealed), opened), inspect=scanner.inspect)
    scan = scanner.result()
    findings += package.findings
    if not package.good:
        return archive, Verdict(findings, scan=scan)
    if hashlib.sha256(package.application_bytes).hexdigest() not in opened:
        findings.append(error("IK-102", "application.json", "申請内容が市の鍵で封緘されていません。"))
    signed = check_signature(package, at=at, received_at=entry.received_at)
    beside = cosigners.check_all(
        package, signed, at=at, received_at=entry.received_at, user_serial_of=_user_serial_of
    )
    signed, findings = replace(signed, beside=beside), [*findings, *cosigners.notices(beside)]
    findings += [*signed.findings, *of_form(entry.procedure, package), *of_attachments(package), *of_papers(package)]
    findings += _seen_before(entry, signed)
    verdict = Verdict(findings, _content(package), signed, scan)
    if verdict.good and signed.grounds is not None:
        verdict = replace(verdict, proof=_proof(entry, archive, signed, signed.grounds, scan, at=at))
    return archive, verdict


def _seen_before(entry: portal.Entry, signed: Signed) -> list[Finding]:
    """The very same signature under another receipt number: sent twice, or a copy somebody sent again. Staff judge it."""
    if not signed.signing_serial or not signed.signature:
        return []
    same = SignatureCheck.objects.filter(signing_serial=signed.signing_serial, signature=signed.signature)
    other = same.exclude(download__receipt_number=entry.receipt_number).order_by("pk")
    number = other.values_list("download__receipt_number", flat=True).first()
    if number is None:
        return []
    said = f"同じ署名の申請を、受付番号 {number} で受け取っています。二度送られたか、写しが送られています。"
    return [warning("IK-105", "sign/signature.p7s", f"{said}申請者に確かめてください。")]


def _proof(
    entry: portal.Entry, archive: bytes, signed: Signed, grounds: Grounds, scan: Scan, *, at: datetime
) -> Proof:
    """What is accepted and on what grounds, stamped by a third party. Raises CannotCheckNow."""
    statement = statement_bytes(
        receipt_number=entry.receipt_number, procedure=entry.procedure, received_at=entry.received_at, checked_at=at,
        application=archive, anchor=grounds.anchor, revocation_list=grounds.revocation_list, answer=grounds.answer,
        scan=scan.result.value, others=cosigners.answers(signed.beside),
    )  # fmt: skip
    return Proof(statement, revocation.stamp_on(statement), grounds)


def _noted(content: bytes, opened: list[str]) -> bytes:
    opened.append(hashlib.sha256(content).hexdigest())
    return content


def _bytes_of(entry: portal.Entry, told: portal.ApplicationFile) -> tuple[bytes, list[Finding]]:
    try:
        archive = base64.b64decode(told.zip_base64, validate=True)
    except binascii.Error:
        archive = told.zip_base64.encode("ascii", "replace")
    digest = hashlib.sha256(archive).hexdigest()
    if told.receipt_number != entry.receipt_number or {told.sha256, entry.sha256} != {digest}:
        return archive, [
            error("IK-101", "ファイル全体", "申請機能の一覧にあるファイルと、受け取ったファイルが違います。")
        ]
    return archive, []


def _content(package: ApplicationPackage) -> Content:
    papers = [
        Paper(one.number, one.kind, one.name, one.media_type, one.content)
        for one in sorted(package.attachments, key=lambda one: one.number)
    ]
    return Content(package.application_bytes, package.pdf or None, papers)


def check_signature(package: ApplicationPackage, *, at: datetime, received_at: datetime) -> Signed:
    """Signature, chain, validity, revocation, and the user certificate that belongs to the signing certificate."""
    if unsigned.is_unsigned(package):
        stated = package.verification.user_serial if package.verification else ""
        return unsigned.judge(package, storable(plain_serial(stated), 40))
    roots = [one.public_bytes(Encoding.DER) for one in revocation.anchors()]
    answer, listed = revocation.answer_on(package.certificate), revocation.revocation_list(at)
    result = verify_application(
        package.application_bytes, package.signature, anchors=roots, at=at,
        crls=[listed], ocsps=[answer] if answer else [],
        received_at=received_at,
    )  # fmt: skip
    if {finding.id for finding in result.findings if finding.severity == Severity.ERROR} == {NOT_KNOWN}:
        raise revocation.CannotCheckNow("認証局の情報から、証明書が失効していないことを確かめられません。")
    findings = list(result.findings)
    if result.certificate_der and result.certificate_der != package.certificate:
        findings.append(error("IK-201", "sign/signcert.cer", "添えられた証明書が、署名に使われた証明書と違います。"))
    if not answer:
        findings.append(
            warning("IK-202", "失効の確認", "認証局の即時の回答（OCSP）がなく、失効リストだけで確かめました。")
        )
    if result.ok:
        findings += _belongs_together(package, result)
    used = answer if "J-305" not in {finding.id for finding in result.findings} else None
    signed = _signed(package, result, findings, "失効リスト（CRL）" + ("と即時回答（OCSP）" if used else ""))
    anchor = _anchor_of(package.certificate, roots)
    return replace(signed, grounds=Grounds(anchor, listed, used or b"")) if anchor else signed


def _anchor_of(certificate: bytes, roots: list[bytes]) -> bytes:
    """The authority that issued it; empty when none of ours did."""
    try:
        issued = x509.load_der_x509_certificate(certificate)
    except ValueError:
        return b""
    for root in roots:
        with suppress(ValueError, TypeError, InvalidSignature):
            issued.verify_directly_issued_by(x509.load_der_x509_certificate(root))
            return root
    return b""


def _belongs_together(package: ApplicationPackage, result: VerificationResult) -> list[Finding]:
    """The portal's statement against the card authority's word and the certificate."""
    stated, signer = package.verification, result.signer
    if stated is None or signer is None:
        return [error("IK-203", "sign/verify.csv", "電子署名検証結果データがありません。")]
    found = []
    if _user_serial_of(signer.serial) != plain_serial(stated.user_serial):
        found.append(
            error("IK-204", "sign/verify.csv", "利用者証明用電子証明書が、署名用電子証明書の本人のものではありません。")
        )
    birth = signer.birth_date.isoformat() if signer.birth_date else ""
    if (stated.name, stated.birth_date, stated.address) != (signer.name, birth, signer.address):
        found.append(warning("IK-205", "sign/verify.csv", "申請機能の検証結果データが、証明書の記載と違います。"))
    return found


def _user_serial_of(signing_serial: str) -> str | None:
    try:
        question = certificates.CorrespondenceRequest(signing_serial=signing_serial)
        told = ask(certificates.CORRESPONDENCE, question).user_serial
    except Refused:
        return None
    return plain_serial(told) if told else None


def plain_serial(text: str) -> str:
    """A serial number as we keep it: upper-case hex without leading zeros."""
    return text.strip().upper().lstrip("0")


def _signed(package: ApplicationPackage, result: VerificationResult, findings: list[Finding], how: str) -> Signed:
    """The seven items."""
    signer = result.signer
    items = {}
    if signer is not None:
        items = {
            "name": storable(signer.name, 200),
            "birth_date": signer.birth_date,
            "address": storable(signer.address, 1000),
            "sex": storable(signer.sex, 1),
            "signing_serial": signer.serial[:40],
            "replaced": storable(signer.name_replaced, 200),
        }
    return Signed(
        result=Result.BAD if has_errors(findings) else Result.GOOD,
        user_serial=storable(plain_serial(package.verification.user_serial), 40) if package.verification else "",
        revocation=how,
        findings=findings,
        certificate=result.certificate_der or package.certificate,
        signature=package.signature,
        comparisons=of_application(signer, package.application) if signer else (),
        **items,  # type: ignore[arg-type]
    )
