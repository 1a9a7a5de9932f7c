"""The figures of today against those the assessment states."""

from typing import Any

from sasae.deployment.assessment.controls.incidents import serious_incidents
from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met
from sasae.deployment.assessment.threshold import Figures, judged, recent, stated, within
from sasae.deployment.home import SERVICES

_LIVE = "is_active AND (ends_on IS NULL OR ends_on >= %s)"


def figures(look: Look) -> Figures:
    """Persons of the file; persons who may handle it in any of the five systems, each once by staff number."""
    persons = look.one("subsidy", "SELECT count(*) FROM subsidy_people_person")
    users: set[Any] = set()
    for system in SERVICES:
        query = f"SELECT CASE staff_number WHEN '' THEN login_id ELSE staff_number END FROM accounts_user WHERE {_LIVE}"  # noqa: S608
        users |= {name for (name,) in look.rows(system, query, [look.now.date()])}
    return Figures(int(persons), len(users) + _contractors_without_id(look), (*stated()["incidents"], *serious_incidents(look)))


def _contractors_without_id(look: Look) -> int:
    """Who handles the file under a contract in force and has no ID that was counted."""
    if not look.has_table("subsidy", "subsidy_contractors_contract"):
        return 0
    query = (
        "SELECT coalesce(sum(greatest(c.staff - (SELECT count(*) FROM subsidy_contractors_worker w JOIN accounts_user u"
        " ON u.staff_number = w.number AND u.is_active WHERE w.contract_id = c.id), 0)), 0)"
        " FROM subsidy_contractors_contract c WHERE c.state = 'in_force' AND c.since <= %(today)s AND c.until >= %(today)s"
    )
    return int(look.one("subsidy", query, {"today": look.now.date()}))


@control("対象人数")
def persons_in_band(look: Look, system: str) -> Answer:
    """Persons in the file lie within the band stated."""
    return _held(int(look.one("subsidy", "SELECT count(*) FROM subsidy_people_person")), "persons", "対象人数")


@control("取扱者数")
def users_in_band(look: Look, system: str) -> Answer:
    """Persons who may use the subsidy system lie within the band stated; by office."""
    query = f"SELECT office, count(*) FROM accounts_user WHERE {_LIVE} GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608
    offices = look.rows("subsidy", query, [look.now.date()])
    answer = _held(sum(count for _, count in offices), "users", "取扱者数")
    by_office = "、".join(f"{office or '所属なし'} {count}人" for office, count in offices[:5])
    return Answer(answer.met, f"{answer.words}（{by_office}）" if by_office else answer.words)


def _held(count: int, name: str, words: str) -> Answer:
    band = stated()[name]
    said = f"{words} {count:,}人、評価書（{band['where']}）は {band['least']:,}人以上{band['below']:,}人未満"
    return met(said) if within(count, name) else not_met(f"評価書の幅の外：{said}")


@control("しきい値判断")
def threshold_judged(look: Look, system: str) -> Answer:
    """The judgement can be made from the figures of today; the answer says whether it is still the one stated."""
    now, today = figures(look), look.now.date()
    result, before = judged(now, today), stated()["judgement"]
    said = (
        f"対象人数 {now.persons:,}人、取扱者数 {now.users:,}人、重大事故は過去1年 {recent(now.incidents, today, 1)}件"
        f"・過去3年 {recent(now.incidents, today, 3)}件 → {result}"
    )
    return met(said if result == before else f"{said}（評価書の判断「{before}」と違う）")
