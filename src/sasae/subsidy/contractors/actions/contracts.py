"""Contracts: entered by one person, held against the paper by another, ended with all below and with their IDs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from sasae.contracts.contractor_ends import Why
from sasae.foundation.accounts.actions import change_user, close_user
from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.contractors.actions.refusals import CannotRegister, locked, next_number, require_running, said
from sasae.subsidy.contractors.checklists import clauses_of, missing, months_on
from sasae.subsidy.contractors.models import MOVES, Contract, Request, RequestState, State, Worker
from sasae.subsidy.contractors.telling import tell

LONGEST_YEARS = 10


CONFIRMATION = Pair("contractors.confirm", thing="委託契約", first="登録", second="確認")


@dataclass(frozen=True)
class Terms:
    """What a contract says."""

    contractor: str
    work: str
    model: str
    since: date
    until: date
    staff: int
    leader: str
    place: str
    report_months: int
    audit_months: int


def _require(terms: Terms) -> None:
    if terms.until < terms.since:
        raise CannotRegister("契約の末日が初日より前です。", id="OC-201", at="until")
    if terms.until.year - terms.since.year > LONGEST_YEARS or not 2000 <= terms.since.year <= 2100:
        raise CannotRegister("契約の年を確かめてください。期間は10年までです。", id="OC-213", at="until")


@transaction.atomic
def enter(terms: Terms, *, by: Actor, at: datetime) -> Contract:
    """Enter a contract with a contractor of the city's own. Raises CannotRegister."""
    _require(terms)
    return _made(terms, None, None, by, at)


@transaction.atomic
def enter_below(request: str, terms: Terms, *, by: Actor, at: datetime) -> Contract:
    """Enter the subcontract a written permission was given for; without one there is none. Raises CannotRegister."""
    _require(terms)
    asked = Request.objects.select_for_update().select_related("contract").get(number=request)
    parent = locked(asked.contract.number)
    if asked.state != RequestState.PERMITTED or asked.decided_on is None:
        raise CannotRegister("書面による許諾がありません。許諾の後に登録してください。", id="OC-202")
    if Contract.objects.filter(request=asked).exists():
        raise CannotRegister("この許諾による契約は登録してあります。", id="OC-203")
    if parent.state != State.IN_FORCE:
        raise CannotRegister("委託元の契約が有効ではありません。", id="OC-204")
    if terms.since < asked.decided_on:
        raise CannotRegister(f"許諾（{to_wareki(asked.decided_on)}）より前に始まっています。", id="OC-205", at="since")
    if terms.until > parent.until or terms.since < parent.since:
        raise CannotRegister("委託元の契約の期間に収めてください。", id="OC-206", at="until")
    if terms.contractor != asked.contractor:
        raise CannotRegister("許諾した再委託先と違います。", id="OC-207", at="contractor")
    return _made(terms, parent, asked, by, at)


def _made(terms: Terms, parent: Contract | None, asked: Request | None, by: Actor, at: datetime) -> Contract:
    made = Contract.objects.create(
        number=next_number("CT"), **vars(terms), parent=parent, request=asked, root=(parent.root or parent) if parent else None,
        level=parent.level + 1 if parent else 0, report_due=min(months_on(terms.since, terms.report_months), terms.until),
        audit_due=min(months_on(terms.since, terms.audit_months), terms.until), entered_by=by.id, entered_at=at,
    )  # fmt: skip
    record(by, "contractors.entered", made.number, kind=made.kind, contractor=made.contractor)
    return made


@transaction.atomic
def check_clauses(number: str, found: dict[str, str], explained_on: date | None, *, by: Actor) -> Contract:
    """Note where each clause stands in the contract, and when the rules of information security were explained."""
    one = locked(number)
    if one.state != State.ENTERED:
        raise CannotRegister("確認した後の契約の条項は変えられません。", id="OC-208")
    known = [clause.key for clause in clauses_of(one.model, one.since)]
    one.clauses = {key: found[key].strip()[:60] for key in known if found.get(key, "").strip()}
    one.explained_on = explained_on
    one.save()
    record(by, "contractors.clauses_checked", number, found=len(one.clauses), every=len(known))
    return one


@transaction.atomic
def confirm(number: str, *, by: Actor, at: datetime) -> Contract:
    """Hold the entry against the paper, as another person. Raises CannotRegister with all that is missing."""
    one = locked(number)
    _moved(one, State.IN_FORCE)
    refusal = CannotRegister("登録した人とは別の人が確認してください。", id="OC-209")
    CONFIRMATION.by_another_than(one.entered_by, by, about=number, refusal=refusal)
    lacking = missing(one)
    if lacking or one.explained_on is None:
        what = [*lacking, *(["遵守事項の説明の日"] if one.explained_on is None else [])]
        raise CannotRegister(f"まだそろっていません（{'、'.join(what)}）。契約書と照らして入れてください。", id="OC-210")
    one.confirmed_by, one.confirmed_at = by.id, at
    one.save()
    record(by, "contractors.confirmed", number)
    return one


@transaction.atomic
def end(number: str, last: date, why: str, *, at_once: bool, by: Actor, on: date, at: datetime) -> int:
    """End a contract and all below it on a last day: every ID of its persons ends with that day. `at_once` (cancelled): it is
    over now, and whoever is signed in by it is out with the next click. Returns how many IDs. Raises CannotRegister.
    """
    reason = said(why, "契約を終える理由を入れてください。", "why", 200)
    one = locked(number)
    require_running(one)
    if at_once:
        last = on
    elif not on <= last <= one.until:
        raise CannotRegister("今日から契約の末日までの日を入れてください。", id="OC-211", at="last")
    return sum(_end(each, last, reason, at_once, by, at) for each in _with_below(one))


def _end(one: Contract, last: date, reason: str, at_once: bool, by: Actor, at: datetime) -> int:
    one.until = max(min(one.until, last), one.since)
    one.report_due, one.audit_due = min(one.report_due, one.until), min(one.audit_due, one.until)
    workers = list(Worker.objects.filter(contract=one))
    ids = end_ids(workers, min(one.until, last), by=by)
    tell(workers, min(one.until, last), Why.CANCELLED if at_once else Why.SHORTENED, at_once=at_once)
    if at_once:
        for user in _users(workers):
            close_user(user, by=by, reason=f"委託契約 {one.number} の解除")
        _finish(one, reason, by, at)
    else:
        one.save()
    record(by, "contractors.ended", one.number, last=to_wareki(one.until), ids=ids, reason=reason)
    return ids


@transaction.atomic
def finish_due(on: date, *, by: Actor, at: datetime) -> int:
    """Contracts whose last day is over have ended. Their IDs ended with that day by themselves; other systems are told,
    should an ID there have been given a later day. Returns how many."""
    due = list(Contract.objects.select_for_update().exclude(state=State.ENDED).filter(until__lt=on).order_by("pk"))
    workers: dict[int, list[Worker]] = {each.pk: [] for each in due}
    for worker in Worker.objects.filter(contract__in=due):
        workers[worker.contract_id].append(worker)
    for each in due:
        _finish(each, "期間の満了", by, at)
        tell(workers[each.pk], each.until, Why.EXPIRED)
        record(by, "contractors.ended", each.number, last=to_wareki(each.until), ids=0, reason="期間の満了")
    return len(due)


def _finish(one: Contract, reason: str, by: Actor, at: datetime) -> None:
    _moved(one, State.ENDED)
    one.ended_by, one.ended_at, one.why_ended = by.id, at, reason
    one.save()


def _moved(one: Contract, state: State) -> None:
    if state not in MOVES[State(one.state)]:
        raise CannotRegister(f"この契約は「{one.get_state_display()}」です。", id="OC-212")
    one.state = state


def _with_below(one: Contract) -> list[Contract]:
    """The contract and every one under it that has not ended, from the top, locked."""
    tree = Contract.objects.select_for_update().filter(root=one.root or one).exclude(state=State.ENDED)
    found, chosen = [one], {one.pk}
    for each in tree.order_by("level", "pk"):
        if each.parent_id in chosen:
            chosen.add(each.pk)
            found.append(each)
    return found


def end_ids(workers: Iterable[Worker], last: date, *, by: Actor) -> int:
    """The IDs of these persons end with the day, unless they end before. Returns how many are changed."""
    users = [user for user in _users(workers) if user.is_active and (user.ends_on is None or user.ends_on > last)]
    for user in users:
        change_user(user, {"ends_on": last}, by=by)
    return len(users)


def _users(workers: Iterable[Worker]) -> list[User]:
    numbers = [worker.number for worker in workers]
    return list(User.objects.select_for_update().filter(contractor=True, staff_number__in=numbers).order_by("pk"))
