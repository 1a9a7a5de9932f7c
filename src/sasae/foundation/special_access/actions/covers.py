"""代決: who stands in for an office's deciders, a day away, deciding for them that day only, and their look afterwards (後閲)."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Max

from sasae.foundation.accounts.actions import grant_all, revoke
from sasae.foundation.accounts.models import COVER, Grant, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import for_contractors, name_of, rivals
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.special_access.actions import CannotAccess
from sasae.foundation.special_access.models import Absence, AfterLook, Cover, Deputy
from sasae.foundation.special_access.queries import COVERED, deputy_of, lines_of, own_grants
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki

GIVER = SYSTEM(COVER)
DAY = timedelta(days=1)


@transaction.atomic
def name_deputy(manager: User, office: str, login_id: str, *, since: date, at: datetime) -> Deputy:
    """The next place of an office's order. Raises CannotAccess."""
    said = one_line(office, CannotAccess, missing="所属を入れてください。", at="office", most=100)
    known = reach_of(manager).of(User.objects.filter(login_id=login_id.strip(), contractor=False)).first()
    if known is None or not known.usable(since):
        raise CannotAccess("代決者は、有効なIDの職員にしてください。", id="EM-401", at="login_id")
    if known.login_id == manager.login_id:
        raise CannotAccess("自分を代決者に定めることはできません。", id="EM-402", at="login_id")
    with connection.cursor() as cursor:  # two who name at once stand one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('special_access/deputies', 0))")
    standing = Deputy.objects.filter(office=said, until=None)
    if standing.filter(login_id=known.login_id).exists():
        raise CannotAccess("この所属の代決者に、もう定めています。", id="EM-403", at="login_id")
    place = (standing.aggregate(last=Max("place"))["last"] or 0) + 1
    told = {"office": said, "place": place, "login_id": known.login_id, "since": since}
    made = Deputy.objects.create(**told, named_by=manager.login_id, named_at=at)
    record(manager.actor, "cover.deputy_named", known.login_id, office=said, place=place, since=to_wareki(since))
    return made


@transaction.atomic
def end_deputy(pk: int, *, by: Actor, on: date) -> None:
    """From tomorrow on they stand in for nobody of the office. Raises CannotAccess."""
    one = Deputy.objects.select_for_update().get(pk=pk)
    if one.until is not None:
        raise CannotAccess("この順位には、もう末日があります。", id="EM-404")
    one.until, one.ended_by = max(on, one.since), by.id
    one.save()
    record(by, "cover.deputy_ended", one.login_id, office=one.office, until=to_wareki(one.until))


@transaction.atomic
def tell_absence(user: User, on: date, why: str, *, at: datetime) -> Absence:
    """Somebody who decides says that they are away on a day: beforehand, or that morning. Raises CannotAccess."""
    if on < at.astimezone(TOKYO).date():
        raise CannotAccess("不在の日は、今日からの日を入れてください。", id="EM-405", at="on")
    said = one_line(why, CannotAccess, missing="不在の理由を入れてください。", at="why", most=100)
    told = {"why": said, "told_by": user.login_id, "told_at": at}
    made, fresh = Absence.objects.get_or_create(login_id=user.login_id, on=on, withdrawn_at=None, defaults=told)
    if not fresh:
        raise CannotAccess(f"{to_wareki(on)}の不在は、もう登録しています。", id="EM-406", at="on")
    record(user.actor, "cover.absent", user.login_id, day=to_wareki(on), why=said)
    return made


@transaction.atomic
def come_back(pk: int, *, by: Actor, at: datetime) -> None:
    """They are there after all: who stands in for them does so no longer. Raises CannotAccess."""
    one = Absence.objects.select_for_update().get(pk=pk)
    if one.withdrawn_at or one.login_id != by.id:
        raise CannotAccess("自分の、取り消していない不在だけを取り消せます。", id="EM-407")
    one.withdrawn_at, one.withdrawn_by = at, by.id
    one.save()
    record(by, "cover.back", one.login_id, day=to_wareki(one.on))
    for cover in one.covers.select_for_update().filter(until_at__gt=at):
        end(cover, by=by, at=at)


def end(cover: Cover, *, by: Actor, at: datetime) -> None:
    """The rights go back at once."""
    rows = Grant.objects.select_for_update().filter(
        user__login_id=cover.deputy, granted_by=COVER, revoked_at=None, reason__startswith=f"代決 {cover.number}（"
    )
    for given in rows:
        revoke(given, by=by, reason="代決の終わり")
    cover.until_at = at
    cover.save()
    record(by, "cover.ended", cover.number)


@transaction.atomic
def take(pk: int, deputy: User, *, at: datetime) -> Cover:
    """Stand in for who is away, until the day is over. Raises CannotAccess."""
    absence, on = Absence.objects.select_for_update().get(pk=pk), at.astimezone(TOKYO).date()
    decider = User.objects.get(login_id=absence.login_id)
    if absence.withdrawn_at or absence.on != on:
        raise CannotAccess("今日の不在ではありません。画面を開き直してください。", id="EM-408")
    if deputy_of(decider, on) != deputy:
        raise CannotAccess("代決できるのは、今日不在でない代決者のうち、順位が最も先の人だけです。", id="EM-409")
    if absence.covers.filter(until_at__gt=at).exists():
        raise CannotAccess("この不在の代決は、もう始まっています。", id="EM-410")
    given = _may_be_given(decider, deputy, on)
    if not given:
        raise CannotAccess(
            "代決できる決定がありません。本人の権限で行えるか、併せ持てない権限があるか、代決できない種類の決定です。", id="EM-411"
        )
    rights = sorted({right for rights in given.values() for right in rights})
    made = Cover.objects.create(
        number=_next_number(), absence=absence, decider=decider.login_id, deputy=deputy.login_id, on=on, rights=rights, taken_at=at,
        until_at=datetime.combine(on + DAY, time(), TOKYO), review_by=on + timedelta(days=COVERED.on(on)["review_days"]),
    )  # fmt: skip
    reason = f"代決 {made.number}（{decider.name}に代わって）：{absence.why}"
    for (ward, procedure), codes in given.items():
        grant_all(deputy, codes, by=GIVER, reason=reason, since=on, until=on, ward=ward, procedure=procedure)
    record(deputy.actor, "cover.taken", made.number, decider=decider.name, rights="、".join(map(name_of, rights)))
    return made


def _may_be_given(decider: User, deputy: User, on: date) -> dict[tuple[str, str], list[str]]:
    """The decider's own decisions that may be covered, by reach; never what the deputy holds, may not combine, or has by
    standing in for the decider's own superior."""
    held, found = deputy.granted(on), defaultdict(list)
    for one in own_grants(decider, on):
        kept = one.right in held or rivals(one.right) & held or deputy.contractor and not for_contractors(one.right)
        if not kept:
            found[one.ward, one.procedure].append(one.right)
    return found


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('special_access_cover_number')")
        return f"DK{cursor.fetchone()[0]:06d}"


@transaction.atomic
def look(number: str, verdict: str, words: str, *, seen: int, by: Actor, at: datetime) -> Cover:
    """後閲: the decider has read what was decided in their place. Raises CannotAccess."""
    one = Cover.objects.select_for_update().get(number=number)
    if by.id != one.decider:
        raise CannotAccess("後閲は、不在だった決定者が行います。", id="EM-412")
    if one.verdict:
        raise CannotAccess("後閲は済んでいます。", id="EM-413")
    if one.live(at):
        raise CannotAccess("代決が終わってから後閲してください。", id="EM-414")
    if lines_of(one).count() != seen:
        raise CannotAccess("一覧が新しくなっています。もう一度読んでください。", id="EM-415")
    missing = "改めるものと、どう改めるかを入れてください。" if verdict == AfterLook.OBJECTED else ""
    one.words = one_line(words, CannotAccess, missing=missing, at="words", most=300)
    one.verdict, one.seen, one.reviewed_at = AfterLook(verdict), seen, at
    one.save()
    record(by, "cover.looked_at", number, verdict=one.get_verdict_display(), words=one.words or "－", lines=seen)
    return one


