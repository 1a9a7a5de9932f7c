"""What the office itself holds on the persons of a chunk of families: one question a kind, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from sasae.contracts.tax import Income
from sasae.subsidy.entitlements.addresses import wards_of_many
from sasae.subsidy.entitlements.changes import incomes_told
from sasae.subsidy.people.models import Insurance, Person
from sasae.subsidy.recognitions.queries import facts_of_many
from sasae.subsidy.renewals.models import ExtensionProof, IncomeProof

Json = dict[str, Any]
_TOLD = ("birth_date", "sex", "relation", "resident_since", "moved_out_on", "died_on", "moved_in_from")


@dataclass(frozen=True)
class Known:
    """What the office itself holds on the persons of a chunk, by 宛名番号."""

    year: int
    people: dict[str, Json]
    insurances: dict[str, list[Json]]
    proofs: dict[str, Json]
    extensions: dict[str, list[Json]]
    recognised: dict[int, Json]
    wards: dict[str, list[Json]]

    @classmethod
    def of(cls, named: set[str], rows: Sequence[Json], year: int, wards_on: date | None) -> "Known":
        """Of the persons named, and of the applications of these rows; ward by ward where a day is given."""
        applicants = [row["application__applicant__atena_no"] for row in rows]
        people, numbers = _people(named)
        return cls(
            year, people, _insurances(numbers), _income_proofs(numbers, year), _extensions(numbers),
            facts_of_many([row["application_id"] for row in rows]),
            wards_of_many(applicants, wards_on) if wards_on else {},
        )  # fmt: skip

    def enter(self, facts: Json, row: Json) -> list[str]:
        """Into one family's facts. Returns what is not there, in words."""
        here = [person["atena_no"] for person in facts["people"]]
        found = self.recognised.get(row["application_id"], {})
        for name in ("early_start", "parents_custody", "wards"):
            facts.pop(name, None)
        facts |= found
        if wards := self.wards.get(row["application__applicant__atena_no"]):
            facts["wards"] = wards
        facts["people"] = [_as_of_the_household(self.people.get(one["atena_no"], one), one, facts) for one in facts["people"]]
        facts["insurances"] = [each for one in here for each in self.insurances.get(one, ())]
        proved = [each for one in here for each in self.extensions.get(one, ())]
        facts["extensions"] = [*found.get("extensions", ()), *proved]
        return _for_year(facts, [self.proofs[one] for one in here if one in self.proofs], self.year)


def _as_of_the_household(now: Json, told: Json, facts: Json) -> Json:
    """A household of a day that is over is read with the 続柄 of that day."""
    asked_on = facts["at"][:10]
    then = facts.get("household_on", asked_on) < asked_on and told["atena_no"] in facts["household"]
    return {**now, "relation": told["relation"]} if then and "relation" in told else now


def _people(named: set[str]) -> tuple[dict[str, Json], dict[int, str]]:
    """By 宛名番号, and that number by the row's: what is asked of the same persons next need not look them up again."""
    rows = Person.objects.filter(atena_no__in=among(named)).annotate(**_in_words(*_TOLD))
    keys = ("atena_no", *_TOLD)
    found, numbers = {}, {}
    for number, *told in rows.values_list("pk", "atena_no", *_in_words(*_TOLD)):
        found[told[0]], numbers[number] = dict(zip(keys, told, strict=True)), told[0]
    return found, numbers


def among(wanted: Collection[str] | Collection[int]) -> RawSQL:
    """These, as one text: thousands of single parameters, or an array of them, take longer to write down than to answer."""
    kind = "text" if any(isinstance(one, str) for one in wanted) else "bigint"
    told = _BETWEEN.join(map(str, wanted))
    return RawSQL(f"SELECT unnest(string_to_array(%s, %s)::{kind}[])", [told, _BETWEEN])  # noqa: S608, S611 - a constant


_BETWEEN = "\x1f"  # the sign for it; in no number


def _in_words(*names: str) -> dict[str, Cast]:
    """Days as the database writes them, which is as JSON does: nobody has to read and write each one again."""
    return {f"{name}_told": Cast(name, CharField()) for name in names}


def _insurances(numbers: dict[int, str]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = defaultdict(list)
    rows = Insurance.objects.filter(person_id__in=among(numbers)).order_by("since", "id")
    told = rows.annotate(**_in_words("since", "until")).values_list("person_id", "since_told", "until_told")
    for number, since, until in told:
        found[numbers[number]].append({"atena_no": numbers[number], "since": since, "until": until})
    return found


def _income_proofs(numbers: dict[int, str], year: int) -> dict[str, Json]:
    """The newest proof of each person."""
    rows = IncomeProof.objects.filter(person_id__in=among(numbers), year=year).order_by("id")
    return {
        numbers[number]: {
            **income, "atena_no": numbers[number], "year": year, "source": "所得の証明書", "proved_on": _iso(proved_on),
        }
        for number, income, proved_on in rows.values_list("person_id", "income", "proved_on")
    }  # fmt: skip


def _extensions(numbers: dict[int, str]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = defaultdict(list)
    rows = ExtensionProof.objects.filter(person_id__in=among(numbers)).order_by("since", "id")
    for number, kind, since, until in rows.values_list("person_id", "kind", "since", "until"):
        who = numbers[number]
        found[who].append({"atena_no": who, "kind": kind, "since": _iso(since), "until": _iso(until)})
    return found


def _for_year(facts: Json, proofs: list[Json], year: int) -> list[str]:
    """Keep the incomes of the year that counts, what was proved before the rest. Returns what is not there, in words."""
    missing = []
    if facts["income_year"] != year:
        facts.update(income_year=year, incomes=[], unknown_incomes=[])
        missing.append(f"{year}年中の所得をまだ取り寄せていません")
    told = [
        {
            **Income.model_validate({key: row[key] for key in row if key != "source"}).model_dump(mode="json"),
            "source": row["source"],
        }
        for row in incomes_told(facts.get("changes", ()), year)
    ]
    proved = {proof["atena_no"] for proof in [*told, *proofs]}
    facts["incomes"] = list(
        {
            row["atena_no"]: row
            for row in [*(row for row in facts["incomes"] if row["atena_no"] not in proved), *told, *proofs]
        }.values()
    )
    return missing


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
