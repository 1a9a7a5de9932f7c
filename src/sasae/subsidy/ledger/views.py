"""The books: balances that sum to zero, and every line."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.templatetags.screens import month
from sasae.kernel.wareki import read_month
from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.ledger.causes import KINDS, thing_of, words_of
from sasae.subsidy.ledger.chart import CHART, DESCRIBED
from sasae.subsidy.ledger.models import Account, LedgerAudit, Posting, PostingLine, Scheme
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.people.models import Person


def _by_person(rows: QuerySet[PostingLine], text: str) -> QuerySet[PostingLine]:
    """By 宛名番号; of a person who was registered twice, under all their numbers."""
    found = Person.objects.filter(atena_no=text.zfill(15)).first()
    return rows.filter(person__in=one_with(found)) if found else rows.none()


def _by_kind(rows: QuerySet[PostingLine], text: str) -> QuerySet[PostingLine]:
    """Lines of one kind of cause."""
    if not text.isdecimal() or int(text) >= len(KINDS):
        return rows.none()
    return rows.filter(posting__in=Posting.objects.filter(cause__regex=f"^{KINDS[int(text)].pattern}$"))


LINES = ListPage(
    title="台帳の明細",
    columns=[
        Column("on", "記帳日", value=lambda row: row.posting.on, sort="posting__on"),
        Column("account", "勘定", sort="account"),
        Column("yen", "金額（円）", sort="yen", number=True),
        Column("person", "受診者", value=lambda row: row.person.name),
        Column("provider", "医療機関"),
        Column("treatment_month", "診療年月", value=lambda row: month(row.treatment_month), sort="treatment_month"),
        Column("scheme", "助成区分"),
        Column("text", "摘要", value=lambda row: row.posting.text),
        Column(
            "cause", "原因", value=lambda row: words_of(row.posting.cause), link=lambda row: ("ledger:posting", row.posting_id)
        ),
    ],
    filters=[
        Filter("account", "勘定", by=lambda rows, text: rows.filter(account=text), choices=list(Account.choices)),
        Filter("month", "診療年月", by=lambda rows, text: rows.filter(treatment_month=read_month(text))),
        Filter("person", "宛名番号", by=_by_person),
        Filter("provider", "医療機関（はじめの文字）", by=lambda rows, text: rows.filter(provider__startswith=text)),
        Filter("scheme", "助成区分", by=lambda rows, text: rows.filter(scheme=text), choices=list(Scheme.choices)),
        Filter("what", "原因", by=_by_kind, choices=[(str(place), kind.words) for place, kind in enumerate(KINDS)], wide=True),
        Filter(
            "cause",
            "鍵（はじめの文字）",
            by=lambda rows, text: rows.filter(posting__in=Posting.objects.filter(cause__startswith=text)),
        ),
    ],
    order="-id",
    persons=lambda row: [row.person.atena_no],
    export_right="ledger.export",
)


@gate(right="ledger.view", purpose="台帳の確認", shows=True, past=True)
@require_safe
def lines(request: GatedRequest) -> HttpResponse:
    """Balances and lines, the newest first; of a past the lines alone that were in the books."""
    rows = PostingLine.objects.select_related("posting", "person")
    if then := request.gate.then:
        booked = rows.filter(posting__on__lte=then.on, posting__at__lte=then.known_at)
        return LINES.answer(request, booked, "subsidy/ledger/lines_then.html")
    totals = balances()
    context = {
        "balances": [(Account(account).label, yen) for account, yen in totals.items()],
        "sum": sum(totals.values()),
        "audit": LedgerAudit.objects.order_by("-id").first(),
    }
    return LINES.answer(request, rows, "subsidy/ledger/lines.html", **context)


@gate(right="ledger.view", purpose="勘定科目の確認", shows=False)
@require_safe
def chart(request: GatedRequest) -> HttpResponse:
    """The chart of accounts with what each stands at."""
    totals = balances()
    return render(
        request, "subsidy/ledger/chart.html", {"rows": [(each, totals[each.account.value]) for each in CHART]}
    )


@gate(right="ledger.view", purpose="勘定科目の確認", shows=True)
@require_safe
def account(request: GatedRequest, account: str) -> HttpResponse:
    """One account: what it is for, what it stands at, its lines."""
    if account not in Account.values:
        raise Http404(account)
    described = DESCRIBED[Account(account)]
    rows = PostingLine.objects.filter(account=account).select_related("posting", "person")
    return LINES.answer(request, rows, "subsidy/ledger/account.html", one=described, balance=balances()[account])


@gate(right="ledger.view", purpose="台帳の確認", shows=True)
@require_safe
def posting(request: GatedRequest, pk: int) -> HttpResponse:
    """One posting whole: what made it, with the way there, and all its lines."""
    found = get_object_or_404(Posting, pk=pk)
    rows = PostingLine.objects.filter(posting=found).select_related("posting", "person")
    about = {"one": found, "words": words_of(found.cause), "thing": thing_of(found.cause)}
    return LINES.answer(request, rows, "subsidy/ledger/posting.html", **about)


AUDITS = ListPage(
    title="自己検査の履歴",
    columns=[
        Column("on", "検査日", sort="on", link=lambda row: ("ledger:audit", row.pk)),
        Column("lines", "明細数", number=True),
        Column("claims", "支給決定", number=True),
        Column("receipts", "レセプト", number=True),
        Column("yen", "助成の総額（円）", number=True),
        Column("errors", "誤り", number=True),
        Column("findings", "指摘", value=lambda row: len(row.findings), number=True),
    ],
    filters=[
        Filter(
            "found", "結果", by=lambda rows, text: rows.filter(errors__gt=0) if text == "errors" else rows.filter(errors=0),
            choices=[("errors", "誤りあり"), ("none", "誤りなし")],
        )
    ],
    order="-id",
    export_right="ledger.export",
    empty="まだ検査していません。",
)  # fmt: skip


@gate(right="ledger.view", purpose="台帳の自己検査の確認", shows=False)
@require_safe
def audits(request: GatedRequest) -> HttpResponse:
    """Every night's self-audit, the newest first."""
    return AUDITS.answer(request, LedgerAudit.objects.all(), "subsidy/ledger/audits.html")


@gate(right="ledger.view", purpose="台帳の自己検査の確認", shows=False)
@require_safe
def audit(request: GatedRequest, pk: int) -> HttpResponse:
    """One self-audit with everything it found."""
    return render(request, "subsidy/ledger/audit.html", {"one": get_object_or_404(LedgerAudit, pk=pk)})
