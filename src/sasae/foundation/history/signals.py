"""The signals of the radar: what in the journal tells that somebody was looked at without need. Each is one small function.

A signal is SQL over the month's looks (`looks`: actor_id, person, at, past, protected, idle), grouped to who looked at whom;
`idle` are those without a case: neither the page nor the one before names one, and no member of staff worked on the person
within some days. A signal proves nothing: it says whom to ask.
"""

from collections.abc import Callable
from dataclasses import dataclass

Sql = str
SIGNALS: dict[str, "Signal"] = {}


@dataclass(frozen=True)
class Signal:
    """One signal: its name in the thresholds, its Japanese words, its SQL. `needs_names`: of persons, in a table of the service."""

    name: str
    words: str
    sql: Sql
    needs_names: bool = False


def signal(words: str, *, needs_names: bool = False) -> Callable[[Callable[[], Sql]], Callable[[], Sql]]:
    """Register a function as a signal, by its name."""

    def keep(function: Callable[[], Sql]) -> Callable[[], Sql]:
        SIGNALS[function.__name__] = Signal(function.__name__, words, function(), needs_names)
        return function

    return keep


@signal("案件のない閲覧")
def no_case() -> Sql:
    """Nobody worked on the person, and no case led there."""
    return "SELECT actor_id, person FROM looks WHERE idle GROUP BY 1, 2"


@signal("操作者と同じ姓の人", needs_names=True)
def surname() -> Sql:
    """A relative, perhaps: the person's first name in writing is the operator's. Only without a case, for surnames are few."""
    return """
        SELECT l.actor_id, l.person FROM looks l JOIN accounts_user u ON u.login_id = l.actor_id
            JOIN named p ON p.person = l.person
        WHERE l.idle AND split_part(p.name, ' ', 1) = split_part(translate(u.name, '　', ' '), ' ', 1) GROUP BY 1, 2
    """


@signal("職員と同じ氏名の人", needs_names=True)
def colleague() -> Sql:
    """Somebody of the house, by the whole name; oneself as well."""
    return """
        SELECT l.actor_id, l.person FROM looks l JOIN named p ON p.person = l.person
            JOIN accounts_user u ON translate(u.name, ' 　', '') = translate(p.name, ' ', '')
        WHERE l.idle GROUP BY 1, 2
    """


@signal("時間外・休日の閲覧")
def off_hours() -> Sql:
    """Before the office opens, after it closes, on Saturdays and Sundays, by the clock of Tokyo."""
    return """
        SELECT actor_id, person FROM looks, LATERAL (SELECT at AT TIME ZONE 'Asia/Tokyo' AS local) here
        WHERE extract(hour FROM local) < %(opens)s OR extract(hour FROM local) >= %(closes)s
            OR extract(isodow FROM local) > 5 GROUP BY 1, 2
    """


@signal("ふだんより多い閲覧")
def volume() -> Sql:
    """A day with many more persons than on this operator's usual day. It is about the operator, and names nobody."""
    return """
        SELECT d.actor_id, '' FROM days d
        WHERE d.day >= %(first)s AND d.shown >= greatest(%(volume_least)s, %(volume_factor)s * coalesce((
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY usual.shown) FROM days usual
            WHERE usual.actor_id = d.actor_id AND usual.day < %(first)s), 0)) GROUP BY 1
    """


@signal("異動・退職の直前の閲覧")
def transfer() -> Sql:
    """In the days before the operator moves or leaves, as the personnel office told it; without a case."""
    return """
        SELECT l.actor_id, l.person FROM looks l JOIN accounts_user u ON u.login_id = l.actor_id
            JOIN accounts_staff_notice n ON n.staff_number = u.staff_number AND u.staff_number <> ''
        WHERE l.idle AND n.event IN ('異動', '退職') AND l.at AT TIME ZONE 'Asia/Tokyo'
            BETWEEN n.effective_on - %(transfer_days)s AND n.effective_on + 1 GROUP BY 1, 2
    """


@signal("過去の内容の閲覧")
def old() -> Sql:
    """Old data, as of another day."""
    return "SELECT actor_id, person FROM looks WHERE past GROUP BY 1, 2"


@signal("支援措置対象者の閲覧")
def protected() -> Sql:
    """A person who was protected on the day."""
    return "SELECT actor_id, person FROM looks WHERE protected GROUP BY 1, 2"
