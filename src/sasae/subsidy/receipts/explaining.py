"""Why a line is where it is: every rule with what it looked at, in sentences; and what the office knows now, beside it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.subsidy.receipts.adjudication import RULES, Known, is_correction
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.receipts.monthly import POINT_TABLES, SETTINGS

_SENTENCES: dict[str, dict[str, str]] = yaml.safe_load(
    (files(__package__) / "grounds.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Looked:
    """One rule: its name, whether it was met, what was looked at."""

    code: str
    label: str
    met: bool
    sentence: str


def looked_at(line: ReceiptLine) -> list[Looked]:
    """Every rule asked of the line when it was adjudicated; none for a line that was not."""
    grounds = line.grounds or {}
    if "facts" not in grounds or line.reason == "A10" or is_correction(line.in_kind_yen, line.self_pay_yen):
        return []
    not_met, told = set(grounds["not_met"]), _words(line, grounds["facts"])
    return [
        Looked(code, _SENTENCES[code]["label"], code not in not_met, _SENTENCES[code]["sentence"].format_map(told))
        for code in RULES
    ]


def _words(line: ReceiptLine, facts: dict[str, Any]) -> "defaultdict[str, str]":
    yen = facts.get("yen") or []
    covered = facts.get("covered")
    told = {
        "recipient": line.recipient_number, "name": line.name,
        "birth": to_wareki(line.birth_date) if line.birth_date else "",
        "month": _month(facts.get("month")), "billing": _month(facts.get("billing")),
        "covered": "～".join(to_wareki(date.fromisoformat(day)) for day in covered) if covered else "",
        "void": to_wareki(date.fromisoformat(facts["void"])) if facts.get("void") else "",
        "insurer": line.insurer_number, "insurers": "・".join(facts.get("insurers", [])), "kind": line.receipt_kind,
        "payers": line.payers.replace(",", "→"), "special": line.special,
        "share": f"{facts['share']}割" if facts.get("share") else "",
        "decided": _yen(yen, 0), "self_pay": _yen(yen, 1), "window": _yen(yen, 2), "in_kind": _yen(yen, 3),
        "paid": facts.get("paid", ""), "like": facts.get("like", ""), "other": facts.get("other", ""),
        "reimbursed": facts.get("reimbursed", ""), "school": facts.get("school", ""), "third": facts.get("third", ""),
        "earlier": f"{facts.get('earlier', 0):,}円", "cap": f"{facts.get('cap', 0):,}円",
        "days": "" if line.days is None else f"{line.days}日",
    }  # fmt: skip
    return defaultdict(str, {key: value or "なし" for key, value in told.items()})


def _month(text: str | None) -> str:
    return month_to_wareki(Month.parse(text).first) if text else ""


def _yen(yen: list[int | None], place: int) -> str:
    return f"{yen[place]:,}円" if place < len(yen) and yen[place] is not None else ""


@dataclass(frozen=True)
class Compared:
    """One thing the receipt says and the office knows."""

    label: str
    receipt: str
    office: str
    differs: bool


def compared(line: ReceiptLine, known: Known) -> list[Compared]:
    """The receipt beside what is registered now, for the month of treatment."""
    birth = to_wareki(line.birth_date) if line.birth_date else "なし"
    own = to_wareki(known.birth_date) if known.birth_date else "なし"
    covered = "～".join(to_wareki(date.fromisoformat(day)) for day in known.covered) if known.covered else "なし"
    insurers = "・".join(sorted(known.insurers)) or "登録なし"
    total = known.month_self_pay + (0 if line.state == "accepted" else line.self_pay_yen or 0)
    place = f"{POINT_TABLES.get(line.point_table, '－')}{SETTINGS.get(line.setting, '')}　{line.provider} {line.provider_name}"
    paid = "、".join(each for each in (known.paid_in_kind, known.like_it, known.other_code, known.reimbursed) if each)
    return [
        Compared("受給者番号・人", line.recipient_number or "なし", line.person.name if line.person else "特定できません", line.person is None),
        Compared("生年月日", birth, own, known.birth_date is not None and line.birth_date not in (None, known.birth_date)),
        Compared("診療年月・資格", _month(line.treatment_month) or "なし", covered, known.entitlement_id is None),
        Compared("医療証", "－", f"{to_wareki(date.fromisoformat(known.certificate_void))}に無効" if known.certificate_void else "使えます", bool(known.certificate_void)),
        Compared("保険者番号", line.insurer_number or "なし", insurers, bool(known.insurers) and line.insurer_number not in known.insurers),
        Compared("同じ診療の支払", place, paid or "ありません", bool(paid)),
        Compared("この人の月の自己負担額", f"{line.self_pay_yen or 0:,}円", f"この明細を含めて{total:,}円", False),
    ]  # fmt: skip
