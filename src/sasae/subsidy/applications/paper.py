"""Paper applications: entered by one person, compared with the paper by another, before they count (ACQ-1, ACQ-2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line
from sasae.subsidy.applications.actions import CannotMove, create, keep_numbers, move, settle
from sasae.subsidy.applications.fields import SentBefore
from sasae.subsidy.applications.models import Application, Channel, State
from sasae.subsidy.people.actions import keep_people

COMPARISON = Pair("applications.compare", thing="紙の申請", first="入力", second="照合")


class NoIdentityCheck(ValueError):
    """Nobody said how the applicant's identity was checked; the text says what to do, in Japanese."""


@transaction.atomic
def enter_paper(
    form: dict[str, Any], people: Mapping[str, PersonMessage], *, identity_checked: str, received_on: date, by: Actor,
    at: datetime, individual_numbers: Mapping[str, str] | None = None, token: str = "",
) -> Application:  # fmt: skip
    """Enter a paper application. It counts only after another person has compared it with the paper.

    `people` are linkage's messages by place in the form, for those it could find; `individual_numbers` by place as
    well, kept apart from the form. The same page sent twice, or twice at once (`token`), is entered once.
    Raises NoIdentityCheck; SentBefore where the second time says something else.
    """
    if not identity_checked.strip():
        raise NoIdentityCheck("本人確認の方法を入れてください。確認のない申請は受け付けられません。")
    if token and (known := _entered_before(token)) is not None:
        same = (identity_checked, form) == (known.identity_checked, {name: known.form.get(name) for name in form})
        if not same or known.state == State.WITHDRAWN:
            raise SentBefore(f"申請 {known.receipt_number}")
        return known
    by_number = keep_people(people.values(), by=by, affair="資格審査", fetched_at=at)
    persons = {place: by_number[message.atena_no] for place, message in people.items()}
    application = create(
        form, persons, receipt_number=_next_number(received_on), channel=Channel.PAPER, procedure=form["form"],
        received_on=received_on, identity_checked=identity_checked, state=State.ENTERED, entered_by=by.id,
        entry_token=token or None,
    )  # fmt: skip
    numbers = {f"{place}.individual_number": number for place, number in (individual_numbers or {}).items()}
    keep_numbers(numbers, persons, by)
    settle(application, persons, by=by, at=at)
    return application


def _entered_before(token: str) -> Application | None:
    """The application of this page, if it was sent before. Whoever sends it at the same time waits here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [token])
    return Application.objects.filter(entry_token=token).first()


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_paper_number')")
        return f"KM{on:%Y%m%d}{cursor.fetchone()[0]:08d}"


@transaction.atomic
def confirm_entry(application_id: int, *, seen: str, by: Actor) -> Application:
    """The second look: another person has compared the entry with the paper. Raises CannotMove for the same person.

    `seen` is the fingerprint of what they looked at: who was meant may have been chosen meanwhile.
    """
    application = Application.objects.select_for_update().get(id=application_id)
    if application.state == State.ENTERED and seen != application.fingerprint:
        raise CannotMove("画面を開いたあとに、この申請の内容が変わりました。もう一度見比べてください。")
    refusal = CannotMove("入力した人とは別の人が照合してください。")
    COMPARISON.by_another_than(application.entered_by, by, about=application.receipt_number, refusal=refusal)
    application.confirmed_by = by.id
    move(application, State.RECEIVED)
    record(by, "application.confirmed", application.receipt_number, list(application.form["persons"].values()))
    return application


@transaction.atomic
def withdraw_entry(application_id: int, *, why: str, by: Actor) -> Application:
    """Give up an entry that does not agree with its paper, or an application its applicant took back."""
    why = one_line(why, CannotMove, missing="取下げの理由を入れてください。")
    application = Application.objects.select_for_update().get(id=application_id)
    move(application, State.WITHDRAWN)
    persons = list(application.form["persons"].values())
    record(by, "application.withdrawn", application.receipt_number, persons, why=why)
    return application
