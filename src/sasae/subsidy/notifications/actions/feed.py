"""Taking in what the register tells of the office's families. Once each, in whatever order it comes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sasae.contracts.people import Person as PersonMessage
from sasae.contracts.person_index import Change, Version
from sasae.foundation.history import Actor, record
from sasae.kernel.clock import TOKYO
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.changes import record_fact
from sasae.subsidy.entitlements.models import FactKind, FamilyMember, Role
from sasae.subsidy.notifications import consequences
from sasae.subsidy.notifications.actions.reviews import open_review
from sasae.subsidy.notifications.homes import Homes, Step
from sasae.subsidy.notifications.models import Cause, RegisterFeed, Review
from sasae.subsidy.notifications.register_changes import Told, compare, joined, left, stayed_behind
from sasae.subsidy.people.actions import keep_people, person_of
from sasae.subsidy.people.models import Person

SOURCE = "住民票の異動"
REISSUED_FOR = {Cause.MOVED_WITHIN: "市内の転居", Cause.CORRECTED: "登録内容の修正"}


@transaction.atomic
def take_changes(
    name: str, changes: Sequence[Change], last: int, people: Mapping[str, PersonMessage], versions: Mapping[int, Version],
    *, by: Actor, at: datetime,
) -> int:  # fmt: skip
    """Take one page of changes in and open a review for each that touches a family. Returns how many were opened.

    `people` are those concerned as linkage tells of them now, `versions` what each change did. A page that was taken
    before changes nothing: the feed's row is locked and its number compared.
    """
    feed, _ = RegisterFeed.objects.select_for_update().get_or_create(name=name)
    fresh = [change for change in changes if change.number > feed.last and change.atena_no in people]
    fresh.sort(key=lambda each: each.number)
    found = _found(fresh, people, versions, at)
    told = list(dict.fromkeys(change.atena_no for change in fresh))
    kept = keep_people([people[one] for one in told], by=by, affair="届出審査", fetched_at=at)
    known = Review.objects.filter(change_key__in=[_key(each) for each in found])
    keys = set(known.values_list("change_key", flat=True))
    opened = [_open(each, kept.get(each[1], each[0].person), by, at) for each in found if _key(each) not in keys]
    feed.last = max(feed.last, last)
    feed.save()
    if fresh:
        record(by, "changes.taken", str(feed.last), told, count=len(fresh), reviews=len(opened))
    return len(opened)


Found = tuple[FamilyMember, str, Told]  # of which member's family, about whom (宛名番号), what


def _key(found: Found) -> str:
    """The mark of what one change told of one family."""
    member, _, told = found
    return f"{told.number}-{told.cause.value}-{member.family_id}" + (f"-{told.beside}" if told.beside else "")


@dataclass(frozen=True)
class _Seen:
    """A change with the person before it, where they were known, and after it."""

    change: Change
    before: Person | None
    after: Person


def _seen(
    fresh: Sequence[Change], files: Mapping[str, Person], people: Mapping[str, PersonMessage],
    versions: Mapping[int, Version], at: datetime,
) -> list[_Seen]:  # fmt: skip
    """Of a change that left no version of its own, what differs between the file and now."""
    found = []
    for change in fresh:
        version = versions.get(change.number)
        before = version.before if version else None
        after = person_of(version.after if version else people[change.atena_no], at)
        found.append(_Seen(change, person_of(before, at) if before else files.get(change.atena_no), after))
    return found


def _found(
    fresh: Sequence[Change], people: Mapping[str, PersonMessage], versions: Mapping[int, Version], at: datetime
) -> list[Found]:  # fmt: skip
    """What each change did, in the order of the changes, before the file is written anew."""
    on = at.astimezone(TOKYO).date()
    files = {one.atena_no: one for one in Person.objects.filter(atena_no__in={change.atena_no for change in fresh})}
    own = _members(files)
    seen = _seen(fresh, files, people, versions, at)
    steps = [Step(one.change, one.before.household_no if one.before else "", one.after.household_no) for one in seen]
    here = {household for step in steps for household in (step.before, step.after)} - {""}
    families = {member.family_id for members in own.values() for member in members}
    living = FamilyMember.objects.filter(until__isnull=True).select_related("person", "family__applicant")
    members = list(living.filter(Q(person__household_no__in=here) | Q(family__in=families)))
    homes = Homes(members, steps)
    children: dict[int, list[FamilyMember]] = defaultdict(list)
    for member in members:
        if member.role == Role.CHILD:
            children[member.family_id].append(member)
    found: list[Found] = []
    for one in seen:
        who, change, before, after = one.change.atena_no, one.change, one.before, one.after
        for member in own.get(who, []):
            assert before is not None  # a member stands in the file
            told_of = compare(member, before, after, change, homes, on)
            found += [(member, member.person.atena_no, _named(told, who, member)) for told in told_of]
            behind = stayed_behind(member, before, after, change, homes, children[member.family_id])
            found += [(child, child.person.atena_no, told) for child, told in behind]
        if who not in own:
            found += _of_household(before, after, change, homes)
    return found


def _members(files: Mapping[str, Person]) -> dict[str, list[FamilyMember]]:
    """Whose number each is: the members it belongs to, by whichever of their numbers."""
    groups = all_one_with(person.pk for person in files.values())
    living = FamilyMember.objects.filter(until__isnull=True, person__in=set().union(*groups.values()))
    members = list(living.select_related("person", "family__applicant").order_by("pk"))
    told: dict[str, list[FamilyMember]] = {}
    for number, person in files.items():
        ones = [member for member in members if member.person_id in groups[person.pk]]
        ones.sort(key=lambda member: member.person_id != person.pk)  # of one family, the member of this very number
        families = {member.family_id: member for member in reversed(ones)}
        if families:
            told[number] = sorted(families.values(), key=lambda member: member.pk)
    return told


def _named(told: Told, atena_no: str, member: FamilyMember) -> Told:
    """What happened under another of the member's numbers says so."""
    if member.person.atena_no == atena_no:
        return told
    return replace(told, to_do=f"統合した宛名番号 {atena_no} の異動。{told.to_do}")


def _of_household(before: Person | None, after: Person, change: Change, homes: Homes) -> list[Found]:
    """Somebody who is no member has come into a member's household, or left it. Who moved along with it did neither."""
    old = homes.member_in(before.household_no, change, eve=True) if before else None
    new = homes.member_in(after.household_no, change)
    gone = after.moved_out_on or after.died_on
    if old is not None and new is not None and old.family_id == new.family_id and not gone:
        return []
    if old is not None and before is not None:
        return [(old, after.atena_no, told) for told in left(before, after, change)]
    return [(new, after.atena_no, told) for told in joined(after, change)] if new is not None else []


def _open(found: Found, person: Person, by: Actor, at: datetime) -> Review:
    member, _, told = found
    if told.away is not None:  # the register tells of the last move in alone, and no more of the days before
        first, last = told.away
        record_fact(member.family, person, FactKind.MOVED_OUT, valid_from=first, valid_to=last, source=SOURCE, by=by)
    if told.cause == Cause.MARRIED and member.person_id == member.family.applicant_id:
        record_fact(
            member.family, person, FactKind.PARTNER, valid_from=told.occurred_on, value={"de_facto": False},
            source=SOURCE, by=by,
        )  # fmt: skip
    review = open_review(
        member.family, person, told.cause, occurred_on=told.occurred_on, to_do=told.to_do, examine=told.examine, by=by,
        at=at, change_key=_key(found),
    )  # fmt: skip
    if told.cause in REISSUED_FOR and told.reissue:
        consequences.keep(review, consequences.reissue([person], REISSUED_FOR[told.cause]), by=by)
    return review
