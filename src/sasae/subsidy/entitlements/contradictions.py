"""Households that cannot be as they are told: found before anything is decided on them, each with an id and a place."""

from collections.abc import Iterator, Sequence
from typing import Any

from sasae.contracts.people import Person
from sasae.kernel.findings import Finding, error
from sasae.subsidy.entitlements.kinship import Kin, Rows, kin
from sasae.subsidy.entitlements.models import FamilyMember, Role

PARENTS = (Role.FATHER, Role.MOTHER)


class ContradictoryHousehold(ValueError):
    """Nothing is decided on this household; the text says what cannot be, in Japanese. `findings` are the same."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(f"{one.at}：{one.message}（{one.id}）" for one in findings))
        self.findings = list(findings)


def refuse_contradictions(
    form: dict[str, Any], household: Sequence[Person], people: Sequence[Person], kinship: Rows | None = None
) -> None:
    """`household` is the applicant's, `people` everybody the application names as well. Raises ContradictoryHousehold."""
    found = [*_twice(form), *_spouses(form, household, kinship), *_ages(form, people), *_circle(form)]
    if found:
        raise ContradictoryHousehold(found)


def _twice(form: dict[str, Any]) -> Iterator[Finding]:
    numbers = list(form["persons"].values())
    for atena_no in dict.fromkeys(one for one in numbers if numbers.count(one) > 1):
        yield error("SK-101", f"宛名番号 {atena_no}", "同じ人が、申請の二つのところに結び付いています。")


def _spouses(form: dict[str, Any], household: Sequence[Person], kinship: Rows | None) -> Iterator[Finding]:
    """Two living spouses of the applicant in one household."""
    applicant = form["persons"]["applicant"]
    own = next((one.relation for one in household if one.atena_no == applicant), "")
    here = [one for one in household if one.died_on is None and one.moved_out_on is None]
    spouses = [one for one in here if one.atena_no != applicant and kin(own, one.relation, kinship) is Kin.SPOUSE]
    if len(spouses) > 1:
        named = "、".join(one.name for one in spouses)
        yield error("SK-102", "世帯", f"住民票に申請者の配偶者が二人います（{named}）。続柄を区の住民記録の担当に確かめてください。")


def _ages(form: dict[str, Any], people: Sequence[Person]) -> Iterator[Finding]:
    """A child as old as its father or mother, or older."""
    births = {one.atena_no: one.birth_date for one in people}
    parent = births.get(form["persons"]["applicant"])
    if parent is None or form["applicant"]["relation"] not in PARENTS:
        return
    for place, atena_no in form["persons"].items():
        if place != "applicant" and births.get(atena_no) is not None and births[atena_no] <= parent:
            yield error("SK-103", f"児童{int(place.rpartition('.')[2]) + 1}", "住民票では、父または母である申請者より後に生まれていません。")


def _circle(form: dict[str, Any]) -> Iterator[Finding]:
    """The applicant is a child in the family of one of the children."""
    children = [atena_no for place, atena_no in form["persons"].items() if place != "applicant"]
    turned = FamilyMember.objects.filter(
        family__applicant__atena_no__in=children, person__atena_no=form["persons"]["applicant"], role=Role.CHILD,
        until__isnull=True,
    )  # fmt: skip
    for member in turned.select_related("family__applicant"):
        who = member.family.applicant.name
        yield error("SK-104", who, f"{who}さんの家族では、この申請の申請者が児童です。親子の関係が一回りしています。")
