"""Whatever is typed into a form and refused stays in its field on the page that answers, with what is wrong beside it.

Which views take text is read from the URL table: a new one fails here until it is told how to reach its form.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from sasae.kernel import clock
from sasae.subsidy.certificates import actions as certificates
from sasae.subsidy.certificates.actions import pmh
from sasae.subsidy.certificates.models import Certificate, NextStep, Reason, ReturnReason
from sasae.subsidy.desk import actions as desk
from sasae.subsidy.desk.models import Case, NoteKind
from sasae.subsidy.entitlements.models import FamilyFact
from sasae.subsidy.notifications.models import Kind, Review
from sasae.subsidy.online.actions import propose_sender
from sasae.subsidy.online.batches import fetch_notifications
from sasae.subsidy.online.models import Sent
from sasae.subsidy.print_runs import actions as print_runs
from sasae.subsidy.print_runs import papers
from sasae.subsidy.print_runs.models import RunState
from sasae.subsidy.telephone import actions as telephone
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.counter_bad_input import test_small_forms as small
from tests.subsidy.online.sending import send
from tests.subsidy.print_runs.test_runs import printed
from tests.subsidy.town import DAY, MISAKI, REN
from tests.subsidy.typed import TYPED, refused, said_wrong, that_take_text
from tests.subsidy.wordings.proposing import proposed

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
AREAS = (
    "wordings", "print_runs", "certificates", "notifications", "recognitions", "duplicates", "people", "desk", "telephone",
    "online",
)  # fmt: skip
RIGHTS = (
    *small.RIGHTS, "certificates.issue", "wordings.view", "wordings.propose", "wordings.approve", "print_runs.view",
    "print_runs.prepare", "print_runs.close", "claims.enter", "individual_number.search", "pmh.export",
    "desk.assign",
)  # fmt: skip
Place = tuple[str, str]  # the page, and where its form goes


def own(name: str, *args: Any) -> Place:
    """A form that is a page of its own."""
    return (reverse(name, args=args), reverse(name, args=args))


def beside(page: Place | str, name: str, *args: Any) -> Place:
    """A form on another view's page."""
    return (page if isinstance(page, str) else page[0], reverse(name, args=args))


def run_in(state: RunState) -> str:
    run = print_runs.prepare(
        papers.waiting(papers.Wish(["certificate"], DAY)),
        title="試験",
        duplex=False,
        on=DAY,
        by=COUNTER,
        at=clock.now(),
    )
    return printed(run).number if state == RunState.PRINTED else run.number


def of_run(state: RunState, name: str) -> Callable[[Any], Place]:
    def made(get: Any) -> Place:
        get("granted")
        number = run_in(state)
        return beside(reverse("print_runs:run", args=[number]), f"print_runs:{name}", number)

    return made


def pulled(get: Any) -> Place:
    """A certificate in a printed run became void."""
    page, to = of_run(RunState.PRINTED, "pull")(get)
    for one in Certificate.objects.all():
        certificates.reissue(one.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    return page, to


def mail(get: Any) -> Place:
    found = Certificate.objects.get(recipient=get("granted"))
    made = certificates.take_returned(
        found.number,
        returned_on=DAY,
        reason=ReturnReason.MOVED,
        next_step=NextStep.EXAMINE,
        note="",
        by=COUNTER,
        on=DAY,
    )
    return own("certificates:returned_mail", made.pk)


def hers(name: str, get: Any) -> Place:
    return own(name, Certificate.objects.get(recipient=get("granted")).number)


def registered(get: Any) -> Place:
    get("granted")
    made = pmh.make_pmh(since=DAY, until=DAY, by=COUNTER, on=DAY, at=clock.now())
    return beside(reverse("certificates:pmh_file", args=[made.number]), "certificates:pmh_move", made.number)


def given_up(get: Any) -> Place:
    found = Certificate.objects.get(recipient=get("granted"))
    certificates.reissue(found.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    return beside(reverse("certificates:certificate", args=[found.number]), "certificates:give_up", found.number)


def entered(get: Any, name: str) -> Place:
    made = get("notify")("02", date(2026, 6, 10), who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="婚姻")
    return beside(reverse("notifications:notification", args=[made.number]), f"notifications:{name}", made.number)


def corrected(get: Any) -> Place:
    get("confirmed")("04", what="support", de_facto=None, child_support_yen=360_000)
    fact = FamilyFact.objects.get()
    return beside(reverse("notifications:family", args=[MISAKI]), "notifications:correct", fact.pk)


def of_review(get: Any) -> Place:
    address, _ = small.review(get)
    return (address.replace("settle/", ""), address)


def ticked(get: Any) -> Place:
    address, _ = small.consequence(get)
    return (reverse("notifications:review", args=[Review.objects.latest("pk").pk]), address)


def recognised(get: Any) -> Place:
    address, _ = small.recognition(get)
    return (address.rsplit("/", 2)[0] + "/", address)


def paired(get: Any) -> Place:
    address, _ = small.pair(get)
    return (address.replace("propose/", ""), address)


def merged(get: Any) -> Place:
    from sasae.subsidy.duplicates import actions

    page, _ = paired(get)
    one, other = page.strip("/").split("/")[-2:]
    made = actions.propose(one, other, why="同じ人", by=EXAMINER, at=clock.now())
    actions.confirm(made.pk, by=COUNTER)
    return beside(page, "duplicates:decide", made.pk)


def wording(get: Any, name: str) -> Place:
    del get
    made = proposed("office.mayor", "新川崎市長")
    return beside(reverse("wordings:change", args=[made.pk]), f"wordings:{name}", made.pk)


def handled(get: Any) -> Place:
    get("received")
    return own("desk:handling", Case.objects.get().pk)


def noted(get: Any) -> Place:
    made = desk.write_note(
        get("granted").person, kind=NoteKind.MEMO, happened_on=DAY, counterpart="", text="伝言", by=COUNTER, at=clock.now()
    )
    return own("desk:note", made.pk)


def called(get: Any) -> Place:
    del get
    told = {"happened_on": DAY, "counterpart": "本人", "telephone": "", "text": "折り返す"}
    made = telephone.write("typed", told, person=None, by=COUNTER, at=clock.now())
    return beside(reverse("telephone:memo", args=[made.pk]), "telephone:close", made.pk)


def sent(name: str, procedure: str, by: str | None = MISAKI) -> Callable[[Any], Place]:
    """A step on the page of what somebody sent; `by`: whom intake found."""

    def made(get: Any) -> Place:
        get("granted")
        send(get("linkage"), procedure, found=by)
        fetch_notifications()
        page = reverse("online:sent", args=[Sent.objects.get().pk])
        return beside(page, f"online:{name}", Sent.objects.get().pk)

    return made


def a_page_of_what_was_sent(name: str, procedure: str, *args: Any, by: str | None = MISAKI) -> Callable[[Any], Place]:
    def made(get: Any) -> Place:
        sent("sent", procedure, by)(get)
        return own(f"online:{name}", Sent.objects.get().pk, *args)

    return made


def matched(get: Any) -> Place:
    """Somebody found the sender; another one does not think so."""
    page, _ = sent("sent", "account_change", None)(get)
    unfound = Sent.objects.get()
    match = propose_sender(unfound.pk, get("linkage").people[MISAKI], how="電話", by=EXAMINER, at=clock.now())
    return beside(page, "online:reject_sender", unfound.pk, match.pk)


def notified(kind: Kind) -> Callable[[Any], Place]:
    def made(get: Any) -> Place:
        get("family")
        return own("notifications:enter", MISAKI, kind.value)

    return made


PLACES: dict[str, Callable[[Any], Place]] = {
    "certificates:check": lambda get: own("certificates:check"),
    "certificates:give_up": given_up,
    "certificates:pmh": lambda get: own("certificates:pmh"),
    "certificates:pmh_move": registered,
    "certificates:reissue": lambda get: hers("certificates:reissue", get),
    "certificates:returned_mail": mail,
    "certificates:take_returned": lambda get: hers("certificates:take_returned", get),
    "desk:handling": handled,
    "desk:note": noted,
    "desk:notes": lambda get: own("desk:notes", get("granted").person.atena_no),
    "duplicates:decide": merged,
    "duplicates:propose": paired,
    "online:answer": sent("answer", "income_proof"),
    "online:claim": a_page_of_what_was_sent("claim", "reimbursement_claim"),
    "online:enter": a_page_of_what_was_sent("enter", "income_proof", 0),
    "online:decide": sent("decide", "disclosure_request"),
    "online:reject_sender": matched,
    "online:sender": a_page_of_what_was_sent("sender", "account_change", by=None),
    "notifications:correct": corrected,
    "notifications:mend": lambda get: (entered(get, "mend")[1],) * 2,
    "notifications:settle": of_review,
    "notifications:tick": ticked,
    "notifications:withdraw": lambda get: entered(get, "withdraw"),
    "people:account": lambda get: own("people:account", get("granted").person.atena_no),
    "people:by_number": lambda get: own("people:by_number"),
    "print_runs:close": of_run(RunState.PRINTED, "close"),
    "print_runs:discard": of_run(RunState.PREPARED, "discard"),
    "print_runs:prepare": lambda get: (get("granted"), own("print_runs:prepare"))[1],
    "print_runs:pull": pulled,
    "print_runs:scan": of_run(RunState.PRINTED, "scan"),
    "recognitions:recognitions": lambda get: own("recognitions:recognitions", get("received").receipt_number),
    "recognitions:take_back": recognised,
    "telephone:close": called,
    "telephone:write": lambda get: own("telephone:write"),
    "wordings:new_language": lambda get: own("wordings:new_language"),
    "wordings:propose": lambda get: own("wordings:propose", "letters.recall"),
    "wordings:send_back": lambda get: wording(get, "send_back"),
    "wordings:withdraw": lambda get: wording(get, "withdraw"),
    **{f"notifications:enter {kind.label}": notified(kind) for kind in Kind},
}
# What is ticked or hidden, nothing typed; and an individual number, which no page sends back.
TICKED = {"certificates:write_letters", "notifications:confirm", "notifications:number", "desk:assign", "telephone:tie", "online:again", "online:approve"}
# Several buttons of one form below the list of work, each another view: asked one by one in counter/test_notes_once.py.
BULK = {"desk:keep_search", "desk:note_all", "desk:set_due", "desk:take_out"}
NEVER_SHOWN = {"individual_number"}  # an individual number is not sent back to any page


def test_every_view_that_takes_text_is_told_how_to_reach_its_form() -> None:
    assert that_take_text(AREAS) - TICKED - BULK == {name.partition(" ")[0] for name in PLACES}


@pytest.mark.parametrize("name", PLACES)
def test_what_was_typed_and_what_is_wrong_stand_on_the_page_that_answers(
    request: pytest.FixtureRequest, settings: Any, name: str
) -> None:
    settings.SASAE_PMH = True
    page, to = PLACES[name](request.getfixturevalue)
    whose = {"login_id": COUNTER.id} if name == "notifications:mend" else {}  # who entered mends
    client = request.getfixturevalue("signed_in")(*RIGHTS, **whose)
    pressed = 0
    for form, again, told in refused(client, page, to):
        pressed += 1
        lost = {name for name in form.texts if again.get(name, "").strip() != TYPED} - NEVER_SHOWN
        assert not lost, (lost, again)
        assert said_wrong(told) or "封入に誤りがあります" in told
    assert pressed
