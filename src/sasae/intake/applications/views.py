"""Applications: the list, and one with all its parts."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.release import GuardedText, release
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intake.applications.actions import persons_of
from sasae.intake.applications.agreement import named_at
from sasae.intake.applications.content import POSTAL, sections
from sasae.intake.applications.models import Against, Application, SignatureCheck, State
from sasae.intake.applications.queries import hidden, in_full, time_line, without_bytes
from sasae.intake.applications.reach import choices, narrowed
from sasae.kernel import clock
from sasae.kernel.characters import comparison_key
from sasae.kernel.wareki import parse_date

PURPOSE = "申請の審査"
RIGHT = "applications.view"
SEXES = {"1": "男", "2": "女"}


def _by_text(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    if text.upper().startswith("KW") or text.isdecimal():
        return rows.filter(Q(receipt_number__icontains=text) | Q(atena_no=text.zfill(15)))
    bare = comparison_key(text)
    return rows.filter(Q(applicant_name__icontains=text) | Q(applicant_kana__icontains=text) | Q(applicant_name=bare))


APPLICATIONS = ListPage(
    title="申請の一覧",
    columns=[
        Column(
            "receipt_number", "受付番号", sort="receipt_number",
            link=lambda row: ("applications:application", row.receipt_number),
        ),
        Column("procedure_alias", "手続き"),
        Column("applicant_name", "申請者", sort="applicant_kana"),
        Column("applied_at", "申請日時", sort="applied_at"),
        Column("state", "ステータス", sort="state"),
        Column("atena_no", "宛名番号"),
        Column("moved_at", "更新日時", sort="moved_at"),
    ],
    filters=[
        Filter("q", "受付番号・氏名・宛名番号", by=_by_text, wide=True),
        Filter("state", "ステータス", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("birth", "生年月日", by=lambda rows, text: rows.filter(applicant_birth=parse_date(text))),
        Filter(
            "procedure", "手続き", by=lambda rows, text: rows.filter(procedure=text),
            choices=lambda request: choices(request, RIGHT),
        ),
    ],
    order="-receipt_number",
    persons=persons_of,
)  # fmt: skip


def opened(request: HttpRequest, receipt_number: str) -> Application:
    """One application of a procedure the member of staff is assigned to; that they see it goes into the journal."""
    found = get_object_or_404(in_full(receipt_number))
    request.gate.require(procedure=found.procedure)
    request.gate.shown(persons_of(found))
    return found


def asked_after(application: Application) -> bool:
    """Whether linkage has said who the applicant is, or may be."""
    search = getattr(application, "identification", None)
    return search is not None and search.asked_at is not None


def freed(request: HttpRequest, application: Application, value: GuardedText) -> str:
    """A guarded text for the screen, masked where the applicant is or may be protected and the right is missing.

    Until linkage has answered it is not known whether they are protected: masked for everybody.
    """
    if not asked_after(application):
        return str(value)
    return release(
        value,
        actor=request.gate.actor,
        way="screen",
        person=persons_of(application)[0],
        protected=hidden(application, clock.today()),
        reason=request.gate.reason or PURPOSE,
        gate=request.gate, procedure=application.procedure,
    )


def papers_open(request: HttpRequest, application: Application) -> bool:
    """Whether papers may be shown: an insurance card tells where somebody lives as well as the address does."""
    if not asked_after(application):
        return False
    person, procedure = persons_of(application)[0], application.procedure
    return not hidden(application, clock.today()) or request.gate.sees(person, procedure=procedure)


def open_papers(request: HttpRequest, application: Application) -> None:
    """Before a paper is shown: of who is or may be protected only by the right for it, and each showing is noted."""
    if not asked_after(application):
        raise Http404
    if hidden(application, clock.today()):
        request.gate.require_sight(persons_of(application)[0], procedure=application.procedure)
        freed(request, application, application.address)


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def applications(request: GatedRequest) -> HttpResponse:
    """Every application of one's procedures, newest first."""
    return APPLICATIONS.answer(
        request, narrowed(request, RIGHT, without_bytes()), "intake/applications/applications.html",
        may_take_out=request.gate.may("applications.export"),
    )  # fmt: skip


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def application(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """One application: content, papers, signature, findings, time line."""
    found = opened(request, receipt_number)
    check: SignatureCheck = found.download.signature_check
    context = {
        "one": found,
        "printable": found.printed_form is not None and asked_after(found),
        "nobody": asked_after(found) and not found.atena_no,
        "address": freed(request, found, found.address),
        "postal_code": freed(request, found, GuardedText(str(found.form["applicant"].get(POSTAL, "")))),
        "telephone": freed(request, found, found.telephone),
        "sections": list(sections(found.form)),
        "numbers": found.numbers.count(),
        "papers_open": papers_open(request, found),
        "attachments": found.attachments.defer("content").select_related("checked").order_by("number"),
        "check": seven_items(request, found, check),
        "revocation": check.revocation,
        "findings": check.findings,
        "comparisons": compared(check), "cosigners": signed_beside(request, found),
        "has_evidence": hasattr(found.download, "evidence")
        and request.gate.may("evidence.export", procedure=found.procedure),
        "entries": time_line(found),
        "publications": found.publications.prefetch_related("differences").order_by("version"),
        "may_examine": request.gate.may("applications.examine", procedure=found.procedure),
        "may_withdraw": State(found.state) in (State.FETCHED, State.EXAMINING, State.CORRECTION_ASKED),
    }
    return render(request, "intake/applications/application.html", context)


def signed_beside(request: HttpRequest, application: Application) -> list[dict[str, Any]]:
    """Each signature beside the applicant's with whom the form names there; that they are shown goes into the journal."""
    checks = list(application.download.cosigner_checks.defer("certificate", "signature", "answer").order_by("number"))
    request.gate.shown([one.atena_no for one in checks if one.atena_no])
    return [{"check": one, "named": named_at(application.form, one.place)} for one in checks]


def compared(check: SignatureCheck) -> list[tuple[str, str, str]]:
    """The certificate's items against the application and against the register: item, and both outcomes in words."""
    told = {(one.item, one.against): one.get_outcome_display() for one in check.comparisons.all()}
    items = ("氏名", "生年月日", "性別", "住所")
    return [(item, *(told.get((item, against), "") for against in Against.values)) for item in items] if told else []


def seven_items(request: HttpRequest, application: Application, check: SignatureCheck) -> list[tuple[str, Any]]:
    """電子署名検証結果データ, item by item."""
    return [
        ("署名検証年月日", check.checked_at),
        ("署名検証結果", check.get_result_display()),
        ("利用者用証明書シリアル番号", check.user_serial),
        ("署名用証明書の氏名", check.name),
        ("署名用証明書の生年月日", check.birth_date),
        ("署名用証明書の住所", freed(request, application, check.address)),
        ("署名用証明書の性別", SEXES.get(check.sex, "不明")),
    ]
