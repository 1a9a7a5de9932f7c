"""Who knows the rules: acknowledged by whoever logs in, courses taken before a right works, those late prompted."""

from datetime import date, timedelta
from typing import Any

from sasae.deployment.assessment.looking import Answer, Look, control, not_met, unless
from sasae.foundation.instruction.courses import Course, State, courses_on, standings
from sasae.foundation.instruction.rules import first_day_of, rules_on
from sasae.kernel.period import fiscal_year

PROMPT_WITHIN = timedelta(days=14)  # days after the last day of a course

_LIVE = "u.is_active AND (u.ends_on IS NULL OR u.ends_on >= %(today)s)"
_HELD = "g.revoked_at IS NULL AND g.since <= %(today)s AND (g.until IS NULL OR g.until >= %(today)s)"


@control("規程の確認")
def rules_acknowledged(look: Look, system: str) -> Answer:
    """Who logged in since the rules of today began, more than a day ago, has acknowledged each of them this fiscal year."""
    today = look.now.date()
    rules, year = rules_on(today, system), fiscal_year(today)
    if not rules:
        return not_met("示す規程がない")
    begun = max(first_day_of(year), *(one.since for one in rules))
    versions = [one.version for one in rules]
    query = (
        "SELECT u.login_id, count(DISTINCT a.version) FROM accounts_user u LEFT JOIN instruction_acknowledgement a"  # noqa: S608
        " ON a.login_id = u.login_id AND a.fiscal_year = %(year)s AND a.version = ANY(%(versions)s)"
        f" WHERE {_LIVE} AND u.last_login >= %(begun)s AND u.last_login < %(late)s GROUP BY 1 ORDER BY 1"
    )
    values = {"today": today, "year": year, "begun": begun, "versions": versions, "late": look.real - timedelta(days=1)}
    silent = [name for name, known in look.rows(system, query, values) if known < len(rules)]
    done = "SELECT count(DISTINCT login_id) FROM instruction_acknowledgement WHERE fiscal_year = %s"
    titles = "、".join(one.says.title for one in rules)
    good = f"{year}年度に「{titles}」を確認した利用者 {look.one(system, done, [year])}人。確認するまで、ほかの画面は開けない"
    return unless(silent, "ログインして1日を過ぎても、規程を確認していない利用者", good=good)


def _people(look: Look, system: str) -> list[tuple[str, list[str], date, dict[str, date], date | None]]:
    """Each user in force who holds a right: log-in ID, rights, first day, the last day of each course, the last prompt."""
    query = (
        "SELECT u.login_id, array_agg(DISTINCT g.right), (SELECT min(f.since) FROM accounts_grant f WHERE f.user_id = u.id"  # noqa: S608
        " AND f.revoked_at IS NULL), (SELECT max(p.prompted_at)::date FROM instruction_prompt p WHERE p.login_id = u.login_id)"
        f" FROM accounts_user u JOIN accounts_grant g ON g.user_id = u.id WHERE {_LIVE} AND {_HELD} GROUP BY u.id ORDER BY 1"
    )
    taken = (
        "SELECT a.login_id, s.course, max(s.held_on) FROM instruction_attendance a"
        " JOIN instruction_coursesession s ON s.id = a.session_id WHERE a.cancelled_at IS NULL GROUP BY 1, 2"
    )
    last: dict[str, dict[str, date]] = {}
    for login_id, course, day in look.rows(system, taken):
        last.setdefault(login_id, {})[course] = day
    found = look.rows(system, query, {"today": look.now.date()})
    return [(name, rights, start, last.get(name, {}), prompt) for name, rights, start, prompt in found]


@control("研修の受講と催促")
def courses_taken(look: Look, system: str) -> Answer:
    """Nobody is two weeks late with a course without having been prompted since."""
    today = look.now.date()
    courses, people = courses_on(today, system), _people(look, system)
    late, idle = 0, []
    for name, rights, start, taken, prompted in people:
        over = [one for one in standings(courses, rights, start, taken, today) if one.state is State.OVERDUE]
        late += bool(over)
        due = min((one.due for one in over), default=today)
        if due + PROMPT_WITHIN < today and (prompted is None or prompted < due):
            idle.append(name)
    good = f"権限を持つ {len(people)}人のうち、期限を過ぎて受けていない人 {late}人。2週間を過ぎた人は、すべて促した"
    return unless(idle, "期限を2週間過ぎて、受講を促されていない人", good=good)


@control("研修の前の利用")
def nothing_before_training(look: Look, system: str) -> Answer:
    """Whoever has not taken a course that holds rights back has done nothing here by one of them since the right began."""
    today = look.now.date()
    holding = [one for one in courses_on(today, system) if one.holds_back is None or one.holds_back]
    if not holding:
        return not_met("受けるまで権限を止める研修がない")
    people = _people(look, system)
    waiting = {name: rights for name, rights in ((p[0], _held_back(holding, p, today)) for p in people) if rights}
    query = (
        "SELECT DISTINCT e.actor_id FROM history_entry e JOIN unnest(%(who)s::text[], %(what)s::text[]) w (who, what)"
        ' ON e.actor_id = w.who AND e."right" = w.what WHERE e.outcome <> \'refused\' ORDER BY 1'
    )
    pairs = [(name, right) for name, rights in waiting.items() for right in rights]
    values = {"who": [name for name, _ in pairs], "what": [right for _, right in pairs]}
    used = [name for (name,) in look.rows(system, query, values)]
    good = f"研修を受けた人 {len(people) - len(waiting)}人、受けていないため権限が止まっている人 {len(waiting)}人、その人の利用 0件"
    return unless(used, "研修を受けずに権限を使った人", good=good)


def _held_back(holding: list[Course], person: tuple[Any, ...], today: date) -> list[str]:
    _, rights, _, taken, _ = person
    lacking = [one for one in holding if taken.get(one.id, date.min) < one.counts_from(today) or one.id not in taken]
    return [right for right in rights if any(one.holds(right) for one in lacking)]
