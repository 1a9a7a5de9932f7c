"""Papers of a made-up person, to see how a wording looks before it is approved."""

from datetime import date
from typing import Any

from sasae.foundation.printing import render
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.certificates.papers import certificate_paper, words_of
from sasae.subsidy.certificates.signing import picture_of
from sasae.subsidy.print_runs.sheets import SheetCode
from sasae.subsidy.wordings.fields import FIELDS, laid_over
from sasae.subsidy.wordings.models import Rewording

_NAME, _ADDRESS = "見本　花子", "神奈川県川崎市川崎区見本町１－１"


def sample_of(change: Rewording) -> bytes:
    """The paper the changed value stands on, as of its day. Raises CannotPrint."""
    day = change.since
    prefix, _, place = change.key.partition(".")
    office = OFFICE.on(day)
    if prefix == "office":
        office = laid_over(office, {place: change.value})
    makers = {"certificate": _certificate, "refusal": _refusal, "cover": _cover}
    return makers[FIELDS[change.key].sample](office, day)


def _certificate(office: dict[str, Any], day: date) -> bytes:
    data = {
        "office": office, "number": "0000-00000000", "kind": "見本", "recipient_number": "0000000", "name": _NAME,
        "kana": "ミホン　ハナコ", "birth_date": to_wareki(date(2000, 1, 1)), "sex": "女", "address": _ADDRESS,
        "applicant": _NAME, "valid_from": to_wareki(day), "valid_to": to_wareki(day.replace(month=12, day=31)),
        "issued_on": to_wareki(day), "words": words_of("easy", day), "texts": {"use": office["certificate_use"]},
        "code": "MIHON",
    }  # fmt: skip
    return certificate_paper(data, day)


def _refusal(office: dict[str, Any], day: date) -> bytes:
    data = {
        "office": office, "number": f"{office['document_prefix']}第見本号", "receipt_number": "見本",
        "date": to_wareki(day), "name": _NAME, "postal_code": "2100000", "address": _ADDRESS, "outcome": "不交付（見本）",
        "intro": office["refusal_intro"].replace("{applied_on}", to_wareki(day)),
        "reasons": [{"text": "（ここに理由が入ります）", "facts": "", "article": "条例"}],
    }  # fmt: skip
    return render("subsidy/refusal", data, title="不交付決定通知書（見本）", day=day)


def _cover(office: dict[str, Any], day: date) -> bytes:
    code = SheetCode("000000", 0, 1, 1)
    page = {
        "layout": "cover", "name": _NAME, "postal": "2100000", "address": _ADDRESS,
        "items": [f"福祉医療証（第0000-00000000号）　{_NAME}"], "code": str(code), "label": code.label,
    }  # fmt: skip
    data = {"office": office, "date": to_wareki(day), "proof": True, "pages": [page]}
    pictures = {f"q-{code}.svg": picture_of(str(code))}
    return render("subsidy/print_run", data, title="送付書（見本）", day=day, pictures=pictures, archival=False)
