"""What the register says of a person beside what the file had: what happened, from which day, and what is to be done.

The file is compared, not the names of the events: a change told twice, late or together with others is found all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sasae.contracts.people import Person as PersonMessage
from sasae.contracts.person_index import Change
from sasae.foundation.release import GuardedText
from sasae.subsidy.entitlements.models import FamilyMember, Role
from sasae.subsidy.notifications.models import Cause
from sasae.subsidy.people.models import Person

EXAMINE = "再審査をして、承認を依頼する。"


@dataclass(frozen=True)
class Told:
    """One thing that happened to a person. `number` is the change that told of it."""

    cause: Cause
    occurred_on: date
    to_do: str
    number: int
    examine: bool = False
    reissue: bool = False


def compare(
    member: FamilyMember, before: Person, after: PersonMessage, changes: Sequence[Change], on: date
) -> list[Told]:
    """What happened to a member of a family: `before` is the file's row of the number the register tells of, which may
    be another of the member's numbers."""
    last = changes[-1]
    found = [
        *_life(before, after, last),
        *_residence(before, after, last),
        *_family(member, before, after, changes),
        *_protection(before, after, last, on),
        *_corrected(before, after, last),
    ]
    number = next((change for change in changes if change.event == "個人番号変更"), None)
    if number is not None:
        found.append(
            Told(Cause.NUMBER, number.occurred_on, "新しい個人番号を本人に確かめ、登録し直す。", number.number)
        )
    return found


def joined(who: PersonMessage, changes: Sequence[Change]) -> list[Told]:
    """Somebody the office does not know has come into a member's household."""
    if who.moved_out_on or who.died_on:
        return []
    last = changes[-1]
    told = f"世帯に加わった人がいる（続柄 {who.relation or '－'}）。配偶者・扶養義務者・児童に当たるかを確かめる。{EXAMINE}"
    return [Told(Cause.JOINED, last.occurred_on, told, last.number, examine=True)]


def left(before: Person, after: PersonMessage, changes: Sequence[Change]) -> list[Told]:
    """Somebody who is no member, but was of a member's household, is of it no more."""
    last = changes[-1]
    gone = after.died_on or after.moved_out_on
    if not gone and before.household_no == after.household_no:
        return []
    if (before.died_on, before.moved_out_on) == (after.died_on, after.moved_out_on) and gone:
        return []
    told = f"世帯を離れた人がいる（続柄 {before.relation or '－'}）。扶養義務者・配偶者であったかを確かめる。{EXAMINE}"
    return [Told(Cause.LEFT, gone or last.occurred_on, told, last.number, examine=True)]


def _life(before: Person, after: PersonMessage, last: Change) -> list[Told]:
    if before.died_on == after.died_on:
        return []
    if before.died_on is None and after.died_on is not None:
        return [
            Told(
                Cause.DIED, after.died_on, f"死亡を確かめる。{EXAMINE}医療証の返却を求める。", last.number, examine=True
            )
        ]
    day = min(day for day in (before.died_on, after.died_on) if day)
    return [Told(Cause.CORRECTED, day, f"死亡の日が修正された。{EXAMINE}", last.number, examine=True)]


def _residence(before: Person, after: PersonMessage, last: Change) -> list[Told]:
    gone, now_gone = before.moved_out_on, after.moved_out_on
    if gone is None and now_gone is not None:
        return [
            Told(Cause.MOVED_OUT, now_gone, f"転出した。{EXAMINE}医療証の返却を求める。", last.number, examine=True)
        ]
    if gone is not None and now_gone is None and after.resident_since != before.resident_since:
        return [Told(Cause.MOVED_BACK, last.occurred_on, "再び転入した。新しい申請を案内する。", last.number)]
    if gone != now_gone:
        day = min(day for day in (gone, now_gone) if day)
        return [Told(Cause.CORRECTED, day, f"転出日が修正された。{EXAMINE}", last.number, examine=True)]
    if after.moved_out_on or after.died_on:
        return []
    moved = before.ward_code != after.address.ward_code or _address_differs(before, after)
    if not moved:
        return []
    to_do = "新しい住所の医療証に差し替える。区が変わったときは、担当の区へ引き継ぐ。"
    return [Told(Cause.MOVED_WITHIN, last.occurred_on, to_do, last.number, reissue=True)]


def _address_differs(before: Person, after: PersonMessage) -> bool:
    """A sealed address cannot be compared here; its postal code and ward tell enough."""
    if after.address.sealed:
        return False
    return bool(before.address) and before.address != GuardedText(after.address.text)


def _family(member: FamilyMember, person: Person, after: PersonMessage, changes: Sequence[Change]) -> list[Told]:
    found = []
    applicant, last = member.family.applicant, changes[-1]
    married = next((change for change in changes if change.event == "婚姻"), None)
    if married is not None:
        to_do = "婚姻を確かめる。" + (EXAMINE if member.person_id == applicant.pk else "家族との関係を確かめる。")
        own = member.person_id == applicant.pk
        found.append(Told(Cause.MARRIED, married.occurred_on, to_do, married.number, examine=own))
    before = person.household_no
    left = before != after.household_no and not after.moved_out_on and not after.died_on
    if member.role == Role.CHILD and left:
        if after.household_no != applicant.household_no:
            to_do = "児童が世帯を離れた。監護が続いているかを確かめ、続いていなければ児童減の届出を求める。"
            found.append(Told(Cause.CHILD_LEFT, last.occurred_on, to_do, last.number))
        else:
            to_do = "児童が世帯に戻った。監護と同居を確かめる。"
            found.append(Told(Cause.JOINED, last.occurred_on, to_do, last.number))
    return found


def _protection(before: Person, after: PersonMessage, last: Change, on: date) -> list[Told]:
    was = before.protected_until is not None and before.protected_until >= on
    now = after.protected_until is not None and after.protected_until >= on
    if now and after.protected_until != before.protected_until:
        to_do = "支援措置が始まった、または延びた。送付先を確かめ、同じ世帯の人への通知に住所が出ないことを確かめる。"
        return [Told(Cause.PROTECTED, last.occurred_on, to_do, last.number)]
    if was and not now:
        return [
            Told(Cause.UNPROTECTED, last.occurred_on, "支援措置が終わった。本人に確かめ、送付先を見直す。", last.number)
        ]
    return []


def _corrected(before: Person, after: PersonMessage, last: Change) -> list[Told]:
    """Late corrections, and names."""
    if before.birth_date != after.birth_date or _earlier_residence(before, after):
        what = "生年月日" if before.birth_date != after.birth_date else "住民となった日"
        to_do = f"{what}が修正された。{EXAMINE}"
        return [Told(Cause.CORRECTED, last.occurred_on, to_do, last.number, examine=True, reissue=True)]
    if (before.name, before.name_kana, before.sex) != (after.name, after.name_kana, after.sex.value):
        to_do = "氏名などが変わった。医療証を差し替える。"
        return [Told(Cause.CORRECTED, last.occurred_on, to_do, last.number, reissue=True)]
    return []


def _earlier_residence(before: Person, after: PersonMessage) -> bool:
    """住民となった日 differs although nobody moved out and back."""
    moved = before.moved_out_on is not None or after.moved_out_on is not None
    return before.resident_since != after.resident_since and not moved
