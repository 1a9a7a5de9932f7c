"""What the register tells of the office's families, taken in as it comes; reviews examined ahead of staff."""

from datetime import timedelta

from django.db.models import Q
from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.foundation.patience import patiently
from sasae.kernel import clock
from sasae.kernel.dated import NotInForce
from sasae.subsidy import office
from sasae.subsidy.entitlements.actions import CannotDecide
from sasae.subsidy.entitlements.changes import decided_application
from sasae.subsidy.entitlements.contradictions import ContradictoryHousehold
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import ExaminationState
from sasae.subsidy.notifications.actions import examine, take_changes
from sasae.subsidy.notifications.actions.reviews import ask_about_protection, examination_day, set_aside
from sasae.subsidy.notifications.models import RegisterFeed, Review, ReviewState
from sasae.subsidy.notifications.queries import concerned
from sasae.wire.client import Refused

BY = BATCH("register_changes", "住民票の異動の取込")
AFFAIR = "届出審査"
REGISTER = "resident_register"
EXAMINED_AT_ONCE = 20
AGAIN_AFTER = timedelta(hours=1)  # of what could not be examined; the partners are not asked about it at every turn


def take_register_changes() -> int:
    """Ask page by page for what is new. Returns how many reviews were opened."""
    feed = RegisterFeed.objects.filter(name=REGISTER).first()
    last, more, opened = (feed.last if feed else 0), True, 0
    while more:
        why = office.purpose(AFFAIR, BY)
        page = office.changes(last, why)
        wanted = concerned(page.changes)
        people = {one.atena_no: one for one in office.many_people(sorted(wanted), why)}
        versions = office.versions([one.number for one in page.changes if one.atena_no in wanted], why)
        opened += take_changes(REGISTER, page.changes, page.last, people, versions, by=BY, at=clock.now())
        last, more = page.last, page.more
    return opened


def examine_open_reviews() -> int:
    """Examine what nobody has examined yet, so that staff find the answer with its grounds. Returns how many."""
    waiting = Review.objects.filter(state=ReviewState.OPEN, needs_examination=True, examination=None)
    waiting = waiting.filter(Q(tried_at=None) | Q(tried_at__lt=clock.now() - AGAIN_AFTER))
    examined = 0
    for review in waiting.select_related("family__applicant").order_by("id"):
        examined += _examine(review)
        if examined == EXAMINED_AT_ONCE:  # of those that can be: the others keep nobody behind them waiting
            break
    return examined


def _examine(review: Review) -> int:
    application = decided_application(review.family)
    if application is None or application.examinations.filter(state=ExaminationState.REQUESTED).exists():
        return 0  # not decided yet, or another decision waits for its approval: nobody is asked about the family for nothing
    on, now = examination_day(review), clock.now()
    try:
        facts, people = gather(application, on=on, by=BY, at=now, affair=AFFAIR)
        examine(review.pk, facts, people, on=on, by=BY, at=now, ahead=True)
    except (ContradictoryHousehold, CannotDecide, NotInForce, Refused):
        set_aside(review.pk, at=now)  # staff find it on their list, and are told what cannot be when they examine it
        return 0
    return 1


@app.periodic(cron="25 5 * * *")
@app.task(name="subsidy.protection_ends", queueing_lock="subsidy.protection_ends", lock="subsidy.protection_ends")
def protection_ends(timestamp: int) -> None:
    """Every morning: measures of protection that end within the days of notice."""
    ask_about_protection(by=BATCH("protection_ends", "支援措置の期限の確認"), on=clock.today(), at=clock.now())


@app.periodic(cron="* * * * * */20")
@app.task(name="subsidy.register_changes", queueing_lock="subsidy.register_changes", lock="subsidy.register_changes")
def register_changes(timestamp: int) -> None:
    """Family events appear on the office's list of work within a minute."""
    with patiently("住民票の異動の取込み"):
        take_register_changes()
        examine_open_reviews()
