"""From staged rows to the law's case: the same form and facts an application would have brought. Sets, no question in a loop."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sasae.contracts.tax import Income
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy.old_system.models import Migration
from sasae.subsidy.people.models import Insurance, Person

Json = dict[str, Any]
NOT_GIVEN = "移行のファイルにない"


@dataclass
class Family:
    """What the files say of one family, by kind of file."""

    applicant: str
    rows: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))

    @property
    def said(self) -> Json | None:
        """The row of the family itself."""
        return self.rows["families"][0] if self.rows["families"] else None

    @property
    def members(self) -> list[str]:
        """The applicant and the children, by 宛名番号."""
        return [self.applicant, *(row["child"] for row in self.rows["children"])]


@dataclass
class Around:
    """What is known of the persons of many families: themselves, their households, insurances and incomes."""

    people: dict[str, Json]
    households: dict[str, list[str]]
    insurances: dict[str, list[Json]]
    incomes: dict[str, list[Json]]


def families_of(migration: Migration, keys: Sequence[str]) -> dict[str, Family]:
    """The staged rows of these families."""
    found = {key: Family(key) for key in keys}
    rows = migration.rows.filter(family__in=keys).exclude(kind__in=["persons", "incomes"])
    for row in rows.order_by("kind", "line").iterator():
        found[row.family].rows[row.kind].append(row.values)
    return found


def around(migration: Migration, families: Sequence[Family]) -> Around:
    """From the files where they still are, else from our own tables. A handful of questions, however many families."""
    named = {one for family in families for one in family.members}
    people = {row.key: row.values for row in migration.rows.filter(kind="persons", key__in=named)}
    homes = {values["household_no"] for values in people.values() if values["household_no"]}
    same_home = migration.rows.filter(kind="persons", home__in=homes)
    people |= {row.key: row.values for row in same_home}
    if missing := named - people.keys():
        people |= _known(missing)
    households: dict[str, list[str]] = defaultdict(list)
    for key in sorted(people):
        households[people[key]["household_no"]].append(key)
    incomes: dict[str, list[Json]] = defaultdict(list)
    for row in migration.rows.filter(kind="incomes", person__in=people).order_by("line"):
        incomes[row.person].append(row.values)
    return Around(people, households, _insurances(people), incomes)


def _known(missing: set[str]) -> dict[str, Json]:
    mine = Person.objects.filter(atena_no__in=missing)
    homes = [one for one in mine.values_list("household_no", flat=True) if one]
    found = {}
    for one in (*mine, *Person.objects.filter(household_no__in=homes)):
        days = {name: getattr(one, name) for name in ("birth_date", "resident_since", "moved_out_on", "died_on")}
        told = {name: value.isoformat() if value else None for name, value in days.items()}
        found[one.atena_no] = {
            "atena_no": one.atena_no, "name": one.name, "name_kana": one.name_kana, "sex": one.sex, "relation": one.relation,
            "household_no": one.household_no, **told, "insurer_number": "", "insurance_symbol": "", "insurance_number": "",
            "insured_since": None,
        }  # fmt: skip
    return found


def _insurances(people: dict[str, Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = defaultdict(list)
    for key, values in people.items():
        if values["insurer_number"]:
            since = values["insured_since"] or values["birth_date"]
            found[key].append({"atena_no": key, "since": since, "until": None})
    for row in Insurance.objects.filter(person__atena_no__in=people).select_related("person").order_by("since"):
        if row.person.atena_no not in found:
            until = row.until.isoformat() if row.until else None
            found[row.person.atena_no].append(
                {"atena_no": row.person.atena_no, "since": row.since.isoformat(), "until": until}
            )
    return found


def form_of(family: Family, around: Around) -> Json:
    """The application, as far as the files tell of it."""
    said = family.said or {}
    children = family.rows["children"]
    return {
        "form": "certificate_application",
        "form_version": "old_system",
        "applied_on": said.get("applied_on"),
        "persons": {
            "applicant": family.applicant, **{f"children.{place}": row["child"] for place, row in enumerate(children)}
        },
        "applicant": {
            **_entry(around.people[family.applicant]), "relation": said.get("relation", "11"),
            "postal_code": "", "address": "", "telephone": "",
        },
        "children": [
            {
                **_entry(around.people[row["child"]]), "reason": row["reason"], "reason_on": row["reason_on"],
                "lives_with_applicant": row["lives_together"] is not False, "disabled": False, "in_high_school": False,
            }
            for row in children
        ],
        "has_partner": bool(said.get("has_partner")),
        "child_support_yen": said.get("child_support_yen") or 0,
        "family": [],
        "other_scheme": False,
        "receives_child_allowance": False,
        "account": None,
        "consent_to_inquiries": False,
    }  # fmt: skip


def _entry(values: Json) -> Json:
    """A person as a form names them. Where they live stands in one place alone, guarded."""
    insurance = {
        "insurer_number": values["insurer_number"], "symbol": values["insurance_symbol"],
        "number": values["insurance_number"], "insured_since": values["insured_since"] or values["birth_date"],
    }  # fmt: skip
    names = ("name", "name_kana", "birth_date", "sex")
    return {**{name: values[name] for name in names}, "insurance": insurance}


def facts_of(family: Family, around: Around, *, on: date, at: datetime) -> Json:
    """Household, incomes and insurances on a day, as the files tell."""
    home = around.people[family.applicant]["household_no"]
    household = around.households[home] if home else [family.applicant]
    here = list(dict.fromkeys([*household, *family.members]))
    year = income_year(on)
    incomes = [_income(row, year) for one in here for row in around.incomes[one] if row["year"] == year]
    told = {row["atena_no"] for row in incomes}
    unknown = [] if family.applicant in told else [family.applicant]
    return {
        "at": at.isoformat(),
        "income_year": year,
        "household": household,
        "people": [_person(around.people[one]) for one in here],
        "incomes": incomes,
        "unknown_incomes": [{"atena_no": one, "year": year, "reason": NOT_GIVEN, "lived_in": ""} for one in unknown],
        "enrolments": [],
        "insurances": [row for one in here for row in around.insurances[one]],
    }


def _person(values: Json) -> Json:
    names = ("atena_no", "birth_date", "sex", "relation", "resident_since", "moved_out_on", "died_on")
    return {**{name: values[name] for name in names}, "moved_in_from": ""}


def _income(row: Json, year: int) -> Json:
    told = Income(
        atena_no=row["atena_no"], year=year, salary=row["salary"], other_general=row["other_general"] or 0,
        dependants=row["dependants"],
    )  # fmt: skip
    return {**told.model_dump(mode="json"), "source": "旧システム"}
