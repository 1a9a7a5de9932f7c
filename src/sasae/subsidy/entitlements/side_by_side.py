"""What an examination compares, side by side: application, resident register, tax, other schemes, the decision before.

A difference is not a fault: it is what a person has to look at before asking for approval.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sasae.contracts.other_schemes import Scheme
from sasae.foundation.history.as_of import AsOf, as_known
from sasae.kernel.characters import names_agree
from sasae.kernel.wareki import parse_date, to_wareki
from sasae.kernel.yen import format_yen
from sasae.law import Outcome
from sasae.subsidy.applications.comparison import entry_at
from sasae.subsidy.applications.identification import places
from sasae.subsidy.entitlements.kinship import Kin, kin
from sasae.subsidy.entitlements.models import Examination, ExaminationState
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.past import persons_then

SCHEMES = {
    Scheme.PUBLIC_ASSISTANCE: "生活保護", Scheme.DISABILITY_SUBSIDY: "重度障害者医療", Scheme.CHILDRENS_SUBSIDY: "小児医療",
    Scheme.CHILD_ALLOWANCE: "児童扶養手当",
}  # fmt: skip
YES = {True: "はい", False: "いいえ"}
INCOMES = ("salary", "public_pension", "other_general")


@dataclass(frozen=True)
class Row:
    """One item of one person. `differs` says in Japanese what does not agree; empty when all agrees."""

    who: str
    item: str
    applied: str = ""
    register: str = ""
    tax: str = ""
    schemes: str = ""
    before: str = ""
    differs: str = ""


def rows_of(examination: Examination, then: AsOf | None = None) -> list[Row]:
    """Every row, persons in the order of the form, the family last; of a past, beside what was known by its moment."""
    before = previous_of(examination, then)
    return [*_persons(examination, then), *_incomes(examination, before), *_family(examination, before)]


def previous_of(examination: Examination, then: AsOf | None = None) -> Examination | None:
    """The decision before: the last one approved for the same applicant."""
    rows = Examination.objects.filter(
        application__applicant=examination.application.applicant_id, state=ExaminationState.APPROVED
    )
    rows = rows.exclude(application=examination.application_id).order_by("-approved_at")
    if then is None:
        return rows.first()
    return next((row for row in as_known(rows, then.known_at) if row.state == ExaminationState.APPROVED), None)


def _persons(examination: Examination, then: AsOf | None) -> Iterator[Row]:
    form, facts = examination.application.form, examination.facts
    found = Person.objects.filter(atena_no__in=form["persons"].values())
    people = {one.atena_no: one for one in (persons_then(found, then) if then else found)}
    for place, title in places(form).items():
        entry, atena_no = entry_at(form, place), form["persons"].get(place, "")
        person = people.get(atena_no)
        who = f"{title}　{entry['name']}"
        if person is None:
            yield Row(who, "住民票", "申請あり", "結び付けなし", differs="住民票の人に結び付いていません")
            continue
        told = next((one for one in facts["people"] if one["atena_no"] == atena_no), None)
        same = names_agree(entry["name"], person.name)
        yield Row(who, "氏名", entry["name"], person.name, differs="" if same else "氏名が違います")
        birth = told["birth_date"] if told else person.birth_date.isoformat()
        yield Row(
            who, "生年月日", _day(entry["birth_date"]), _day(birth),
            differs="" if entry["birth_date"] == birth else "生年月日が違います",
        )  # fmt: skip
        if place != "applicant":
            here = atena_no in facts["household"]
            said = bool(entry["lives_with_applicant"])
            differs = "" if here == said else "申請の同居と住民票の世帯が違います"
            yield Row(who, "申請者と同居", YES[said], "同じ世帯" if here else "別の世帯", differs=differs)
        yield _schemes(who, atena_no, examination, is_applicant=place == "applicant")


def _schemes(who: str, atena_no: str, examination: Examination, *, is_applicant: bool) -> Row:
    form = examination.application.form
    enrolled = {row["scheme"] for row in examination.facts["enrolments"] if row["atena_no"] == atena_no}
    words = "・".join(label for scheme, label in SCHEMES.items() if scheme.value in enrolled) or "なし"
    if not is_applicant:
        return Row(who, "ほかの制度", schemes=words)
    allowance, others = Scheme.CHILD_ALLOWANCE.value in enrolled, bool(enrolled - {Scheme.CHILD_ALLOWANCE.value})
    said = [
        f"ほかの助成・生活保護 {YES[form['other_scheme']]}",
        f"児童扶養手当 {YES[form['receives_child_allowance']]}",
    ]
    wrong = [
        text
        for differs, text in (
            (others and not form["other_scheme"], "申請にない制度を受けています"),
            (form["other_scheme"] and not others, "申請にある制度の登録がありません"),
            (form["receives_child_allowance"] and not allowance, "児童扶養手当の受給の登録がありません"),
        )
        if differs
    ]
    return Row(who, "ほかの制度", "、".join(said), schemes=words, differs="、".join(wrong))


def _total(facts: dict[str, Any], atena_no: str) -> int | None:
    found = next((row for row in facts["incomes"] if row["atena_no"] == atena_no), None)
    return None if found is None else sum(found[name] for name in INCOMES)


def _incomes(examination: Examination, before: Examination | None) -> Iterator[Row]:
    facts = examination.facts
    names = dict(Person.objects.filter(atena_no__in=facts["household"]).values_list("atena_no", "name"))
    for atena_no in facts["household"]:
        now = _total(facts, atena_no)
        then = _total(before.facts, atena_no) if before else None
        if now is None and then is None:
            continue
        changed = now is not None and then is not None and now != then
        differs = f"前回から{format_yen(now - then)}" if changed and now is not None and then is not None else ""
        tax = "不明" if now is None else f"{facts['income_year']}年 {format_yen(now)}"
        last = "" if then is None or before is None else f"{before.facts['income_year']}年 {format_yen(then)}"
        yield Row(
            names.get(atena_no, atena_no), "所得（給与・年金・その他）", tax=tax, before=last,
            differs="所得がわかりません" if now is None else differs,
        )  # fmt: skip


def _family(examination: Examination, before: Examination | None) -> Iterator[Row]:
    form, facts = examination.application.form, examination.facts
    partner = _partner_registered(examination)
    differs = "住民票に配偶者がいます" if partner and not form["has_partner"] else ""
    yield Row(
        "家族", "配偶者・事実婚の相手", YES[form["has_partner"]], "いる" if partner else "いない", differs=differs
    )
    income = next((one for one in facts["incomes"] if one["atena_no"] == form["persons"]["applicant"]), None)
    if income is not None:
        fewer = income["dependants"] < len(form["children"])
        yield Row(
            "家族", "児童・扶養の人数", f"児童 {len(form['children'])}人", tax=f"扶養 {income['dependants']}人",
            differs="税の扶養が児童より少なくなっています" if fewer else "",
        )  # fmt: skip
    then = set(before.facts["household"]) if before else None
    moved = "" if then is None or then == set(facts["household"]) else "世帯の人が変わっています"
    yield Row(
        "家族", "世帯の人数", register=f"{len(facts['household'])}人", before="" if then is None else f"{len(then)}人",
        differs=moved,
    )  # fmt: skip
    support, last = form["child_support_yen"], before.application.form["child_support_yen"] if before else None
    yield Row(
        "家族", "養育費（年）", format_yen(support), before="" if last is None else format_yen(last),
        differs="" if last in (None, support) else "前回の申請と違います",
    )  # fmt: skip
    if before is not None:
        yield Row("家族", "前回の決定", before=f"{_day(before.on.isoformat())}　{Outcome(before.outcome).label}")


def _partner_registered(examination: Examination) -> bool:
    facts = examination.facts
    people = {one["atena_no"]: one for one in facts["people"]}
    applicant = people.get(examination.application.form["persons"]["applicant"])
    if applicant is None:
        return False
    rows = facts.get("kinship")
    return any(kin(applicant["relation"], people[one]["relation"], rows) is Kin.SPOUSE for one in facts["household"])


def _day(text: str) -> str:
    return to_wareki(parse_date(text))
