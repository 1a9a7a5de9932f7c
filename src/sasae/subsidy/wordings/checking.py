"""What a new value is held against: the other values of its day, the order of a renewal's days, the days offices are open."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sasae.kernel.dated import BeyondHorizon
from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.wareki import to_wareki
from sasae.reference.closed_days import is_office_day
from sasae.subsidy.certificates.office import ISSUER, OFFERED
from sasae.subsidy.certificates.queries import valid_with_language
from sasae.subsidy.wordings.catalogue import FIELDS, OFFERED_KEY, PLANS
from sasae.subsidy.wordings.closures import CLOSURES
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.languages import without_texts

_ORDER = (
    ("extract", "refresh"), ("extract", "report"), ("report", "report_due"), ("refresh", "judge"), ("report", "judge"),
    ("judge", "unknown"), ("unknown", "issue"), ("judge", "list"), ("issue", "start"), ("list", "start"),
    ("start", "late"),
)  # fmt: skip
_WORK = ("extract", "refresh", "report", "report_due", "judge", "unknown", "issue", "list", "late")


def checks(field: Field, value: Any, *, since: date, on: date) -> list[Finding]:
    """Everything to say about a readable value. Errors block, warnings inform."""
    if field.key in PLANS:
        return plan_checks(field.key, value, since=since, on=on)
    if field.key == "office.seal.style" and value == "picture" and not ISSUER.on(since)["seal"].get("picture"):
        return [
            error("WD-401", "", "公印の画像が登録されていません。先に「公印の画像」を登録し、承認を受けてください。")
        ]
    if field.key == "payments" and not value["months"] and value["pay"] <= value["closing"]:
        return [error("WD-402", "pay", "同じ月のうちに支払うときは、振込日を締め日より後にしてください。")]
    if field.key == OFFERED_KEY:
        return _language_checks(value, since)
    if field.key == "closures.days" and (idle := [row for row in value if _closed_anyway(row["day"])]):
        days = "、".join(to_wareki(date.fromisoformat(row["day"])) for row in idle)
        return [warning("WD-403", "", f"{days}は、土日・祝日・年末年始で、もともと休みの日です。")]
    return []


def _language_checks(rows: list[dict[str, str]], since: date) -> list[Finding]:
    """Only languages with texts of that day can be offered; what is taken away is told with how many carry it."""
    found = []
    if lacking := without_texts(rows, since):
        told = f"{'、'.join(lacking)}の文が、{to_wareki(since)}にはまだありません。"
        found.append(error("WD-404", "", f"{told}先に「新しい言語の文を書く」から文を起案し、承認を受けてください。"))
    kept = {one["code"] for one in rows}
    for one in OFFERED.on(since - timedelta(days=1))["rows"]:
        if one["code"] not in kept and (count := valid_with_language(one["code"], since)):
            told = f"{one['name']}を添えた有効な医療証が{count:,}枚あります。"
            found.append(warning("WD-405", "", f"{told}再交付と更新では、ほかの言語を添えます。"))
    return found


def _closed_anyway(day: str) -> bool:
    try:
        return not is_office_day(date.fromisoformat(day))
    except BeyondHorizon:
        return False


def days_of(key: str, value: Mapping[str, Any], since: date) -> dict[str, date]:
    """The days of a plan as they fall for the cover that begins on `since`."""
    found = {}
    for part in FIELDS[key].parts:
        if part.key != "unknown_days" and part.key in value:
            month, day = value[part.key]
            year = since.year - 1 if PLANS[key] == "year" and month > 6 else since.year
            found[part.key] = date(year, month, day)
    return found


def plan_checks(key: str, value: Mapping[str, Any], *, since: date, on: date) -> list[Finding]:
    """A renewal's days: begun with the cover, in their order, on days the offices are open, and not already past."""
    first = (1, 1) if PLANS[key] == "year" else (4, 1)
    if (since.month, since.day) != first:
        return [error("WD-411", "since", f"適用日は、新しい資格の始まる日（{first[0]}月1日）にしてください。")]
    labels = {part.key: part.label for part in FIELDS[key].parts}
    days = days_of(key, value, since)
    found = []
    if days["start"] != since:
        found.append(error("WD-412", "start", f"「{labels['start']}」は{to_wareki(since)}と決まっています。"))
    for before, after in _ORDER:
        if days[after] < days[before]:
            found.append(error("WD-413", after, f"「{labels[after]}」は「{labels[before]}」より前にはできません。"))
    due = days["unknown"] + timedelta(days=value["unknown_days"])
    if due > days["issue"]:
        told = f"所得不明案内の期限（{to_wareki(due)}）が「{labels['issue']}」より後です。"
        found.append(warning("WD-414", "unknown_days", f"{told}届いた書類は、遅れて出たものとして扱います。"))
    return found + _open_days(days, labels, on)


def _open_days(days: Mapping[str, date], labels: Mapping[str, str], on: date) -> list[Finding]:
    found = []
    for step in _WORK:
        try:
            is_open = is_office_day(days[step], CLOSURES.on(on))
        except BeyondHorizon:
            told = (
                f"「{labels[step]}」の{to_wareki(days[step])}は、休日の表がまだない日です。開庁日か確かめられません。"
            )
            found.append(warning("WD-416", step, told))
            continue
        if not is_open:
            told = f"「{labels[step]}」の{to_wareki(days[step])}（{weekday(days[step])}）は、市役所の休みの日です。"
            found.append(warning("WD-415", step, told))
        if days[step] < on:
            found.append(
                warning("WD-417", step, f"「{labels[step]}」の{to_wareki(days[step])}は、すでに過ぎています。")
            )
    return found


def weekday(day: date) -> str:
    """月 to 日."""
    return "月火水木金土日"[day.weekday()]
