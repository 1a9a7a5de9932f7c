"""A sent notification as its page shows it: under the headings of the form it was sent on."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sasae.contracts.forms import definitions
from sasae.contracts.forms.definitions import Question
from sasae.foundation.gate import Gate
from sasae.foundation.release import MASK, GuardedText, release
from sasae.kernel import clock
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.kernel.yen import format_yen
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.online.models import ENTERED_BY, Entry, Sent
from sasae.subsidy.people.queries import is_hidden

Rows = list[tuple[str, str]]
HIDDEN = ("postal_code", "address", "telephone")


def title_of(sent: Sent) -> str:
    """What the form is called by staff."""
    known = definitions.versions(sent.procedure)
    return next(reversed(known.values())).staff if known else sent.procedure


def sections(sent: Sent) -> Iterator[tuple[str, Rows]]:
    """What the form says, in its order; where somebody is to be found is not among it. Nothing of a version not known."""
    definition = definitions.versions(sent.procedure).get(str(sent.form.get("form_version", "")))
    for step in definition.steps if definition else ():
        told = sent.form.get(step.name)
        entries = told if isinstance(told, list) else [told] if isinstance(told, dict) else []
        for number, entry in enumerate(entries, 1):
            title = step.staff or step.title
            yield f"{title}（{number}）" if isinstance(told, list) else title, _rows(step.questions, entry)


def _rows(questions: tuple[Question, ...], entry: dict[str, Any]) -> Rows:
    told = [one for one in questions if one.name not in HIDDEN and entry.get(one.name) not in (None, "")]
    return [(one.staff or one.label, _said(one, entry[one.name])) for one in told]


def _said(question: Question, value: Any) -> str:
    if question.kind == "date":
        return to_wareki(date.fromisoformat(str(value)))
    if question.kind == "month":
        return month_to_wareki(date.fromisoformat(f"{value}-01"))
    if question.kind == "yen":
        return format_yen(value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return question.codes.get(str(value), str(value))


def released(sent: Sent, value: GuardedText, gate: Gate) -> str:
    """A guarded value of the sender, through the release point. Who was not found may be somebody protected."""
    return release(
        value, actor=gate.actor, way="screen", person=key_of(sent), protected=is_guarded(sent),
        reason=gate.reason or gate.purpose, gate=gate,
    )  # fmt: skip


def key_of(sent: Sent) -> str:
    """By what the release of the sender's whereabouts is permitted and journaled: the person, or until found the receipt."""
    return sent.applicant.atena_no if sent.applicant else sent.receipt_number


def is_guarded(sent: Sent) -> bool:
    """Whether what tells where the sender is, is for those alone who may see that: a protected one's, or one's nobody found."""
    return sent.applicant is None or is_hidden(sent.applicant, clock.today())


def where(sent: Sent, gate: Gate) -> Rows:
    """Where the sender says they are to be found."""
    address = released(sent, sent.address, gate)
    postal = "" if address == MASK else str(sent.form["applicant"].get("postal_code", ""))
    return [("郵便番号", postal), ("住所", address), ("電話番号", released(sent, sent.telephone, gate))]


def origin_of(notification: Notification) -> dict[str, Any]:
    """Whether a notification came from the portal, and whether it was entered as it came, for its page."""
    entry = Entry.objects.filter(notification=notification.pk).first()
    return {"online": entry, "by_portal": entry is not None and notification.entered_by == ENTERED_BY}
