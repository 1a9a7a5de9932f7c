"""What other bodies told beside income: kept with the facts, shown with its source and time, compared with the form.

The law decides without it. It tells staff what to look at, so a difference is said in words and decides nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sasae.foundation import sealing
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen
from sasae.subsidy.entitlements.asked import ALLOWANCE, ASSISTANCE, DISABILITY, PENSION, TAX, named, provider_named
from sasae.subsidy.entitlements.models import IncomeInquiry, InquiryState

WAITING, NONE, NO_ANSWER = "回答を待っています", "該当する記録なし", "回答が得られていません"
PROOF = "もう一度照会するか、所得の証明書を求めてください。"
_WORDS = {
    InquiryState.REQUESTED: WAITING, InquiryState.NOT_AUTOMATIC: WAITING, InquiryState.NOBODY: NONE,
    InquiryState.REFUSED: NO_ANSWER, InquiryState.ERROR: NO_ANSWER, InquiryState.ANSWERED: "回答あり",
    InquiryState.CORRECTED: "訂正の知らせがあり、もう一度照会します",
}  # fmt: skip
_ITEMS = {
    ALLOWANCE: {"since", "until"}, ASSISTANCE: {"since", "until"}, PENSION: {"since", "kind", "yearly_yen"},
    DISABILITY: {"since", "until", "grade"},
}  # fmt: skip


def readable(information: str, answer: Any) -> bool:
    """Whether an answer holds at least one record, each in the items of its kind."""
    records = answer.get("records") if isinstance(answer, dict) else None
    if not isinstance(records, list) or not records or information not in _ITEMS:
        return False
    return all(isinstance(one, dict) and one and set(one) <= _ITEMS[information] and _plain(one) for one in records)


def _plain(record: dict[str, Any]) -> bool:
    """Days can be read as days, yen as a number, the rest as a short text."""
    for name, value in record.items():
        if name == "yearly_yen":
            good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        elif name in ("since", "until"):
            good = (value is None and name == "until") or _day(value) is not None
        else:
            good = isinstance(value, str) and len(value) <= 100
        if not good:
            return False
    return True


def _day(text: Any) -> date | None:
    """A day, or the first of a month told without its day."""
    try:
        return date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except (ValueError, TypeError):
        return None


def told_of(applications: Iterable[int], year: int) -> dict[int, list[dict[str, Any]]]:
    """As the facts carry it, by application, in one question: of whom, what, by whom and when."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = IncomeInquiry.objects.filter(application__in=list(applications), state=InquiryState.ANSWERED, year=year)
    for one in rows.exclude(information=TAX).order_by("id"):
        answer = json.loads(sealing.decrypt(one.answer_cipher or b""))
        found[one.application_id].append(
            {
                "atena_no": one.atena_no, "information": one.information, "records": answer["records"],
                "source": f"情報照会（{provider_named(one.provider)}）",
                "told_at": one.provided_at.astimezone(clock.TOKYO).isoformat() if one.provided_at else "",
            }
        )  # fmt: skip
    return dict(found)


def words_of(information: str, record: dict[str, Any]) -> str:
    """One record in words."""
    parts = [str(record[name]) for name in ("kind", "grade") if record.get(name)]
    since, until = _day(record.get("since")), _day(record.get("until"))
    if since is not None:
        parts.append(f"{to_wareki(since)}から{to_wareki(until) + 'まで' if until else ''}")
    if "yearly_yen" in record:
        parts.append(f"年{format_yen(record['yearly_yen'])}")
    return "　".join(parts) or named(information)


def difference(told: dict[str, Any], form: dict[str, Any], facts: dict[str, Any]) -> str:
    """What does not agree with the form or with our own offices' records; empty when nothing does."""
    on = date.fromisoformat(facts["at"][:10])
    standing = any((_day(one.get("until")) or on) >= on for one in told["records"])
    if not standing:
        return ""
    if told["information"] == ASSISTANCE:
        return "ほかの市区町村で生活保護を受けています"
    if told["information"] == ALLOWANCE and told["atena_no"] == form["persons"]["applicant"]:
        if any(row["scheme"] == "A" and row["atena_no"] == told["atena_no"] for row in facts["enrolments"]):
            return "市の児童扶養手当の受給と重なっています"
        if not form.get("receives_child_allowance"):
            return "申請では児童扶養手当を受けていません"
    return ""


def rows_of(form: dict[str, Any], facts: dict[str, Any], asked: Iterable[IncomeInquiry]) -> Iterator[dict[str, Any]]:
    """What was taken into the facts, then what was asked and is not in them; how far it is, in the same few words
    whatever the reason: why a body tells nothing is nobody's business here."""
    taken = set()
    for told in facts.get("told_elsewhere", ()):
        taken.add((told["atena_no"], told["information"]))
        yield {
            "atena_no": told["atena_no"], "kind": named(told["information"]), "source": told["source"],
            "told_at": told["told_at"], "differs": difference(told, form, facts),
            "words": "、".join(words_of(told["information"], record) for record in told["records"]),
        }  # fmt: skip
    last = {(one.atena_no, one.information): one for one in asked if one.information != TAX}
    for key, one in last.items():
        if key not in taken:
            yield {
                "atena_no": one.atena_no, "kind": named(one.information), "told_at": "", "differs": "",
                "source": f"情報照会（{provider_named(one.provider)}）", "words": state_in_words(one),
            }  # fmt: skip


def state_in_words(one: IncomeInquiry) -> str:
    """How far a question is. What our own linkage did not take is said with its reason: it is ours to mend."""
    if one.state == InquiryState.ANSWERED:
        return "回答が届いています。もう一度審査すると取り入れます。"
    if one.inquiry_no is None:
        return f"照会できませんでした（{one.message}）"
    words = _WORDS[InquiryState(one.state)]
    return f"{words}。{PROOF}" if one.information == TAX and words in (NONE, NO_ANSWER) else words
