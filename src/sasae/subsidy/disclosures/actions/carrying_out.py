"""What follows a decision: the papers handed over, the data mended and everybody told, the use suspended."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import one_line
from sasae.subsidy.disclosures.actions import CannotDecide, locked, moved
from sasae.subsidy.disclosures.models import Kind, Outcome, PaperRequest, Receiver, State, Stop, Suspension
from sasae.subsidy.people.queries import is_hidden

LIFTING = Pair("suspension.lift", thing="利用停止の解除", first="申請", second="承認")


@transaction.atomic
def keep_packet(number: str, content: bytes, masks: dict[str, int], *, hidden: bool, pages: int, by: Actor) -> None:
    """The packet as it was made, encrypted; made anew before the decision, the newest counts."""
    one = locked(number)
    if one.state != State.RECEIVED or one.kind != Kind.DISCLOSURE:
        raise CannotDecide.one("DS-120", "", "開示文書は、受付した開示の請求にだけ作れます。")
    one.packet_cipher, one.packet_sha256 = sealing.encrypt(content, _context(number)), sha256(content).hexdigest()
    one.masks, one.hidden, one.pages = masks, hidden, pages
    one.save()
    record(by, "paper_request.packet_made", number, [one.person.atena_no], masks=sum(masks.values()), pages=pages)


@transaction.atomic
def open_packet(number: str, *, by: Actor, on: date) -> bytes:
    """The packet's bytes, for who prepares, decides or hands over; each opening is recorded.

    One made before the person came under 支援措置 tells where they live, and is not opened any more.
    """
    one = locked(number)
    if not one.packet_sha256:
        raise CannotDecide.one("DS-121", "", "開示文書は、まだ作っていません。")
    if not one.hidden and is_hidden(one.person, on):
        raise CannotDecide.one("DS-128", "", "作成の後に支援措置が始まったため、この開示文書は渡せません。差し戻して作り直してください。")
    record(by, "paper_request.packet_seen", number, [one.person.atena_no])
    return sealing.decrypt(one.packet_cipher, _context(number))


def _context(number: str) -> str:
    return f"subsidy_disclosures_packet/{number}"


@transaction.atomic
def pay(number: str, *, by: Actor, at: datetime) -> None:
    """The copies are paid for."""
    one = locked(number)
    if one.state != State.DECIDED or not one.fee_yen or one.paid_on:
        raise CannotDecide.one("DS-122", "", "納めていただく費用はありません。")
    one.paid_on = at.astimezone(TOKYO).date()
    one.save()
    record(by, "paper_request.paid", number, [one.person.atena_no], yen=one.fee_yen)


@transaction.atomic
def finish(number: str, done: str, *, stops: Sequence[str] = (), by: Actor, at: datetime) -> None:
    """Handed over (which papers of identity were seen again), corrected, or suspended; a refusal needs no more than the letter."""
    one = moved(number, State.DONE)
    if one.fee_yen and not one.paid_on:
        raise CannotDecide.one("DS-123", "done", "写しの費用を受け取ってから、引き渡してください。")
    if one.receivers.filter(told_on__isnull=True).exists():
        raise CannotDecide.one("DS-124", "done", "訂正・停止を知らせていない提供先があります。")
    one.done = one_line(done, CannotDecide.said, missing="したことを入れてください。", at="done", most=500)
    one.done_by, one.done_at = by.id, at
    one.save()
    if one.kind == Kind.SUSPENSION and one.outcome != Outcome.REFUSED:
        _suspend(one, stops, by=by, at=at)
    record(by, "paper_request.done", number, [one.person.atena_no], done=one.done)


def _suspend(one: PaperRequest, stops: Sequence[str], *, by: Actor, at: datetime) -> None:
    """The mark, and what the system itself stops from now on."""
    chosen = [stop.value for stop in Stop if stop.value in stops]
    if not chosen or len(chosen) != len(set(stops)):
        raise CannotDecide.one("DS-129", "stops", "止める処理を選んでください。システムが止めないものは「そのほか」です。")
    mark = Suspension.objects.create(
        request=one, person=one.person, scope=one.done, stops=chosen, since=at.astimezone(TOKYO).date(), set_by=by.id
    )
    record(by, "suspension.set", one.number, [one.person.atena_no], stops=mark.stop_words)


@transaction.atomic
def name_receivers(number: str, names: list[str]) -> int:
    """To whom the person's data was passed on: all of them are told of what is corrected or suspended."""
    one = locked(number)
    if one.state != State.DECIDED or one.kind == Kind.DISCLOSURE or one.outcome == Outcome.REFUSED:
        raise CannotDecide.one("DS-125", "", "提供先に知らせるのは、認めた訂正・利用停止だけです。")
    known = set(one.receivers.values_list("name", flat=True))
    fresh = [each for each in dict.fromkeys(text.strip()[:100] for text in names) if each and each not in known]
    Receiver.objects.bulk_create([Receiver(request=one, name=each) for each in fresh])
    return len(fresh)


@transaction.atomic
def tell_receiver(number: str, pk: int, *, by: Actor, on: date) -> None:
    """One of them has been told."""
    one = locked(number)
    row = Receiver.objects.select_for_update().filter(request=one, pk=pk, told_on__isnull=True).first()
    if row is None:
        raise CannotDecide.one("DS-126", "", "この提供先には、もう知らせています。")
    row.told_on, row.told_by = on, by.id
    row.save()
    record(by, "paper_request.told", number, [one.person.atena_no], receiver=row.name)


@transaction.atomic
def ask_to_lift(number: str, why: str, *, by: Actor, on: date) -> None:
    """A suspension is to end: another decides so. Until then it is obeyed."""
    mark = _standing(number)
    if mark.lift_waits:
        raise CannotDecide.one("DS-130", "why", "利用停止の解除は、もう申請されています。")
    mark.why_lifted = one_line(why, CannotDecide.said, missing="やめる理由を入れてください。", at="why", most=300)
    mark.lift_asked_on, mark.lift_asked_by = on, by.id
    mark.save()
    record(by, "suspension.lift_asked", number, [mark.person.atena_no], reason=mark.why_lifted)


@transaction.atomic
def lift(number: str, *, by: Actor, on: date) -> None:
    """It ends, by another than who asked for that."""
    mark = _asked(number)
    refusal = CannotDecide.one("DS-132", "", "解除を申請した人は、承認できません。別の職員が確かめてください。")
    LIFTING.by_another_than(mark.lift_asked_by, by, about=number, refusal=refusal)
    mark.lifted_on, mark.lifted_by = on, by.id
    mark.save()
    record(by, "suspension.lifted", number, [mark.person.atena_no], reason=mark.why_lifted)


@transaction.atomic
def keep_suspended(number: str, reason: str, *, by: Actor) -> None:
    """It goes on; whoever asked that it end may have asked by mistake, so they may take it back themselves."""
    mark = _asked(number)
    told = one_line(reason, CannotDecide.said, missing="続ける理由を入れてください。", at="reason", most=300)
    mark.lift_asked_on, mark.lift_asked_by, mark.why_lifted = None, "", ""
    mark.save()
    record(by, "suspension.kept", number, [mark.person.atena_no], reason=told)


def _standing(number: str) -> Suspension:
    rows = Suspension.objects.select_for_update(of=("self",)).select_related("person")
    mark = rows.filter(request__number=number, lifted_on__isnull=True).first()
    if mark is None:
        raise CannotDecide.one("DS-127", "why", "続いている利用停止はありません。")
    return mark


def _asked(number: str) -> Suspension:
    mark = _standing(number)
    if not mark.lift_waits:
        raise CannotDecide.one("DS-131", "", "利用停止の解除は、申請されていません。画面を開き直してください。")
    return mark
