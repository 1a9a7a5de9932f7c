"""Where things lie: sites and their inspections, media in their cabinets, terminals looked at each day, papers."""

from datetime import date, datetime, time, timedelta

from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met, unless
from sasae.kernel import clock
from sasae.kernel.dated import load_dated
from sasae.reference.closed_days import is_office_day

SITE_DAYS = load_dated("sasae.foundation.places", "inspection_days.yaml", int)


def _last_office_day(on: date) -> date:
    """The last day before this one on which the offices were open."""
    last = on - timedelta(days=1)
    while not is_office_day(last):
        last -= timedelta(days=1)
    return last


@control("拠点の点検")
def sites_inspected(look: Look, system: str) -> Answer:
    """There are sites; each was inspected by one and confirmed by another in time, and nothing waits for its mending too long."""
    today = look.now.date()
    sites = look.one(system, "SELECT count(*) FROM places_site")
    if not sites:
        return not_met("拠点が登録されていない")
    query = (
        "SELECT name FROM places_site WHERE coalesce(inspected_on, (registered_at AT TIME ZONE 'Asia/Tokyo')::date) < %s ORDER BY 1"
    )
    late = [name for (name,) in look.rows(system, query, [today - timedelta(days=SITE_DAYS.on(today))])]
    query = (
        "SELECT s.name || '（' || f.what || '）' FROM places_sitefinding f JOIN places_inspection i ON i.id = f.inspection_id"
        " JOIN places_site s ON s.id = i.site_id WHERE f.state <> 'closed' AND f.mend_by < %s ORDER BY 1"
    )
    wrong = [f"点検の時期を過ぎた {name}" for name in late]
    wrong += [f"直す期限を過ぎた {what}" for (what,) in look.rows(system, query, [today])]
    return unless(wrong, "拠点の物理的対策", good=f"拠点 {sites}か所は、期限までに点検し、別の職員が確かめた")


@control("媒体の施錠保管")
def media_locked_away(look: Look, system: str) -> Answer:
    """Every medium has its locked place, and what was taken out is put back the same day, or out on an approved taking-out."""
    query = (
        "SELECT code FROM custody_medium m WHERE state <> 'disposed' AND (cabinet_id IS NULL OR holder <> ''"
        " AND NOT EXISTS (SELECT FROM custody_takingout t WHERE t.medium_id = m.id AND t.state = 'handed_over')"
        " AND NOT EXISTS (SELECT FROM custody_mediummove o WHERE o.medium_id = m.id AND o.kind = 'out' AND o.at >= %s)) ORDER BY 1"
    )
    begun = datetime.combine(look.now.date(), time(), clock.TOKYO)
    wrong = [code for (code,) in look.rows(system, query, [begun])]
    every = look.one(system, "SELECT count(*) FROM custody_medium WHERE state <> 'disposed'")
    return unless(wrong, "施錠する場所にない媒体", good=f"媒体 {every}個すべてに施錠する保管場所がある")


@control("端末の日々の点検")
def terminals_checked(look: Look, system: str) -> Answer:
    """Every permitted terminal was looked at on the last office day or since, and its last look found nothing wrong."""
    last = _last_office_day(look.now.date())
    query = (
        "SELECT t.code FROM terminals_terminal t LEFT JOIN LATERAL (SELECT c.on, c.wrong FROM terminals_dailycheck c"
        " WHERE c.terminal_id = t.id ORDER BY c.on DESC, c.id DESC LIMIT 1) seen ON true WHERE t.state = 'permitted'"
        " AND t.registered_at < %s AND (seen.on IS NULL OR seen.on < %s OR seen.wrong) ORDER BY 1"
    )
    begun = datetime.combine(last, time(), clock.TOKYO)
    wrong = [code for (code,) in look.rows(system, query, [begun, last])]
    every = look.one(system, "SELECT count(*) FROM terminals_terminal WHERE state = 'permitted'")
    return unless(wrong, "点検が漏れたか、異常のままの端末", good=f"許可中の端末 {every}台は、前の開庁日から点検してあり、異常がない")


@control("書類の所在")
def papers_where_they_are(look: Look, system: str) -> Answer:
    """No paper is missing, none lies in somebody's hands over night, no loan is overdue, every cabinet was looked into."""
    today, last = look.now.date(), _last_office_day(look.now.date())
    begun = [datetime.combine(day, time(), clock.TOKYO) for day in (today, last)]
    [(missing, held, lent, every)] = look.rows(
        system,
        "SELECT count(*) FILTER (WHERE state = 'missing'), count(*) FILTER (WHERE state = 'held' AND moved_at < %s),"
        " count(*) FILTER (WHERE state = 'lent' AND due_on < %s), count(*) FILTER (WHERE state <> 'destroyed')"
        " FROM subsidy_paper_custody_trackedpaper",
        [begun[0], today],
    )
    query = (
        "SELECT p.name FROM places_lockedplace p WHERE p.ended_on IS NULL AND p.registered_at < %s AND (EXISTS (SELECT FROM"
        " subsidy_paper_custody_trackedpaper t WHERE t.place_id = p.id) OR EXISTS (SELECT FROM subsidy_paper_custody_box b"
        " WHERE b.place_id = p.id)) AND NOT EXISTS (SELECT FROM subsidy_paper_custody_daycheck d WHERE d.place_id = p.id"
        " AND d.closed_at IS NOT NULL AND d.on >= %s) ORDER BY 1"
    )
    figures = (("所在不明の書類", missing), ("手元に残ったままの書類", held), ("返却期限を過ぎた書類", lent))
    wrong = [f"{name} {count}件" for name, count in figures if count]
    wrong += [f"閉庁前の点検が漏れた {name}" for (name,) in look.rows(system, query, [begun[1], last])]
    return unless(wrong, "書類の所在", good=f"ラベルのある書類 {every:,}件すべての所在がわかる") if wrong or every else met("ラベルのある書類はまだない")
