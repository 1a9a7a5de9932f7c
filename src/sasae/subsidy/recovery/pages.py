"""A debt as its page shows it."""

from typing import Any

from django.http import QueryDict

from sasae.foundation.gate import Gate
from sasae.kernel import clock
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.recovery.actions.letters import ENDED
from sasae.subsidy.recovery.forms import OrderForm
from sasae.subsidy.recovery.models import LetterKind, OrderState, Receivable, State
from sasae.subsidy.recovery.queries import (
    gone_of,
    instalments_of,
    may_take_back,
    movements_of,
    open_receivables,
    overdue,
    staff_of,
)


def order_form(found: Receivable, data: QueryDict | None = None) -> OrderForm:
    """The form of a step, with the payments that may be taken back."""
    form = OrderForm(data)
    choices = [
        (str(one.pk), f"{one.on}　{one.applied + one.excess:,}円（{one.text}）") for one in may_take_back(found)
    ]
    form.fields["movement"].choices = [("", "選んでください"), *choices]  # type: ignore[attr-defined]
    return form


def context_of(found: Receivable, gate: Gate) -> dict[str, Any]:
    """Everything of a debt, and what the reader may do next."""
    today, live, own = clock.today(), found.state in Receivable.LIVE, found.proposed_by == gate.actor.id
    proposed = found.state == State.PROPOSED
    set_off = open_receivables([found.debtor_id] if found.debtor_id else []).get(found.debtor_id or 0, [])
    movements, orders = movements_of(found), list(found.orders.order_by("-pk"))
    return {
        "one": found,
        "staff": staff_of(found, movements, orders),
        "parts": found.parts.select_related("person", "claim", "line").order_by("treatment_month", "pk"),
        "movements": movements,
        "instalments": instalments_of(found) if live else [],
        "orders": orders,
        "waiting": OrderState.PROPOSED,
        "letters": found.letters.order_by("pk"),
        "interruptions": found.interruptions.order_by("on", "pk"),
        "late": overdue(found, today) if live else None,
        "barred": live and found.limited_on is not None and today > found.limited_on,
        "may_set_off": next((one.may_set_off for one in set_off if one.receivable_id == found.pk), 0),
        "gone": gone_of(found) if found.state in (State.PROPOSED, *Receivable.LIVE, State.PAID) else [],
        "own": own, "actor": gate.actor.id,
        "may_decide": proposed and gate.may("recovery.decide"),
        "may_drop": proposed and gate.may("recovery.enter"),
        "may_enter": found.state in Receivable.BOOKED and gate.may("recovery.enter"),
        "may_run": live and gate.may("recovery.enter"),
        "may_approve": gate.may("recovery.decide"),
        "may_propose": gate.may("recovery.enter"),
        "may_print": gate.may("printing.view"),
        "may_close": found.state in ENDED and gate.may("recovery.decide")
        and not found.letters.filter(kind=LetterKind.CLOSING).exists(),
        "entries": time_line(found.number),
    }  # fmt: skip
