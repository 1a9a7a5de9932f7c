"""Work on the years above the cap: opened when a year is over, closed by a person, or by itself when nothing is left."""

from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.period import Month
from sasae.law.single_parent.high_cost_year import year_of
from sasae.subsidy.claims.actions.refusals import CannotClaim
from sasae.subsidy.claims.models import YearCheck
from sasae.subsidy.claims.years import Family, above_year

MOST_SIGNS = 200
NOTHING_LEFT = "見込みがなくなりました（保険者の通知、または請求の変更）"


@transaction.atomic
def open_checks(*, by: Actor, on: date) -> int:
    """Of the year that ended last: every family of which something may have to come back is work. How many became so.

    Any number of times. What was closed is opened again where more is expected than when it was closed.
    """
    first, _ = year_of(Month.of(on).plus(-12))
    year = str(first)
    rows = YearCheck.objects.select_for_update().filter(year=year).order_by("pk")
    known = {(row.payee_id, row.insurer_number): row for row in rows}
    opened = []
    for family in above_year(first, None, None):
        row = known.pop((family.payee.pk, family.insurer), None)
        if family.open and _opened(row, family, year, on):
            opened.append(family.payee.atena_no)
        elif not family.open and row is not None:
            known[family.payee.pk, family.insurer] = row
    for row in known.values():
        if row.closed_on is None:
            row.closed_on, row.closed_by, row.why = on, by.id, NOTHING_LEFT
            row.save()
    if opened:
        record(by, "claims.years_opened", year, opened, families=len(opened))
    return len(opened)


def _opened(row: YearCheck | None, family: Family, year: str, on: date) -> bool:
    """Whether it is work from now on, and was not."""
    yen = family.expected.benefit
    if row is None:
        YearCheck.objects.create(
            payee=family.payee, insurer_number=family.insurer, year=year, expected_yen=yen, opened_on=on
        )
        return True
    again = row.closed_on is not None and yen > row.expected_yen
    if again:
        row.closed_on, row.closed_by, row.why = None, "", ""
    if row.closed_on is None and (again or row.expected_yen != yen):
        row.expected_yen = yen
        row.save()
    return again


@transaction.atomic
def close_check(check_id: int, *, why: str, by: Actor, on: date) -> YearCheck:
    """Somebody looked, and says what came of it. Raises CannotClaim."""
    why = why.strip()
    if not why or len(why) > MOST_SIGNS:
        raise CannotClaim.one("C-262", "why", f"確認の結果を、{MOST_SIGNS}字までで入れてください。")
    row = YearCheck.objects.select_for_update(of=("self",)).select_related("payee").get(pk=check_id)
    if row.closed_on is not None:
        raise CannotClaim.one("C-261", "why", "この確認は終わっています。")
    row.closed_on, row.closed_by, row.why = on, by.id, why
    row.save()
    record(by, "claims.year_checked", row.year, [row.payee.atena_no], why=why)
    return row
