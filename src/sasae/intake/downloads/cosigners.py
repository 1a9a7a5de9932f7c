"""The signatures of co-applicants, each checked by itself: over the same bytes, chain, revocation, and whose it is.

A bad one is no fault of the application. It is kept with its findings, and its person's consent counts as not given.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from sasae.contracts.forms.cosigning import born, may_sign
from sasae.contracts.forms.definitions import NoSuchForm, of_version
from sasae.formats.application_zip import ApplicationPackage, Cosignature
from sasae.formats.jpki import SignerItems, VerificationResult, verify_application
from sasae.intake.applications.models import Result
from sasae.intake.downloads import revocation
from sasae.intake.downloads.checked import Cosigned, Signed
from sasae.kernel.characters import names_agree
from sasae.kernel.findings import Finding, error, has_errors, warning

People = Mapping[str, Mapping[str, Any]]


def check_all(
    package: ApplicationPackage, applicant: Signed, *, at: datetime, received_at: datetime,
    user_serial_of: Callable[[str], str | None],
) -> tuple[Cosigned, ...]:  # fmt: skip
    """Every co-signature of a file, in its order. A card signs once: the applicant's, or one before, is refused.

    Raises revocation.CannotCheckNow and wire.client's Unreachable.
    """
    people, seen, found = _people(package.application), {applicant.signing_serial}, []
    for one in package.cosignatures:
        told = _check(one, package.application_bytes, people, seen, at, received_at)
        seen.add(told.signing_serial)
        serial = user_serial_of(told.signing_serial) if told.result == Result.GOOD else None
        found.append(replace(told, user_serial=storable(serial or "", 40)))
    return tuple(found)


def notices(beside: Iterable[Cosigned]) -> list[Finding]:
    """What is said of the application where one of them does not hold."""
    return [
        warning(
            "IK-208", f"sign/cosign_{one.number:02d}.p7s",
            f"連名の署名（{one.number}人目）を、有効と確かめられません。この人の同意は、ないものとして扱います。",
        )
        for one in beside if one.result != Result.GOOD
    ]  # fmt: skip


def answers(beside: Iterable[Cosigned]) -> dict[int, bytes]:
    """The authority's immediate answers, for the evidence."""
    return {one.number: one.answer for one in beside if one.answer}


def storable(value: str, most: int) -> str:
    """What a foreign certificate or table might say to break a column is cut; its bytes are kept whole."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()[:most]


def _people(form: Mapping[str, Any]) -> People | None:
    """Whom the form names that may sign; None where its procedure knows no co-applicants."""
    try:
        asked = of_version(str(form.get("form", "")), str(form.get("form_version", ""))).cosigners
        on = date.fromisoformat(str(form.get("applied_on", "")))
    except (NoSuchForm, ValueError):
        return None
    return may_sign(asked, form, on) if asked else None


def _check(
    one: Cosignature, content: bytes, people: People | None, seen: set[str], at: datetime, received_at: datetime
) -> Cosigned:
    roots = [anchor.public_bytes(Encoding.DER) for anchor in revocation.anchors()]
    answer, listed = revocation.answer_on(one.certificate), revocation.revocation_list(at)
    result = verify_application(
        content, one.signature, anchors=roots, at=at, crls=[listed], ocsps=[answer] if answer else [],
        received_at=received_at,
    )  # fmt: skip
    place = f"sign/cosign_{one.number:02d}"
    findings = [*result.findings, *_of_file(one, result, bool(answer), place), *_of_person(one, result, people, place)]
    if result.signer is not None and result.signer.serial[:40] in seen:
        findings.append(
            error("IK-212", f"{place}.cer", "申請者か、ほかの連名の人と同じカードで署名されています。")
        )
    return _told(one, result, findings, answer or b"")


def _of_file(one: Cosignature, result: VerificationResult, answered: bool, place: str) -> Iterable[Finding]:
    """The members against each other, and how revocation was told."""
    if not one.signature or not one.certificate or one.verification is None:
        yield error("IK-213", f"{place}.p7s", "連名の署名の中身がそろっていません。")
    if result.certificate_der and result.certificate_der != one.certificate:
        yield error("IK-201", f"{place}.cer", "添えられた証明書が、署名に使われた証明書と違います。")
    if not answered:
        yield warning("IK-202", "失効の確認", "認証局の即時の回答（OCSP）がなく、失効リストだけで確かめました。")


def _of_person(one: Cosignature, result: VerificationResult, people: People | None, place: str) -> Iterable[Finding]:
    """The certificate against the person it is said to be of; characters it cannot carry are not compared."""
    if people is None:
        yield error("IK-209", f"{place}.p7s", "この手続では、連名の署名を使いません。")
        return
    person = people.get(one.place)
    if person is None:
        yield error("IK-210", f"{place}.csv", "連名の署名をした人が、申請書に書かれた大人の家族にいません。")
    elif result.signer is not None and not _is_of(result.signer, person):
        yield error("IK-211", f"{place}.cer", "連名の証明書の氏名・生年月日が、申請書に書かれた人と違います。")


def _is_of(signer: SignerItems, person: Mapping[str, Any]) -> bool:
    return signer.birth_date == born(person) and names_agree(
        signer.name, str(person.get("name", "")), signer.name_replaced
    )


def _told(one: Cosignature, result: VerificationResult, findings: list[Finding], answer: bytes) -> Cosigned:
    signer = result.signer
    return Cosigned(
        number=one.number,
        place=storable(one.place, 40),
        result=Result.BAD if has_errors(findings) else Result.GOOD,
        name=storable(signer.name, 200) if signer else "",
        birth_date=signer.birth_date if signer else None,
        signing_serial=signer.serial[:40] if signer else "",
        replaced=storable(signer.name_replaced, 200) if signer else "",
        revocation="失効リスト（CRL）" + ("と即時回答（OCSP）" if answer else ""),
        findings=findings,
        certificate=result.certificate_der or one.certificate,
        signature=one.signature,
        answer=answer,
    )
