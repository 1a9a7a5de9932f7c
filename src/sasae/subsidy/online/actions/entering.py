"""What residents sent: taken in, entered for the second look; what cannot be entered waits for staff."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sasae.contracts import published_applications as published
from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.own_keys import unseal_text
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Finding, error
from sasae.subsidy.applications import consents
from sasae.subsidy.entitlements.models import Family
from sasae.subsidy.notifications import actions as notifications
from sasae.subsidy.notifications.forms import NotificationForm
from sasae.subsidy.notifications.models import Kind, Notification
from sasae.subsidy.notifications.queries import members_of
from sasae.subsidy.online.answers import CannotTell
from sasae.subsidy.online.children import Found, keep_number
from sasae.subsidy.online.filling import bound, family_of, faults, filled, known_by, said_by, token_of
from sasae.subsidy.online.models import Entry, Sent, State
from sasae.subsidy.online.readings import DISCLOSURE, Part, asks, check, parts_of
from sasae.subsidy.people.actions import keep_people

GUARDED = ("address", "telephone")
OPEN = (State.WAITING, State.ENTERED)
DEADLINES: Any = load_dated("sasae.subsidy.online", "deadlines.yaml")
NO_CHILD = "「{name}」さん（{birth}生）が、個人番号・フリガナ・生年月日の合う一人の人として住民票に見つかりません。付けられた書類と住民票を見比べ、「入力する」から入れてください。"
CHANGED = "画面を開いたあとに、この届出の状態が変わりました。もう一度確かめてください。"


@transaction.atomic
def take_in(
    told: published.Application, people: Iterable[PersonMessage], children: Found,
    household: Iterable[PersonMessage] = (), *, by: Actor, at: datetime,
) -> Sent:
    """Keep what was sent, enter it where it can be read and matched, and acknowledge it. Again, nothing changes.

    `people`: the applicant as linkage tells of them; nobody where intake found nobody. `children`: those who come into the
    family, by place, where they were found. `household`: whom the applicant lives with, where the form names any.
    """
    known = Sent.objects.filter(receipt_number=told.receipt_number, version=told.version).first()
    if known is not None:
        return known
    form = _form_of(told)
    kept = keep_people(people, by=by, affair="届出審査", fetched_at=at)
    applicant = kept.get(told.applicant) if told.applicant else None
    sender: Any = form["applicant"]
    sent = Sent.objects.create(
        receipt_number=told.receipt_number, version=told.version, procedure=told.procedure,
        received_on=told.received_on, form_sha256=told.form_sha256,
        form={**form, "applicant": {name: value for name, value in sender.items() if name not in GUARDED}},
        address=sender.get("address", ""), telephone=sender.get("telephone", ""),
        applicant=applicant, ward_code=applicant.ward_code if applicant else "",
        attachments=[entry.model_dump(mode="json") for entry in told.attachments], taken_at=at,
        due_on=_due(told), numbers_sealed=told.individual_numbers_sealed,
    )  # fmt: skip
    _read_and_enter(sent, form, children, by=by, at=at)
    persons = [applicant.atena_no] if applicant else []
    record(by, "online.taken", sent.receipt_number, persons, procedure=sent.procedure, findings=len(sent.findings))
    consents.keep(told, household, by=by, at=at)
    _acknowledge(told, sent, form)
    return sent


def _due(told: published.Application) -> Any:
    """The last day the law sets, where it sets one for this kind."""
    days = DEADLINES.on(told.received_on).get(told.procedure)
    return told.received_on + timedelta(days=days) if days else None


def _form_of(told: published.Application) -> dict[str, Any]:
    """The form as signed. What was sealed past the relay stands in its place again."""
    sender: Any = told.form["applicant"]
    where = json.loads(unseal_text(told.whereabouts_sealed)) if told.whereabouts_sealed else {}
    return {**told.form, "applicant": {**sender, **where}}


def _acknowledge(told: published.Application, sent: Sent, form: dict[str, Any]) -> None:
    send_later(
        published.RELAY_ACKNOWLEDGE,
        published.Acknowledgement(
            receipt_number=told.receipt_number, version=told.version, registered_as=f"online-{sent.pk}",
            registered=published.digests(form, unseal_text(told.comparison_key_sealed)),
        ),
        key=f"acknowledge-{told.receipt_number}-{told.version}",
    )  # fmt: skip


def _read_and_enter(sent: Sent, form: dict[str, Any], children: Found, *, by: Actor, at: datetime) -> None:
    """Enter all of it, or none: where staff have to look, they find the whole of it together."""
    findings = check(sent.procedure, form)
    readable = not findings
    parts = parts_of(sent.procedure, form, sent.received_on.isoformat()) if readable else []
    family, of_family = family_of(sent)
    findings += [] if sent.procedure == DISCLOSURE and sent.applicant else of_family  # of anybody, with a family or without
    if readable and (family is not None or not parts):
        findings += asks(sent.procedure, form)
    if parts and family is not None:
        ready, faulty = _fill(sent, parts, family, children)
        findings += faulty
        if not findings:
            keep_people(children.values(), by=by, affair="届出審査", fetched_at=at)  # of a child who may not come, nothing
            _enter_all(sent, family, ready, by=by, at=at)
    sent.parts, sent.findings = len(parts), [one.as_dict() for one in findings]
    sent.state = State.WAITING if findings else State.ENTERED
    sent.save()


Ready = tuple[Kind, NotificationForm, str]  # the kind, its form, the 宛名番号 of a child who comes into the family


def _fill(sent: Sent, parts: list[Part], family: Family, children: Found) -> tuple[list[Ready], list[Finding]]:
    members, ready, findings = members_of(family), list[Ready](), list[Finding]()
    for position, part in enumerate(parts):
        data, not_plain = filled(sent, part, position, members)
        form = bound(part, data, members)
        findings += not_plain or ([] if part.by_hand else faults(form))
        child = children.get(part.child)
        if part.child and child is None:
            said = NO_CHILD.format(name=part.values["name"], birth=part.values["birth_date"])
            findings.append(error("UK-329", part.child, said))
        ready.append((part.kind, form, child.atena_no if child else ""))
    return ready, findings


def _enter_all(sent: Sent, family: Family, ready: list[Ready], *, by: Actor, at: datetime) -> None:
    made = []
    for position, (kind, form, child) in enumerate(ready):
        said = said_by(form, known_by(sent), child)
        entered = notifications.enter(kind, family, **said, token=token_of(sent, position), by=by, at=at)
        Entry.objects.create(sent=sent, position=position, notification=entered)
        if child:
            keep_number(sent, position, child, by=by)
        made.append(entered.number)
    record(by, "online.entered", sent.receipt_number, [family.applicant.atena_no], numbers="・".join(made))


@transaction.atomic
def read_again(
    sent_id: int, form: dict[str, Any], children: Found, *, seen: str, by: Actor, at: datetime
) -> Sent:
    """Try anew what waits and of which nothing is entered yet, e.g. once the family is registered. Raises CannotTell.

    `form` is the whole of it, as the release point gave it.
    """
    sent = held(sent_id, seen)
    if sent.state != State.WAITING or sent.entries.exists():
        raise CannotTell("もう一度読めるのは、まだ何も入力していない「職員の確認待ち」の届出です。")
    _read_and_enter(sent, form, children, by=by, at=at)
    return sent


@transaction.atomic
def enter_part(
    sent_id: int, position: int, kind: Kind, family: Family, *, said: dict[str, Any], bears_number: bool, by: Actor,
    at: datetime,
) -> Notification:  # fmt: skip
    """Staff enter one part themselves; another person compares it. Raises CannotTell, SentBefore.

    `bears_number`: the number the sender gave is the child's by the register. One that is somebody else's is not kept.
    """
    sent = Sent.objects.select_for_update(of=("self",)).get(pk=sent_id)
    if State(sent.state) not in OPEN:
        raise CannotTell(f"この届出は「{sent.get_state_display()}」のため、入力できません。")
    entered = notifications.enter(kind, family, **said, token=token_of(sent, position), by=by, at=at)
    _, new = Entry.objects.get_or_create(sent=sent, position=position, defaults={"notification": entered})
    if new:
        if bears_number:
            keep_number(sent, position, entered.content["child"]["atena_no"], by=by)
        record(by, "online.entered", sent.receipt_number, [family.applicant.atena_no], numbers=entered.number)
    if sent.state == State.WAITING and sent.entries.count() == sent.parts:
        sent.state = State.ENTERED
        sent.save()
    return entered


def held(sent_id: int, seen: str) -> Sent:
    """The sent one, locked, as the page showed it. Raises CannotTell."""
    sent = Sent.objects.select_for_update(of=("self",)).get(pk=sent_id)
    if seen != sent.fingerprint:
        raise CannotTell(CHANGED)
    return sent
