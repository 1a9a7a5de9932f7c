"""Papers of a made-up person, to see how a wording looks before it is approved. The same makers the office prints with."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sasae.foundation.printing import render
from sasae.kernel.wareki import to_wareki
from sasae.reference.municipalities import WARDS
from sasae.subsidy.certificates.office import LANGUAGES, OFFICE
from sasae.subsidy.certificates.papers import certificate_paper
from sasae.subsidy.certificates.signing import picture_of
from sasae.subsidy.print_runs.sheets import SheetCode
from sasae.subsidy.wordings.checking import days_of
from sasae.subsidy.wordings.fields import Field, laid_over
from sasae.subsidy.wordings.languages import field_of
from sasae.subsidy.wordings.models import Rewording
from sasae.subsidy.wordings.tables import standing

_NAME, _CHILD, _ADDRESS, _POSTAL = "見本　花子", "見本　太郎", "神奈川県川崎市川崎区見本町１－１", "2100000"


def sample_of(change: Rewording) -> bytes:
    """The paper with a change's value, as of its day. Raises CannotPrint."""
    return paper_with(change.key, change.value, change.since)


def before_of(change: Rewording) -> bytes:
    """The same paper as it would be without the change. Raises CannotPrint."""
    return paper_with(change.key, standing(_field(change.key), change.since - timedelta(days=1)).value, change.since)


def _field(key: str) -> Field:
    field = field_of(key)
    if field is None:
        raise KeyError(key)
    return field


def unwritten(key: str, value: Any) -> bool:
    """Whether these are the texts of a language nobody has written yet."""
    return value is None and key.startswith("languages.")


def has_paper(key: str) -> bool:
    """Whether the value stands on a paper."""
    return bool(_field(key).sample)


def paper_with(key: str, value: Any, day: date) -> bytes:
    """The paper a field stands on, with this value, as of a day; of texts nobody has written, none (b"").

    Raises CannotPrint, KeyError for a field without.
    """
    if unwritten(key, value):
        return b""
    prefix, _, place = key.partition(".")
    office = OFFICE.on(day)
    if prefix == "office":
        office = laid_over(office, {place: value})
    elif prefix in ("letters", "wards"):
        office = laid_over(office, {f"{prefix}.{place}": value})
    sample = _field(key).sample
    if sample in _MAKERS:
        return _MAKERS[sample](office, key, value, day)
    return _letter(sample, office, day)


def _certificate(office: dict[str, Any], key: str, value: Any, day: date) -> bytes:
    language = key.partition(".")[2] if key.startswith("languages.") else "easy"
    words = LANGUAGES.on(day).get(language, {})
    data = {
        "office": office, "number": "0000-00000000", "kind": "見本", "recipient_number": "0000000", "name": _NAME,
        "kana": "ミホン　ハナコ", "birth_date": to_wareki(date(2000, 1, 1)), "sex": "女", "address": _ADDRESS,
        "applicant": _NAME, "valid_from": to_wareki(day), "valid_to": to_wareki(day.replace(month=12, day=31)),
        "issued_on": to_wareki(day), "words": {**words, **value} if key.startswith("languages.") else words,
        "texts": {"use": office["certificate_use"]}, "code": "MIHON",
    }  # fmt: skip
    return certificate_paper(data, day)


def _cover(office: dict[str, Any], key: str, value: Any, day: date) -> bytes:
    code, letters = SheetCode("000000", 0, 1, 1), key.startswith("letters.")
    item = "（通知の名前）" if letters else f"福祉医療証（第0000-00000000号）　{_NAME}"
    page = {
        "layout": "cover", "name": _NAME, "postal": _POSTAL, "address": _ADDRESS,
        "items": [item], "letters": letters, "code": str(code), "label": code.label,
    }  # fmt: skip
    data = {"office": office, "date": to_wareki(day), "proof": True, "pages": [page]}
    pictures = {f"q-{code}.svg": picture_of(str(code))}
    return render("subsidy/print_run", data, title="送付書（見本）", day=day, pictures=pictures, archival=False)


def _seal(office: dict[str, Any], key: str, value: Any, day: date) -> bytes:
    """A refusal that bears the picture, whatever seal is in use."""
    if value:
        office = laid_over(office, {"seal.style": "picture"})
    return _letter("refusal", office, day)


def _counter(office: dict[str, Any], key: str, value: Any, day: date) -> bytes:
    return _letter("renewal_report", office, day, ward=key.partition(".")[2])


def _plan(office: dict[str, Any], key: str, value: Any, day: date) -> bytes:
    """The letter whose deadline a plan sets."""
    days = days_of(key, value, day)
    letter = "renewal_report" if key == "calendar.year" else "renewal_extension"
    return _letter(letter, office, day, due_on=to_wareki(days["report_due"]), date=to_wareki(days["report"]))


_MAKERS: dict[str, Callable[[dict[str, Any], str, Any, date], bytes]] = {
    "certificate": _certificate, "language": _certificate, "cover": _cover, "cover_letter": _cover,
    "seal": _seal, "counter": _counter,
    "report": _plan, "extension": _plan,
}  # fmt: skip


def _letter(letter: str, office: dict[str, Any], day: date, **more: Any) -> bytes:
    """One letter with every place a letter may have."""
    told, title = to_wareki(day), office["letters"][letter]["title"]
    data = {
        "office": office, "number": f"{office['document_prefix']}第見本号", "receipt_number": "見本", "date": told,
        "name": _NAME, "postal_code": _POSTAL, "address": _ADDRESS, "outcome": "不交付（見本）", "ward": WARDS[0].code,
        "reasons": [{"text": "（ここに理由が入ります）", "facts": "", "article": "条例"}], "applied_on": told,
        "year": to_wareki(day).partition("年")[0] + "年", "judged_on": told, "due_on": to_wareki(day + timedelta(days=14)),
        "income_year": to_wareki(day.replace(year=day.year - 2, day=1)).partition("年")[0] + "年", "whose": [_NAME], "children": [_CHILD],
        "persons_lost": [_NAME, _CHILD], "received_on": told, "reminder": letter.endswith("_reminder"), "labels": ["（ここに書類の名前が入ります）"],
        "losses": [{"name": _CHILD, "recipient_number": "0000000", "reason": "（理由）", "last": told, "lost_on": told}],
        "certificates": [{"name": _CHILD, "number": "0000-00000000", "reason": "（理由）", "void": told}],
        "title": title, "claim": "見本", "claimed_on": told, "patient": _CHILD,
        "lines": [_LINE], "changed": False,
        "total": 3000, "month": told, "provider": "見本診療所", "self_pay": 3000, "deducted": 0, "appeal": "見本", "proxy": "",
        "filed_on": told, "decided_on": told, "late": True, "pay_on": told, "notices": [_payment()], "letter": letter, **_ONLY.get(letter, {}),
        "requested_on": told, "known_on": told, "due": told, **more,
    }  # fmt: skip
    if letter.startswith(_RECOVERY):
        data |= _recovery(letter.removeprefix(_RECOVERY), told)
        return render(f"subsidy/{_RECOVERY}letter", data, title=title, day=day)
    return render(f"subsidy/{_TEMPLATES.get(letter, letter)}", data, title=title, day=day)


_TEMPLATES = {"payment_notice": "payment_notices", "refund_notice": "refund_notices", "refund_request": "account_request", "paper_reminder": "paper_request", "recall_reminder": "recall", "claim_papers_reminder": "claim_papers"}


_RECOVERY = "recovery_"


def _recovery(kind: str, told: str) -> dict[str, Any]:
    treatment = {"person": _CHILD, "month": told, "provider": "見本診療所", "granted": 3000, "yen": 3000}
    return {
        "kind": kind, "receivable": "見本", "reason": "（返還の理由）", "why": "（理由の説明）", "yen": 3000, "owed": 3000,
        "refund": 3000, "state": "完納", "overdue": {"yen": 3000, "due_on": told}, "treatments": [treatment],
        "plan": [{"place": 1, "due_on": told, "yen": 3000}], "movements": [{"on": told, "kind": "収納", "yen": 3000}],
        "slips": [{"number": "見本", "due_on": told, "yen": 3000, "of": ""}],
    }  # fmt: skip


_EVIDENCE = {
    "kind": "開示", "request": "見本", "what": "（請求の内容）", "outcome": "一部を開示する（見本）", "refused": True,
    "grounds": ["（根拠）"], "reason": "（理由）", "disclosure": True, "fee": "100円（写し10枚）",
}  # fmt: skip
_ONLY: dict[str, dict[str, Any]] = {  # what no other letter tells
    "disclosure_decision": _EVIDENCE, "disclosure_extension": _EVIDENCE,
    "incident_notice": {
        "kind": "（事故の種類）", "items": "（含まれる情報）", "damage": "（二次被害）", "measures": ["（再発の防止）"],
    },
}  # fmt: skip


_LINE = {
    "patient": _CHILD, "month": "（診療年月）", "provider": "見本診療所", "self_pay": 3000, "deducted": 0, "amount": 3000,
    "changed": False,
}  # fmt: skip


def _payment() -> dict[str, Any]:
    item = {
        "number": "見本", "name": _CHILD, "month": "（診療年月）", "provider": "見本診療所", "days": 1, "total_cost": 10000,
        "self_pay": 3000, "deducted": 0, "yen": 3000,
    }  # fmt: skip
    return {
        "serial": "0000000000", "name": _NAME, "postal_code": _POSTAL, "address": _ADDRESS, "yen": 3000, "bank": "見本銀行",
        "branch": "見本支店", "type": "普通", "account": "****000", "items": [item], "refunds": [{"number": "見本", "decided_on": "（決定日）", "yen": 3000}],
    }  # fmt: skip
