"""Who a sender is whom nobody found: one member of staff says and tells how they made sure, another one confirms."""

from datetime import datetime

from django.db import transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line
from sasae.subsidy.applications.identification import MOST
from sasae.subsidy.applications.models import MATCH_MOVES, MatchState
from sasae.subsidy.online.answers import CannotTell
from sasae.subsidy.online.models import Match, Sent, State
from sasae.subsidy.people.actions import keep_people

SENDER = Pair("online.sender", thing="電子の届出をした人の特定", first="特定", second="特定の確認")


@transaction.atomic
def propose_sender(sent_id: int, message: PersonMessage, *, how: str, by: Actor, at: datetime) -> Match:
    """This person is taken to have sent it. Nothing follows until another one confirms it. Raises CannotTell."""
    how = one_line(how, CannotTell, missing="本人と確かめた方法を入れてください。", at="how", most=MOST)
    sent = Sent.objects.select_for_update(of=("self",)).get(pk=sent_id)
    if sent.state != State.WAITING or sent.applicant_id is not None:
        raise CannotTell("届け出た人を探せるのは、特定できずに「職員の確認待ち」のものだけです。")
    if sent.matches.exclude(state=MatchState.REJECTED).exists():
        raise CannotTell("ほかの職員が見つけた人の確認が済んでいません。先に確認するか、取り消してください。")
    person = keep_people([message], by=by, affair="届出審査", fetched_at=at)[message.atena_no]
    made = Match.objects.create(sent=sent, person=person, how=how, proposed_by=by.id, proposed_at=at)
    record(by, "online.sender_proposed", sent.receipt_number, [person.atena_no], how=how)
    return made


@transaction.atomic
def confirm_sender(match_id: int, *, by: Actor, at: datetime) -> Sent:
    """Another person made sure as well: from now on it is theirs, and goes on. Raises CannotTell."""
    match, sent = _held(match_id, MatchState.CONFIRMED)
    refusal = CannotTell("見つけた人とは別の人が、本人であることを確かめてください。")
    SENDER.by_another_than(match.proposed_by, by, about=sent.receipt_number, refusal=refusal)
    if sent.state != State.WAITING:
        raise CannotTell(f"この届出は「{sent.get_state_display()}」のため、届け出た人を決められません。")
    _settle(match, MatchState.CONFIRMED, by, at)
    sent.applicant, sent.ward_code = match.person, match.person.ward_code
    sent.save()
    record(by, "online.sender_confirmed", sent.receipt_number, [match.person.atena_no], how=match.how)
    return sent


@transaction.atomic
def reject_sender(match_id: int, *, why: str, by: Actor, at: datetime) -> Match:
    """It is not this person, or cannot be made sure; somebody may look for another. Raises CannotTell."""
    why = one_line(why, CannotTell, missing="取り消す理由を入れてください。", at="why", most=MOST)
    match, sent = _held(match_id, MatchState.REJECTED)
    match.why = why
    _settle(match, MatchState.REJECTED, by, at)
    record(by, "online.sender_rejected", sent.receipt_number, [match.person.atena_no], why=why)
    return match


def _held(match_id: int, state: MatchState) -> tuple[Match, Sent]:
    sent_id = Match.objects.values_list("sent_id", flat=True).get(pk=match_id)
    sent = Sent.objects.select_for_update(of=("self",)).get(pk=sent_id)  # before the match, as who proposes does
    match = Match.objects.select_for_update(of=("self",)).select_related("person").get(pk=match_id)
    if state not in MATCH_MOVES[MatchState(match.state)]:
        raise CannotTell(f"この人の特定は「{match.get_state_display()}」です。")
    return match, sent


def _settle(match: Match, state: MatchState, by: Actor, at: datetime) -> None:
    match.state, match.settled_by, match.settled_at = state, by.id, at
    match.save()
