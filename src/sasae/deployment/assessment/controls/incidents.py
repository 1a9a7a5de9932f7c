"""Suspected losses: read by a superior in time, reported to the commission by their days."""

from datetime import date

from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met
from sasae.deployment.home import SERVICES

_UNREAD = "SELECT number FROM incidents_incident WHERE state = 'reported' AND reported_at < %s - interval '1 day' ORDER BY 1"
_OWED = """
    SELECT i.number FROM incidents_incident i
     WHERE i.state IN ('open', 'closing')
       AND (i.first_due_on < %(today)s AND NOT EXISTS (SELECT 1 FROM incidents_commissionreport r
                                                        WHERE r.incident_id = i.id AND r.kind = 'first' AND r.sent_at IS NOT NULL)
         OR i.final_due_on < %(today)s AND NOT EXISTS (SELECT 1 FROM incidents_commissionreport r
                                                        WHERE r.incident_id = i.id AND r.kind = 'final' AND r.sent_at IS NOT NULL))
     ORDER BY 1
"""
_HANDLERS = """
    SELECT count(DISTINCT u.id) FROM accounts_user u JOIN accounts_grant g ON g.user_id = u.id
     WHERE g.right = 'incidents.handle' AND g.revoked_at IS NULL AND g.since <= %(today)s
       AND (g.until IS NULL OR g.until >= %(today)s) AND u.is_active AND (u.ends_on IS NULL OR u.ends_on >= %(today)s)
"""


def serious_incidents(look: Look) -> list[date]:
    """The days on which serious incidents became known, of the registers of all five systems."""
    query = "SELECT (reported_at AT TIME ZONE 'Asia/Tokyo')::date FROM incidents_incident WHERE serious ORDER BY 1"
    with_register = [system for system in SERVICES if look.has_table(system, "incidents_incident")]
    return [day for system in with_register for (day,) in look.rows(system, query)]


@control("事故の報告の確認")
def incident_reports_read(look: Look, system: str) -> Answer:
    """No report waits for a superior longer than a day."""
    if unread := [number for (number,) in look.rows(system, _UNREAD, [look.now])]:
        return not_met(f"1日を過ぎても上司が確認していない報告：{'、'.join(unread)}")
    count = look.one(system, "SELECT count(*) FROM incidents_incident")
    handlers = look.one(system, _HANDLERS, {"today": look.now.date()})
    return met(f"報告 {count}件に、1日を過ぎた未確認はない（報告を受ける職員 {handlers}人）")


@control("委員会への報告の期限")
def incident_reports_sent(look: Look, system: str) -> Answer:
    """No report to the commission is past its day."""
    if late := [number for (number,) in look.rows(system, _OWED, {"today": look.now.date()})]:
        return not_met(f"委員会への報告の期限を過ぎた事故：{'、'.join(late)}")
    return met("期限を過ぎた報告はない")
