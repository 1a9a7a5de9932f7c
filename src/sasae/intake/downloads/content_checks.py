"""Checks of the content: is it the form of a procedure we take, can it be kept as it is."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from sasae.contracts.forms.definitions import NoSuchForm, of_version
from sasae.contracts.forms.papers import PAPERS, answers_of, lacking
from sasae.formats.application_zip import ApplicationPackage
from sasae.intake.applications.content import part
from sasae.intake.applications.procedures import procedures, read_form
from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.numbers import individual

LONGEST_KIND, LONGEST_NAME = 60, 150  # characters our columns hold


def of_form(procedure: str, package: ApplicationPackage) -> list[Finding]:
    """The form against the contract's words. Findings name places, never values."""
    form = package.application
    if procedure not in procedures():
        return [error("IK-301", "手続き", "この市で取り扱わない手続きの申請です。")]
    if form.get("form") != procedure:
        return [error("IK-302", "form", "一覧の手続きと申請書の様式が違います。")]
    if not _storable(form):
        return [error("IK-303", "application.json", "申請内容に、文字として扱えないものがあります。")]
    try:
        read = read_form(procedure, package.application_bytes)
    except ValidationError as wrong:
        return list(dict.fromkeys(_misfits(wrong)))
    return [
        warning("IK-306", place, "個人番号の検査用数字が合いません。業務システムで本人に確かめてください。")
        for place, number in part(read).numbers.items()
        if not individual.is_valid(number)
    ]


def _misfits(wrong: ValidationError) -> Iterator[Finding]:
    for one in wrong.errors(include_input=False, include_context=False, include_url=False):
        place = ".".join(str(step) for step in one["loc"])[:200]
        yield error("IK-304", _printable(place), "申請書の様式に合いません。")


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _storable(form: dict[str, Any]) -> bool:
    """Whether a database can keep every text of it: no NUL, no half characters."""
    text = json.dumps(form, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in text


def of_attachments(package: ApplicationPackage) -> list[Finding]:
    """Every paper has a number of its own and a name that can be kept."""
    numbers = [one.number for one in package.attachments]
    found = []
    for one in package.attachments:
        if numbers.count(one.number) > 1:
            found.append(error("IK-103", f"attach/{one.number:02d}", "添付の番号が重なっています。"))
        if len(one.kind) > LONGEST_KIND or len(one.name) > LONGEST_NAME:
            found.append(error("IK-104", f"attach/{one.number:02d}", "添付の種別か名前が長すぎます。"))
    return list(dict.fromkeys(found))


def of_papers(package: ApplicationPackage) -> list[Finding]:
    """The papers are those the signed content names, byte for byte, and those without which it cannot be sent are there.

    Content sent before contents named their papers names none: there is nothing to hold them against.
    """
    named = package.application.get(PAPERS)
    if not isinstance(named, list):
        return []
    told = {(str(one.get("number")), one.get("kind"), one.get("sha256")) for one in named if isinstance(one, dict)}
    there = {(str(one.number), one.kind, one.sha256) for one in package.attachments}
    found = [
        error(
            "IK-307", f"attach/{int(number):02d}", "添付の書類が、申請者が送った内容と違います。申請し直してください。"
        )
        for number in sorted({number for number, *_ in told ^ there if number.isdecimal()}, key=int)
    ]
    return found + _lacking(package)


def _lacking(package: ApplicationPackage) -> list[Finding]:
    try:
        definition = of_version(str(package.application.get("form")), str(package.application.get("form_version")))
    except NoSuchForm:
        return []
    answer = answers_of(package.application, definition.flat)
    missing = lacking(definition.papers, answer, [one.kind for one in package.attachments])
    return [
        error("IK-308", "attach", f"「{one.label}」が付いていません。付けて、申請し直してください。") for one in missing
    ]
