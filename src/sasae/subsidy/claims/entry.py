"""What stands against a claim as it is written: every objection at once, in Japanese. Nothing is changed here."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sasae.kernel.findings import Finding, error
from sasae.kernel.period import Month
from sasae.kernel.wareki import to_wareki
from sasae.law.single_parent.benefit import first_claim_day
from sasae.law.single_parent.benefit_values import WINDOW
from sasae.law.single_parent.claim_papers import CODES
from sasae.law.single_parent.high_cost import classes
from sasae.subsidy.claims import repeats
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person

YEN = ("total_cost", "insured_self_pay", "meals", "high_cost", "year_benefit", "fringe", "other_public", "school_insurance")
MOST_YEN = 99_999_999  # 総医療費 of one receipt; beyond it a digit too many was typed
MOST_BYTES = 10 * 1024**2
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia")  # what a receipt's PDF has no use for
LONGEST_WHY = 200  # letters


def objections(
    recipient: Recipient | None, month: Month, values: Mapping[str, Any], *, claimed_on: date, on: date,
    but: Claim | None = None,
) -> list[Finding]:  # fmt: skip
    """What stands against taking this claim in; `but` is the claim that is being corrected, or taken in anew."""
    found = [*_days(month, claimed_on, on), *_amounts(values), *_treatment(month, values)]
    if recipient is None:
        return [error("C-101", "recipient_number", "この受給者番号の人はいません。"), *found]
    found += [*_alive(recipient.person, month, values), *_codes(recipient.person, month, values, but.part if but else "")]
    if not recipient.entitlements.exists():
        found.append(error("C-105", "recipient_number", "この受給者には資格の登録がありません。"))
    return [*found, *repeats.against(recipient.person_id, repeats.Bill.of(month, values), but.pk if but else None)]


def _days(month: Month, claimed_on: date, on: date) -> list[Finding]:
    found = []
    if claimed_on > on:
        found.append(error("C-111", "claimed_on", "請求日が今日より後です。"))
    if month.first < WINDOW.rows[0].since:
        found.append(error("C-110", "month", f"{to_wareki(WINDOW.rows[0].since)}より前の診療は扱えません。"))
    elif claimed_on < first_claim_day(month):
        opens = to_wareki(first_claim_day(month))
        found.append(error("C-108", "month", f"この診療月の請求は、翌月（{opens}）から受け付けます。"))
    return found


def _alive(person: Person, month: Month, values: Mapping[str, Any]) -> list[Finding]:
    """Nobody is treated before birth or after death."""
    days: Sequence[date] = values.get("treated_on") or ()
    if month < Month.of(person.birth_date):
        return [error("C-109", "month", "診療年月が受診者の生まれる前です。")]
    if person.died_on and month > Month.of(person.died_on):
        return [error("C-118", "month", f"診療年月が受診者の死亡（{to_wareki(person.died_on)}）より後です。")]
    found = []
    if any(day < person.birth_date for day in days):
        found.append(error("C-109", "treated_on", "診療日が受診者の生まれる前です。"))
    if person.died_on and any(day > person.died_on for day in days):
        found.append(error("C-118", "treated_on", f"診療日が受診者の死亡（{to_wareki(person.died_on)}）より後です。"))
    return found


def _codes(person: Person, month: Month, values: Mapping[str, Any], part_before: str) -> list[Finding]:
    """Codes that the month's tables have. Kind and setting tell one bill from another: they must be said.

    What a bill was set apart by before there were codes may stay, `part_before`; it is not said of another.
    """
    if month.first < WINDOW.rows[0].since:
        return []
    codes, found = CODES.on(month.first), []
    if not values.get("kind"):
        found.append(error("C-133", "kind", "種類を選んでください。"))
    if values.get("setting") not in ("1", "2"):
        found.append(error("C-133", "setting", "入院・外来を選んでください。"))
    elif values["setting"] == "1" and values.get("kind") not in ("", None, *codes.in_hospital):
        found.append(error("C-134", "setting", "入院があるのは、医科と歯科だけです。"))
    part = values.get("part") or ""
    if part and part not in codes.part and not (part in codes.part_old and part == part_before):
        found.append(error("C-135", "part", f"別の請求の区別「{part}」は、区別の表にありません。"))
    if len((values.get("twin_why") or "").strip()) > LONGEST_WHY:
        found.append(error("C-136", "twin_why", f"別の領収書である理由は{LONGEST_WHY}字までです。"))
    for name, known in (("reason", codes.reason), ("kind", codes.kind), ("cap_class", classes(person.birth_date, month))):
        told = values.get(name) or ""
        if told and told not in known:
            found.append(error("C-124", name, f"「{told}」は、この診療月にない区分です。"))
    return found


def _amounts(values: Mapping[str, Any]) -> list[Finding]:
    found = []
    for name in YEN:
        yen = values.get(name) or 0
        if yen < 0:
            found.append(error("C-107", name, "金額は0円以上で入れてください。"))
        elif yen > MOST_YEN:
            found.append(error("C-116", name, f"金額は{MOST_YEN:,}円までです。けたを確かめてください。"))
    if values["insured_self_pay"] == 0:
        found.append(error("C-117", "insured_self_pay", "自己負担額が0円の領収書は請求できません。"))
    if values["insured_self_pay"] > values["total_cost"]:
        found.append(error("C-102", "insured_self_pay", "自己負担額が総医療費を超えています。"))
    if (values.get("meals") or 0) > values["insured_self_pay"] >= 0:
        found.append(error("C-125", "meals", "食事等の負担が自己負担額を超えています。"))
    return found


def file_objections(at: str, content: bytes) -> list[Finding]:
    """What is wrong with a file that came: its first bytes say what it is, not its name."""
    if not content:
        return [error("C-120", at, "ファイルの中身がありません。")]
    if len(content) > MOST_BYTES:
        return [error("C-121", at, f"ファイルが{MOST_BYTES // 1024**2}メガバイトを超えています。")]
    media = media_type(content)
    if not media:
        return [error("C-122", at, "PDF、JPEG、PNGのどれでもありません。名前ではなく、中身で確かめています。")]
    if media == "application/pdf" and any(word in content for word in ACTIVE):
        return [error("C-126", at, "動く仕掛けや別のファイルを含むPDFは受け取れません。画像にして付けてください。")]
    return []


def media_type(content: bytes) -> str:
    """What a file is; empty for what is not taken."""
    return next((media for magic, media in KINDS.items() if content.startswith(magic)), "")


def _treatment(month: Month, values: Mapping[str, Any]) -> list[Finding]:
    found = []
    if not 1 <= values["days"] <= month.last.day:
        found.append(error("C-103", "days", f"診療実日数は1から{month.last.day}までです。"))
    days: Sequence[date] = values.get("treated_on") or ()
    if any(Month.of(day) != month for day in days):
        found.append(error("C-112", "treated_on", "診療日が診療年月の中にありません。"))
    if days and len(set(days)) != values["days"]:
        found.append(error("C-113", "treated_on", "診療日の数と診療実日数が違います。"))
    return found
