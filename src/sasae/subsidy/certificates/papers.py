"""What stands on a certificate, and its paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sasae.formats import qr_code
from sasae.formats.certificate_code import Statement
from sasae.foundation.history import Actor
from sasae.foundation.printing import CannotPrint, render_many
from sasae.foundation.release import release
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.models import Form, Kind
from sasae.subsidy.certificates.office import LANGUAGES, OFFERED, OFFICE, PAPERS
from sasae.subsidy.certificates.signing import code_of
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden

_SEX = {"1": "男", "2": "女"}
PAGES = {Form.A6: 1, Form.CARD: 2}


class NoSuchPaper(LookupError):
    """On this day there is no such form, or no such language; the text says so, in Japanese."""


def certificate_data(
    entitlement: Entitlement, number: str, *, by: Actor, on: date, kind: Kind = Kind.NEW, language: str = "easy",
    office: dict[str, Any] | None = None, words: dict[str, str] | None = None, guarded: bool | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What stands on a certificate. `office`, `words` and `guarded` (whether the person is protected) spare the question
    where many are made on one day."""
    office = office or OFFICE.on(on)
    person, number_of_recipient = entitlement.recipient.person, entitlement.recipient.number
    claim = Statement(
        office["payer_number"], number_of_recipient, entitlement.valid_from, entitlement.valid_to, kind, number
    )
    return {
        "office": {name: value for name, value in office.items() if name not in ("letters", "wards")},
        "number": number,
        "kind": Kind(kind).label,
        "recipient_number": number_of_recipient,
        "name": person.name,
        "kana": person.name_kana,
        "birth_date": to_wareki(person.birth_date),
        "sex": _SEX.get(person.sex, ""),
        "address": printed_address(person, by=by, on=on, reason=f"医療証 {number} の印刷", guarded=guarded),
        "applicant": entitlement.family.applicant.name,
        "valid_from": to_wareki(entitlement.valid_from),
        "valid_to": to_wareki(entitlement.valid_to),
        "issued_on": to_wareki(on),
        "words": words or words_of(language, on),
        "texts": {"use": office["certificate_use"]},
        "code": code_of(claim),
    }


def words_of(language: str, on: date) -> dict[str, str]:
    """The words of a second language. Raises NoSuchPaper."""
    known: dict[str, dict[str, str]] = LANGUAGES.on(on)
    if language not in known:
        raise NoSuchPaper(f"医療証に添える言語「{language}」の文が、{to_wareki(on)}にはありません。")
    return known[language]


def languages(on: date) -> list[tuple[str, str]]:
    """Code and name of the languages offered on a day, for a choice; the first is that of whoever chose none."""
    return [(one["code"], one["name"]) for one in OFFERED.on(on)["rows"]]


def certificate_paper(data: dict[str, Any], on: date, form: str = Form.A6) -> bytes:
    """The certificate as it is handed out, in the form's layout of that day. Raises CannotPrint, NoSuchPaper."""
    made = certificate_papers([data], on, form)[0]
    if isinstance(made, CannotPrint):
        raise made
    return made


def certificate_papers(some: Sequence[dict[str, Any]], on: date, form: str = Form.A6) -> list[bytes | CannotPrint]:
    """Many certificates of one form, set at once, each a paper of its own. Raises NoSuchPaper."""
    layouts = PAPERS.on(on)
    if form not in layouts:
        raise NoSuchPaper(f"{to_wareki(on)}には、{Form(form).label}の様式はありません。")
    named = [{**data, "picture": f"code-{place}.png"} for place, data in enumerate(some, start=1)]
    pictures = [{data["picture"]: qr_code.png(data["code"])} for data in named]
    return render_many(
        f"subsidy/{layouts[form]}", named, title="福祉医療証", day=on, pages_each=PAGES[Form(form)], pictures=pictures
    )


def printed_address(person: Person, *, by: Actor, on: date, reason: str, guarded: bool | None = None) -> str:
    """A person's address for their own paper, through the release point."""
    return release(
        person.address, actor=by, way="print", person=person.atena_no,
        protected=is_hidden(person, on) if guarded is None else guarded, reason=reason,
    )  # fmt: skip
