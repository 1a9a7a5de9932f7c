"""What a change of the register did to a person: what happened, from which day, and what is to be done.

The person before the change and after it are compared, not the names of the events: a change told twice, late or together
with others is found all the same, and what was so only until the next change as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sasae.contracts.person_index import Change
from sasae.subsidy.entitlements.models import FamilyMember, Role
from sasae.subsidy.notifications.homes import Homes
from sasae.subsidy.notifications.models import Cause
from sasae.subsidy.people.models import Person

EXAMINE = "再審査をして、承認を依頼する。"
CUSTODY = "監護が続いているかを確かめ、続いていなければ児童減の届出を求める。"


@dataclass(frozen=True)
class Told:
    """One thing that happened to a person. `number` is the change that told of it; `away`: the days spent elsewhere;
    `beside`: the 宛名番号 of who is meant, where the change told of somebody else."""

    cause: Cause
    occurred_on: date
    to_do: str
    number: int
    examine: bool = False
    reissue: bool = False
    away: tuple[date, date] | None = None
    beside: str = ""


def compare(member: FamilyMember, before: Person, after: Person, change: Change, homes: Homes, on: date) -> list[Told]:
    """What happened to a member of a family: the person of the number the register tells of, which may be another of the
    member's numbers."""
    found = [
        *_life(before, after, change),
        *_residence(before, after, change),
        *_family(member, before, after, change, homes),
        *_protection(before, after, change, on),
        *_corrected(before, after, change),
    ]
    if change.event == "個人番号変更":
        found.append(
            Told(Cause.NUMBER, change.occurred_on, "新しい個人番号を本人に確かめ、登録し直す。", change.number)
        )
    return found


def joined(who: Person, change: Change) -> list[Told]:
    """Somebody the office does not know has come into a member's household."""
    if who.moved_out_on or who.died_on:
        return []
    told = f"世帯に加わった人がいる（続柄 {who.relation or '－'}）。配偶者・扶養義務者・児童に当たるかを確かめる。{EXAMINE}"
    return [Told(Cause.JOINED, change.occurred_on, told, change.number, examine=True)]


def left(before: Person, after: Person, change: Change) -> list[Told]:
    """Somebody who is no member, but was of a member's household, is of it no more."""
    gone = after.died_on or after.moved_out_on
    if not gone and before.household_no == after.household_no:
        return []
    if (before.died_on, before.moved_out_on) == (after.died_on, after.moved_out_on) and gone:
        return []
    told = f"世帯を離れた人がいる（続柄 {before.relation or '－'}）。扶養義務者・配偶者であったかを確かめる。{EXAMINE}"
    return [Told(Cause.LEFT, gone or change.occurred_on, told, change.number, examine=True)]


def stayed_behind(
    member: FamilyMember, before: Person, after: Person, change: Change, homes: Homes, children: Iterable[FamilyMember]
) -> list[tuple[FamilyMember, Told]]:  # fmt: skip
    """Children who are where the applicant was until this change, and still are when its day is over."""
    if member.role == Role.CHILD or _same_home(before, after) or not before.household_no:
        return []
    told = Told(Cause.CHILD_LEFT, change.occurred_on, f"申請者が世帯を離れ、児童が残った。{CUSTODY}", change.number)
    return [
        (child, replace(told, beside=child.person.atena_no))
        for child in children
        if homes.of(child.person.atena_no, child.person.household_no, change) == before.household_no
    ]


def _life(before: Person, after: Person, change: Change) -> list[Told]:
    if before.died_on == after.died_on:
        return []
    if before.died_on is None and after.died_on is not None:
        return [
            Told(
                Cause.DIED, after.died_on, f"死亡を確かめる。{EXAMINE}医療証の返却を求める。", change.number, examine=True
            )
        ]
    day = min(day for day in (before.died_on, after.died_on) if day)
    return [Told(Cause.CORRECTED, day, f"死亡の日が修正された。{EXAMINE}", change.number, examine=True)]


def _residence(before: Person, after: Person, change: Change) -> list[Told]:
    gone, now_gone = before.moved_out_on, after.moved_out_on
    if gone is None and now_gone is not None:
        to_do = f"転出した。{EXAMINE}医療証の返却を求める。"
        return [Told(Cause.MOVED_OUT, now_gone, to_do, change.number, examine=True)]
    if gone is not None and now_gone is None and after.resident_since != before.resident_since:
        back = after.resident_since or change.occurred_on
        away = (gone, back - timedelta(days=1)) if gone < back else None
        to_do = "再び転入した。新しい申請を案内する。"
        return [Told(Cause.MOVED_BACK, change.occurred_on, to_do, change.number, away=away)]
    if gone != now_gone:
        day = min(day for day in (gone, now_gone) if day)
        return [Told(Cause.CORRECTED, day, f"転出日が修正された。{EXAMINE}", change.number, examine=True)]
    if after.moved_out_on or after.died_on:
        return []
    if before.ward_code == after.ward_code and before.address == after.address:
        return []
    to_do = "新しい住所の医療証に差し替える。区が変わったときは、担当の区へ引き継ぐ。"
    return [Told(Cause.MOVED_WITHIN, change.occurred_on, to_do, change.number, reissue=True)]


def _same_home(before: Person, after: Person) -> bool:
    return before.household_no == after.household_no or bool(after.moved_out_on or after.died_on)


def _family(member: FamilyMember, before: Person, after: Person, change: Change, homes: Homes) -> list[Told]:
    found = []
    applicant = member.family.applicant
    if change.event == "婚姻":
        own = member.person_id == applicant.pk
        to_do = "婚姻を確かめる。" + (EXAMINE if own else "家族との関係を確かめる。")
        found.append(Told(Cause.MARRIED, change.occurred_on, to_do, change.number, examine=own))
    if member.role == Role.CHILD and not _same_home(before, after):
        was = homes.of(applicant.atena_no, applicant.household_no, change, eve=True)
        now = homes.of(applicant.atena_no, applicant.household_no, change)
        if after.household_no != now:
            found.append(Told(Cause.CHILD_LEFT, change.occurred_on, f"児童が世帯を離れた。{CUSTODY}", change.number))
        elif before.household_no != was:
            to_do = "児童が世帯に戻った。監護と同居を確かめる。"
            found.append(Told(Cause.JOINED, change.occurred_on, to_do, change.number))
    return found


def _protection(before: Person, after: Person, change: Change, on: date) -> list[Told]:
    was = before.protected_until is not None and before.protected_until >= on
    now = after.protected_until is not None and after.protected_until >= on
    if now and after.protected_until != before.protected_until:
        to_do = "支援措置が始まった、または延びた。送付先を確かめ、同じ世帯の人への通知に住所が出ないことを確かめる。"
        return [Told(Cause.PROTECTED, change.occurred_on, to_do, change.number)]
    if was and not now:
        return [
            Told(Cause.UNPROTECTED, change.occurred_on, "支援措置が終わった。本人に確かめ、送付先を見直す。", change.number)
        ]
    return []


def _corrected(before: Person, after: Person, change: Change) -> list[Told]:
    """Late corrections, and names."""
    if before.birth_date != after.birth_date or _earlier_residence(before, after):
        what = "生年月日" if before.birth_date != after.birth_date else "住民となった日"
        to_do = f"{what}が修正された。{EXAMINE}"
        return [Told(Cause.CORRECTED, change.occurred_on, to_do, change.number, examine=True, reissue=True)]
    if (before.name, before.name_kana, before.sex) != (after.name, after.name_kana, after.sex):
        to_do = "氏名などが変わった。医療証を差し替える。"
        return [Told(Cause.CORRECTED, change.occurred_on, to_do, change.number, reissue=True)]
    return []


def _earlier_residence(before: Person, after: Person) -> bool:
    """住民となった日 differs although nobody moved out and back."""
    moved = before.moved_out_on is not None or after.moved_out_on is not None
    return before.resident_since != after.resident_since and not moved
