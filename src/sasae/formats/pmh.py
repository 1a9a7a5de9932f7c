"""医療費助成対象者情報登録 of PMH (Public Medical Hub): the array a municipality registers, by the published field list.

Published: 医療費助成対象者情報登録API (デジタル庁, v0.1.1 of 2024-03, differential version of 2024-07). One element a period
of a certificate; a cancellation is the same element with `isDeleted`.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.kernel.findings import Finding, error
from sasae.kernel.numbers import individual

_ALNUM = re.compile(r"[0-9A-Za-z]{1,50}")
MOST_NAME, MOST_RECIPIENT, MOST_KEY = 100, 30, 50


@dataclass(frozen=True)
class Person:
    """The five basics. `sex` is 1 or 2."""

    name: str
    name_kana: str
    address: str
    birth_date: date
    sex: str


@dataclass(frozen=True)
class Registration:
    """One element. `details`: what stands on the certificate's face, label and value, in order."""

    certificate_type: str
    individual_number: str
    person: Person
    not_disclosed: bool
    payer_number: str
    certificate_name: str
    recipient_number: str
    always_reimbursed: bool
    valid_from: date
    valid_to: date
    history_key: str
    deleted: bool
    details: tuple[tuple[str, str], ...]


class PmhRefused(ValueError):
    """Something does not fit the published fields; `findings` name each. Nothing is written."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(finding.id for finding in findings))
        self.findings = list(findings)


def write(registrations: Sequence[Registration]) -> bytes:
    """The JSON array, UTF-8. Raises PmhRefused with every finding at once."""
    findings = [each for number, one in enumerate(registrations, start=1) for each in check(one, f"{number}件目")]
    keys = Counter(one.history_key for one in registrations)
    findings += [
        error("PMH-009", key, f"履歴キー {key} が重なっています。") for key, times in keys.items() if times > 1
    ]
    if findings:
        raise PmhRefused(findings)
    return (json.dumps([_element(one) for one in registrations], ensure_ascii=False, indent=1) + "\n").encode()


def check(one: Registration, at: str) -> list[Finding]:
    """What of an element the registration would refuse. No finding repeats the individual number."""
    rules = [
        ("PMH-001", _ALNUM.fullmatch(one.certificate_type), "医療証の種類は50字までの英数字です。"),
        ("PMH-002", individual.is_valid(one.individual_number), "個人番号の検査数字が合いません。"),
        (
            "PMH-003",
            one.person.name and one.person.name_kana and one.person.address,
            "氏名・フリガナ・住所が要ります。",
        ),
        ("PMH-004", one.person.sex in ("1", "2"), "性別は1または2です。"),
        ("PMH-005", re.fullmatch(r"[0-9]{8}", one.payer_number), "公費負担者番号は8桁の数字です。"),
        ("PMH-006", 0 < len(one.certificate_name) <= MOST_NAME, f"医療証の名称は{MOST_NAME}字までです。"),
        ("PMH-007", 0 < len(one.recipient_number) <= MOST_RECIPIENT, f"受給者番号は{MOST_RECIPIENT}字までです。"),
        ("PMH-008", one.valid_from <= one.valid_to, "有効期間の終わりが始まりより前です。"),
        ("PMH-010", 0 < len(one.history_key) <= MOST_KEY, f"履歴キーは{MOST_KEY}字までです。"),
    ]
    return [error(id, at, message) for id, good, message in rules if not good]


def _element(one: Registration) -> dict[str, Any]:
    return {
        "orgSpecificCertificateTypeId": one.certificate_type,
        "myNumber": one.individual_number,
        "basicFiveInfo": {
            "name": one.person.name,
            "nameKana": one.person.name_kana,
            "address": one.person.address,
            "dateOfBirth": one.person.birth_date.isoformat(),
            "sex": one.person.sex,
        },
        "isNotDisclosed": one.not_disclosed,
        "medicalSubsidyInsurerNumber": one.payer_number,
        "certificationName": one.certificate_name,
        "medicalSubsidyRecipientNumber": one.recipient_number,
        "isAlwaysReimbursement": "1" if one.always_reimbursed else "0",
        "validFrom": one.valid_from.isoformat(),
        "validTo": one.valid_to.isoformat(),
        "historyKey": one.history_key,
        "isDeleted": one.deleted,
        "certificationDetail": [{"label": label, "value": value} for label, value in one.details],
    }
