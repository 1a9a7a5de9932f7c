"""The signals of the radar: what in the journal tells that somebody was looked at without need. Each is one small function.

A signal is SQL over the month's looks (`looks`: actor_id, person, at, past, protected, idle), grouped to who looked at whom;
`idle` are those without a case: neither the page nor the one before names one, and no member of staff worked on the person
within some days; `ties` are the personnel office's newest lists. A signal proves nothing: it says whom to ask.
"""

from collections.abc import Callable
from dataclasses import dataclass

Sql = str
SIGNALS: dict[str, "Signal"] = {}


@dataclass(frozen=True)
class Signal:
    """One signal: its name in the thresholds, its Japanese words, why it counts (with the thresholds), its SQL.

    `needs_names`: of persons, in a table of the service.
    """

    name: str
    words: str
    why: str
    sql: Sql
    needs_names: bool = False


def signal(words: str, why: str, *, needs_names: bool = False) -> Callable[[Callable[[], Sql]], Callable[[], Sql]]:
    """Register a function as a signal, by its name."""

    def keep(function: Callable[[], Sql]) -> Callable[[], Sql]:
        SIGNALS[function.__name__] = Signal(function.__name__, words, why, function(), needs_names)
        return function

    return keep


@signal("案件のない閲覧", "案件の画面を通らずに開かれ、前後{case_days}日に、職員のだれもこの人の仕事をしていません。")
def no_case() -> Sql:
    """Nobody worked on the person, and no case led there."""
    return "SELECT actor_id, person FROM looks WHERE idle GROUP BY 1, 2"


@signal(
    "操作者と同じ姓の人", "操作者と同じ姓です。家族や親族の情報を、仕事なしに見たおそれがあります。", needs_names=True
)
def surname() -> Sql:
    """A relative, perhaps: the person's first name in writing is the operator's. Only without a case, for surnames are few."""
    return """
        SELECT l.actor_id, l.person FROM looks l JOIN accounts_user u ON u.login_id = l.actor_id
            JOIN named p ON p.person = l.person
        WHERE l.idle AND split_part(p.name, ' ', 1) = split_part(translate(u.name, '　', ' '), ' ', 1) GROUP BY 1, 2
    """


@signal("職員と同じ氏名の人", "職員のだれか（操作者自身のこともあります）と同じ氏名です。", needs_names=True)
def colleague() -> Sql:
    """Somebody of the house, by the whole name; oneself as well."""
    return """
        SELECT l.actor_id, l.person FROM looks l JOIN named p ON p.person = l.person
            JOIN accounts_user u ON translate(u.name, ' 　', '') = translate(p.name, ' ', '')
        WHERE l.idle GROUP BY 1, 2
    """


@signal("時間外・休日の閲覧", "{opens}時より前か{closes}時から後、または土日に見ています。")
def off_hours() -> Sql:
    """Before the office opens, after it closes, on Saturdays and Sundays, by the clock of Tokyo."""
    return """
        SELECT actor_id, person FROM looks, LATERAL (SELECT at AT TIME ZONE 'Asia/Tokyo' AS local) here
        WHERE extract(hour FROM local) < %(opens)s OR extract(hour FROM local) >= %(closes)s
            OR extract(isodow FROM local) > 5 GROUP BY 1, 2
    """


@signal(
    "ふだんより多い閲覧",
    "一日に出た人の数が、この操作者のふだんの{volume_factor}倍（少なくとも{volume_least}人）に達した日があります。",
)
def volume() -> Sql:
    """A day with many more persons than on this operator's usual day. It is about the operator, and names nobody."""
    return """
        SELECT d.actor_id, '' FROM days d LEFT JOIN (
            SELECT actor_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY shown) AS shown FROM days
            WHERE day < %(first)s GROUP BY 1) usual ON usual.actor_id = d.actor_id
        WHERE d.day >= %(first)s AND d.shown >= greatest(%(volume_least)s, %(volume_factor)s * coalesce(usual.shown, 0))
        GROUP BY 1
    """


@signal(
    "異動・退職の直前の閲覧",
    "人事の知らせにある異動・退職の発令の{transfer_days}日前から後に見ています。持ち出しのおそれを確かめます。",
)
def transfer() -> Sql:
    """In the days before the operator moves or leaves, as the personnel office told it; without a case."""
    return """
        SELECT l.actor_id, l.person FROM looks l JOIN accounts_user u ON u.login_id = l.actor_id
            JOIN accounts_staff_notice n ON n.staff_number = u.staff_number AND u.staff_number <> ''
        WHERE l.idle AND n.event IN ('異動', '退職') AND l.at AT TIME ZONE 'Asia/Tokyo'
            BETWEEN n.effective_on - %(transfer_days)s AND n.effective_on + 1 GROUP BY 1, 2
    """


@signal("過去の内容の閲覧", "今の仕事では要らないことの多い、過去の時点の内容を見ています。")
def old() -> Sql:
    """Old data, as of another day."""
    return "SELECT actor_id, person FROM looks WHERE past GROUP BY 1, 2"


@signal("支援措置対象者の閲覧", "見たときに支援措置（DVなど）の対象だった人です。居所が漏れると命にかかわります。")
def protected() -> Sql:
    """A person who was protected on the day."""
    return "SELECT actor_id, person FROM looks WHERE protected GROUP BY 1, 2"


@signal(
    "申告のあった親族の閲覧",
    "この人は、操作者の親族として人事に申告されています。親族の案件は、ほかの職員が担当します。",
)
def declared() -> Sql:
    """A relative by the personnel office's list; with a case as well, for nobody works on their own family."""
    return """
        SELECT l.actor_id, l.person FROM looks l JOIN accounts_user u ON u.login_id = l.actor_id
            JOIN ties t ON t.person = l.person AND t.staff_number = u.staff_number AND t.kind = 'relatives' GROUP BY 1, 2
    """


@signal(
    "操作者と同じ住所の人",
    "人事の一覧にある操作者の住所と、同じ住所の人です。同居の家族や隣の部屋の人のおそれがあります。",
)
def address() -> Sql:
    """Somebody at the operator's own address, matched when the list was taken in; never one who is protected."""
    return """
        SELECT l.actor_id, l.person FROM looks l JOIN accounts_user u ON u.login_id = l.actor_id
            JOIN ties t ON t.person = l.person AND t.staff_number = u.staff_number AND t.kind = 'addresses'
        WHERE l.idle GROUP BY 1, 2
    """
