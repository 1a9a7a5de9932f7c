"""対象者一覧 on paper: a list a ward in postal order, and one of the protected persons, who stand in no other."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, missing_glyphs, render
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.wareki import to_wareki
from sasae.law.decision import Outcome
from sasae.reference.municipalities import name_of
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.duplicates.groups import hidden
from sasae.subsidy.renewals.lists import MAIL, incomes_in_words
from sasae.subsidy.renewals.models import Judged, Renewal, Step, Target

KIND, PROTECTED = "renewal_targets", "protected"
NOT_SHOWN = "〓"  # what a typesetter puts where a character is lacking


@dataclass(frozen=True)
class MadeList:
    """One list that was made: of which part, how many pages."""

    part: str
    document_id: uuid.UUID
    pages: int


def parts_of(renewal: Renewal, on: date) -> list[tuple[str, dict[str, str]]]:
    """The lists to make: a ward each, and one of the protected persons where there are any."""
    others = renewal.targets.exclude(_protected(on))
    wards = others.values_list("applicant__ward_code", flat=True).distinct().order_by("applicant__ward_code")
    found = [(_part(ward), {"ward": ward}) for ward in wards]
    if renewal.targets.filter(_protected(on)).exists():
        found.append((_part(PROTECTED), {"ward": PROTECTED}))
    return found


def _protected(on: date) -> Q:
    """Found protected at the judgement, or since; by whichever of their numbers."""
    return Q(protected=True) | hidden(on, "applicant")


def make(step: Step, ward: str, *, by: Actor, on: date) -> str:
    """Make and keep one list. Part of the batch's transaction. Returns how many families are on it, in words."""
    title = f"対象者一覧　{step.renewal.year}年　{_part(ward)}"
    rows = list(_rows(step.renewal, ward, on))
    listed = [_told(number, row, ward == PROTECTED) for number, row in enumerate(rows, start=1)]
    lacking = _mend(listed)
    data = {
        "office": OFFICE.on(on), "title": title, "date": to_wareki(on), "judged_on": to_wareki(step.renewal.judged_on),
        "rows": listed, "results": _results(rows), "protected": ward == PROTECTED, "lacking": lacking,
    }  # fmt: skip
    pdf = render("subsidy/renewal_targets", data, title=title, day=on, exact=False)
    persons = [row.applicant.atena_no for row in rows]
    keep(KIND, f"{step.pk}-{ward}", pdf, by_id=by.id, persons=persons)
    record(by, "renewal.listed", str(step.renewal), persons, part=_part(ward), count=len(rows))
    return f"{len(rows)}家庭"


def ward_of(subject: str) -> str:
    """Of which ward a list is, by what it was kept under: its code, `protected`, or nothing where none is known."""
    return subject.partition("-")[2]


def made_in(step: Step, wards: Sequence[str] | None = None) -> list[MadeList]:
    """The lists of a turn, in the order of the wards; of these wards, or all. That of the protected is nobody's ward."""
    found = PrintedDocument.objects.filter(kind=KIND, subject__startswith=f"{step.pk}-").order_by("subject")
    return [
        MadeList(_part(ward_of(subject)), pk, pages)
        for subject, pk, pages in found.values_list("subject", "pk", "pages")
        if wards is None or ward_of(subject) in (*wards, "")
    ]


def _part(ward: str) -> str:
    if ward == PROTECTED:
        return "支援措置の対象者"
    return name_of(ward) if ward else "区なし"


def _rows(renewal: Renewal, ward: str, on: date) -> QuerySet[Target]:
    last = Judged.objects.filter(target=OuterRef("pk")).order_by("-pk").values("result")
    if ward == PROTECTED:
        rows = renewal.targets.filter(_protected(on)).order_by("applicant__name_kana", "pk")
    else:
        rows = renewal.targets.exclude(_protected(on)).filter(applicant__ward_code=ward)
        rows = rows.order_by("applicant__postal_code", "applicant__name_kana", "pk")
    return rows.select_related("applicant__recipient").annotate(result=Subquery(last[:1]))


def _told(number: int, row: Any, protected: bool) -> dict[str, str]:
    person = row.applicant
    return {
        "no": str(number),
        "postal_code": "" if protected else person.postal_code,
        "atena_no": person.atena_no,
        "number": getattr(getattr(person, "recipient", None), "number", ""),
        "name": person.name,
        "kana": person.name_kana,
        "birth_date": to_wareki(person.birth_date),
        "report": row.get_report_display(),
        "outcome": Outcome(row.outcome).label if row.outcome else "判定前",
        "movement": row.movement,
        "incomes": incomes_in_words(row.result),
        "mail": MAIL.get(row.outcome, ""),
        "state": row.get_state_display(),
    }


def _mend(rows: Iterable[dict[str, str]]) -> bool:
    """A name with a character no font shows holds up no list: it is set with a mark. True where that was needed."""
    needed = False
    for row in rows:
        for name in ("name", "kana"):
            for sign in missing_glyphs(row[name]):
                if missing_glyphs(sign[0]):
                    row[name], needed = row[name].replace(sign, NOT_SHOWN), True
    return needed


def _results(rows: Iterable[Any]) -> list[list[str]]:
    """Families by result, in the order of the codes."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.outcome] = counts.get(row.outcome, 0) + 1
    return [[Outcome(code).label if code else "判定前", f"{counts[code]:,}"] for code in sorted(counts)]
