"""The monthly inspection of looks: a sheet of each month, and no step of it past its day."""

from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met

_LATE = """
    SELECT count(*) FILTER (WHERE state = 'open' AND decide_by < %(today)s),
        count(*) FILTER (WHERE state = 'ready' AND confirm_by < %(today)s), count(*), max(month)
    FROM inspections_sheet
"""
# Looks of staff in the month before, and no sheet of it although its second night is over.
_LEFT_OUT = """
    SELECT extract(day FROM %(now)s AT TIME ZONE 'Asia/Tokyo') > 2
        AND EXISTS (SELECT 1 FROM history_entry e WHERE e.outcome = 'shown' AND e.actor_kind = 'staff'
            AND cardinality(e.persons) > 0 AND e.at < date_trunc('month', %(now)s AT TIME ZONE 'Asia/Tokyo') AT TIME ZONE 'Asia/Tokyo'
            AND e.at >= (date_trunc('month', %(now)s AT TIME ZONE 'Asia/Tokyo') - interval '1 month') AT TIME ZONE 'Asia/Tokyo')
        AND NOT EXISTS (SELECT 1 FROM inspections_sheet s
            WHERE s.month = (date_trunc('month', %(now)s AT TIME ZONE 'Asia/Tokyo') - interval '1 month')::date)
"""


@control("閲覧の点検")
def looks_inspected(look: Look, system: str) -> Answer:
    """The sheet of the month before was drawn, and every sheet was judged and confirmed by its day."""
    [(open_, ready, every, newest)] = look.rows(system, _LATE, {"today": look.now.date()})
    if look.one(system, _LEFT_OUT, {"now": look.real}):
        return not_met("前の月の閲覧の点検票が作られていない")
    if open_ or ready:
        return not_met(f"期限を過ぎた閲覧の点検票：判断 {open_}枚、確認 {ready}枚")
    return met(f"閲覧の点検票 {every}枚、最後の月 {newest:%Y-%m}" if every else "点検する月がまだない")
