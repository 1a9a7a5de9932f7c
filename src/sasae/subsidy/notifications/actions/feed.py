"""Taking in what the register tells of the office's families. Once each, in whatever order it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.contracts.person_index import Change
from sasae.foundation.history import Actor, record
from sasae.kernel.clock import TOKYO
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.changes import record_fact
from sasae.subsidy.entitlements.models import FactKind, FamilyMember
from sasae.subsidy.notifications import consequences
from sasae.subsidy.notifications.actions.reviews import open_review
from sasae.subsidy.notifications.models import Cause, RegisterFeed, Review
from sasae.subsidy.notifications.register_changes import Told, compare, joined, left
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person

SOURCE = "住民票の異動"
REISSUED_FOR = {Cause.MOVED_WITHIN: "市内の転居", Cause.CORRECTED: "登録内容の修正"}


@transaction.atomic
def take_changes(
    name: str, changes: Sequence[Change], last: int, people: Mapping[str, PersonMessage], *, by: Actor, at: datetime
) -> int:
    """Take one page of changes in and open a review for each that touches a family. Returns how many were opened.

    `people` are those concerned as linkage tells of them now. A page that was taken before changes nothing: the feed's
    row is locked and its number compared.
    """
    feed, _ = RegisterFeed.objects.select_for_update().get_or_create(name=name)
    fresh = [change for change in changes if change.number > feed.last and change.atena_no in people]
    by_person: dict[str, list[Change]] = {}
    for change in sorted(fresh, key=lambda each: each.number):
        by_person.setdefault(change.atena_no, []).append(change)
    found = _found(by_person, people, at)
    kept = keep_people([people[one] for one in by_person], by=by, affair="届出審査", fetched_at=at)
    opened = [_open(each, kept.get(each[1], each[0].person), by, at) for each in found]
    feed.last = max(feed.last, last)
    feed.save()
    if fresh:
        record(by, "changes.taken", str(feed.last), list(by_person), count=len(fresh), reviews=len(opened))
    return len(opened)


Found = tuple[FamilyMember, str, Told]  # of which member's family, about whom (宛名番号), what


def _found(by_person: Mapping[str, list[Change]], people: Mapping[str, PersonMessage], at: datetime) -> list[Found]:
    """What differs between the file and the register, before the file is written anew."""
    on = at.astimezone(TOKYO).date()
    members = FamilyMember.objects.filter(until__isnull=True).select_related("person", "family__applicant")
    homes: dict[str, FamilyMember] = {}
    files = {one.atena_no: one for one in Person.objects.filter(atena_no__in=by_person)}
    own = _members(files)
    households = {people[one].household_no for one in by_person} | {one.household_no for one in files.values()}
    for member in members.filter(person__household_no__in=households - {""}).order_by("-role", "pk"):
        homes[member.person.household_no] = member
    found: list[Found] = []
    for atena_no, changes in by_person.items():
        for member in own.get(atena_no, []):
            told_of = compare(member, files[atena_no], people[atena_no], changes, on)
            found += [(member, member.person.atena_no, _named(told, atena_no, member)) for told in told_of]
        if atena_no not in own:
            found += _of_household(files.get(atena_no), people[atena_no], changes, homes)
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


def _of_household(
    before: Person | None, after: PersonMessage, changes: list[Change], homes: Mapping[str, FamilyMember]
) -> list[Found]:
    """Somebody who is no member has come into a member's household, or left it."""
    old, new = homes.get(before.household_no) if before else None, homes.get(after.household_no)
    if old is not None and before is not None:
        return [(old, after.atena_no, told) for told in left(before, after, changes)]
    return [(new, after.atena_no, told) for told in joined(after, changes)] if new is not None else []


def _open(found: Found, person: Person, by: Actor, at: datetime) -> Review:
    member, _, told = found
    if told.cause == Cause.MARRIED and member.person_id == member.family.applicant_id:
        record_fact(
            member.family, person, FactKind.PARTNER, valid_from=told.occurred_on, value={"de_facto": False},
            source=SOURCE, by=by,
        )  # fmt: skip
    review = open_review(
        member.family, person, told.cause, occurred_on=told.occurred_on, to_do=told.to_do, examine=told.examine, by=by,
        at=at, change_key=f"{told.number}-{told.cause.value}-{member.family_id}",
    )  # fmt: skip
    if told.cause in REISSUED_FOR and told.reissue:
        consequences.keep(review, consequences.reissue([person], REISSUED_FOR[told.cause]), by=by)
    return review
