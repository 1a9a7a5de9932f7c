"""Listing an application's papers, taking them in, asking for what is missing, reminding."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, render
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki
from sasae.reference.closed_days import office_days_after
from sasae.subsidy.applications.identification import OPEN
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.notifications.mailing import where_to
from sasae.subsidy.papers.answerable import Answerable
from sasae.subsidy.papers.models import ALLOWED_MOVES, IDENTITY, AskedAlthough, Paper, PaperLetter, State
from sasae.subsidy.papers.needed import came_with, needed
from sasae.subsidy.wordings.closures import CLOSURES
from sasae.subsidy.wordings.queries import OnScreen

DEADLINE = OnScreen("papers", load_dated(__package__, "deadlines.yaml"))


class CannotAsk(Refusal):
    """The step is not allowed now; the text says why, in Japanese."""


class QueryWouldDo(CannotAsk):
    """The request is stopped: a query would answer."""

    def __init__(self, instead: Sequence[Answerable]) -> None:
        labels = "、".join(f"「{one.label}」は{one.provider_name}への照会（{one.information_name}）" for one in instead)
        super().__init__(f"{labels}で分かります。書類を求める前に照会してください。", id="UK-310", at="although")
        self.instead = list(instead)


def _open(application_id: int) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("applicant")
    application = rows.get(pk=application_id)
    if application.state not in OPEN:
        raise CannotAsk(f"この申請は「{application.get_state_display()}」です。")
    return application


def _persons(application: Application) -> list[str]:
    return list(application.form["persons"].values())


@transaction.atomic
def list_papers(application_id: int, *, by: Actor) -> list[Paper]:
    """Write down which papers the application needs and which it came with. Again: what is new is added."""
    application = _open(application_id)
    there = came_with(application)
    known = set(application.papers.values_list("kind", flat=True))
    new = [
        Paper(
            application=application, kind=kind, label=label, changed_by=by.id,
            state=State.THERE if kind in there else State.MISSING, why=there.get(kind, "")[:200],
            arrived_on=application.received_on if kind in there else None,
        )
        for kind, label in needed(application).items() if kind not in known
    ]  # fmt: skip
    Paper.objects.bulk_create(new)
    if new:
        missing = application.papers.filter(state=State.MISSING).count()
        record(by, "papers.listed", application.receipt_number, _persons(application), missing=missing)
    return list(application.papers.order_by("pk"))


def _move(paper: Paper, state: State) -> None:
    if state not in ALLOWED_MOVES[State(paper.state)]:
        raise CannotAsk(f"「{paper.label}」は「{paper.get_state_display()}」です。")
    paper.state = state


def _locked(paper_id: int) -> Paper:
    """The paper, its application held before it, as everybody holds them who asks for papers."""
    _open(Paper.objects.values_list("application", flat=True).get(pk=paper_id))
    return Paper.objects.select_for_update(of=("self",)).select_related("application").get(pk=paper_id)


@transaction.atomic
def take_in(paper_id: int, *, arrived_on: date, on: date, by: Actor) -> Paper:
    """The paper is there, and was looked at."""
    paper = _locked(paper_id)
    if arrived_on > on:
        raise CannotAsk("提出日が今日より後の日です。", id="UK-305", at="arrived_on")
    _move(paper, State.THERE)
    paper.arrived_on, paper.why, paper.changed_by = arrived_on, "", by.id
    paper.save()
    application = paper.application
    record(
        by, "papers.arrived", application.receipt_number, _persons(application), paper=paper.label,
        arrived_on=to_wareki(arrived_on),
    )  # fmt: skip
    return paper


@transaction.atomic
def waive(paper_id: int, *, why: str, by: Actor) -> Paper:
    """The paper is not needed after all. Who somebody is, is always checked."""
    paper = _locked(paper_id)
    why = one_line(why, CannotAsk, missing="提出不要とする理由を入れてください。")
    if paper.kind == IDENTITY:
        raise CannotAsk("本人確認書類は、提出不要にできません。")
    _move(paper, State.WAIVED)
    paper.why, paper.changed_by = why, by.id
    paper.save()
    application = paper.application
    record(by, "papers.waived", application.receipt_number, _persons(application), paper=paper.label, why=why)
    return paper


@transaction.atomic
def put_back(paper_id: int, *, why: str, by: Actor) -> Paper:
    """What was taken for there is not: unreadable, out of date, of somebody else."""
    paper = _locked(paper_id)
    why = one_line(why, CannotAsk, missing="未提出に戻す理由を入れてください。")
    _move(paper, State.MISSING)
    paper.arrived_on, paper.why, paper.changed_by = None, why, by.id
    paper.save()
    application = paper.application
    record(by, "papers.missing", application.receipt_number, _persons(application), paper=paper.label, why=why)
    return paper


@transaction.atomic
def ask(
    application_id: int, *, by: Actor, on: date, answerable: Sequence[Answerable] = (), why: str = "", others: bool = False
) -> PaperLetter:
    """Ask by letter for everything missing, with a deadline. Raises CannotAsk, CannotPrint, and QueryWouldDo where a
    query would answer one of the papers and neither a reason is given nor the `others` alone are asked for."""
    application = _open(application_id)
    papers = list(application.papers.select_for_update().filter(state=State.MISSING).order_by("pk"))
    instead = [one for one in answerable if one.kind in {paper.kind for paper in papers}]
    if others:
        papers = [paper for paper in papers if paper.kind not in {one.kind for one in instead}]
    elif instead and not why.strip():
        raise QueryWouldDo(instead)
    elif instead:
        _note_although(application, instead, on=on, by=by, why=one_line(why, CannotAsk))
    return _letter(application, papers, reminder=False, by=by, on=on)


@transaction.atomic
def note_stopped(application_id: int, instead: Sequence[Answerable], *, by: Actor, on: date) -> None:
    """A request was stopped: it counts, whether or not it is made all the same later."""
    _note_although(_open(application_id), instead, on=on, by=by)


def _note_although(
    application: Application, instead: Sequence[Answerable], *, on: date, by: Actor, why: str = ""
) -> None:
    AskedAlthough.objects.bulk_create(
        [
            AskedAlthough(
                application=application, kind=one.kind, label=one.label, information=one.information,
                information_name=one.information_name, provider=one.provider, ward_code=application.ward_code,
                stopped_on=on, overridden_on=on if why else None, why=why, by=by.id,
            )
            for one in instead
        ],
        update_conflicts=bool(why), ignore_conflicts=not why,
        unique_fields=["application", "kind"] if why else None,
        update_fields=["overridden_on", "why", "by"] if why else None,
    )  # fmt: skip
    event = "papers.asked_although" if why else "papers.stopped"
    labels = "・".join(one.label for one in instead)
    record(by, event, application.receipt_number, _persons(application), papers=labels, why=why)


@transaction.atomic
def remind(application_id: int, *, by: Actor, on: date) -> PaperLetter:
    """Remind of what was asked for and did not come within the deadline. Raises CannotAsk, CannotPrint."""
    application = _open(application_id)
    last = application.paper_letters.order_by("-pk").first()
    if last is None or last.due_on >= on:
        raise CannotAsk("提出期限を過ぎてから督促してください。")
    papers = list(application.papers.select_for_update().filter(state=State.ASKED).order_by("pk"))
    return _letter(application, papers, reminder=True, by=by, on=on)


def _letter(application: Application, papers: Sequence[Paper], *, reminder: bool, by: Actor, on: date) -> PaperLetter:
    if not papers:
        raise CannotAsk("求める書類はありません。")
    if application.applicant is None:
        raise CannotAsk("申請者が特定されていないため、手紙を出せません。")
    for paper in papers:
        _move(paper, State.ASKED)
        paper.changed_by = by.id
        paper.save()
    due_on = office_days_after(on, DEADLINE.on(on)["days"], CLOSURES.on(on))
    number = _next_number(on)
    labels = [paper.label for paper in papers]
    letter = PaperLetter.objects.create(
        number=number, application=application, reminder=reminder, asked_on=on, due_on=due_on, labels=labels,
        document_id=_print(application, number, labels, reminder=reminder, due_on=due_on, by=by, on=on), asked_by=by.id,
    )  # fmt: skip
    record(
        by, "papers.reminded" if reminder else "papers.asked", application.receipt_number, _persons(application),
        papers=len(labels), due_on=to_wareki(due_on),
    )  # fmt: skip
    return letter


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_paper_letter_number')")
        return f"SR{on:%Y}-{cursor.fetchone()[0]:06d}"


def _print(
    application: Application, number: str, labels: Iterable[str], *, reminder: bool, due_on: date, by: Actor, on: date
) -> str:
    person, office = application.applicant, OFFICE.on(on)
    assert person is not None  # asked for above
    title = office["letters"]["paper_reminder" if reminder else "paper_request"]["title"]
    data = {
        "office": office,
        "title": title,
        "number": f"{office['document_prefix']}第{number}号",
        "date": to_wareki(on),
        "name": person.name,
        **where_to(person, by=by, on=on, reason=f"書類の提出依頼 {number}"),
        "receipt_number": application.receipt_number,
        "received_on": to_wareki(application.received_on),
        "labels": list(labels),
        "due_on": to_wareki(due_on),
        "reminder": reminder,
    }
    pdf = render("subsidy/paper_request", data, title=title, day=on)
    return str(keep("paper_request", number, pdf, by_id=by.id, persons=[person.atena_no]).pk)
