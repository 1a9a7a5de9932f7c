"""The closed file of a family with its money: what belongs to it, when it ended, and what of it still goes on.

The file is due when the last of it ended long enough ago, and its money as well: each has its period, the later decides.
Persons are no part of it: who stands in another family stays whole, and goes when nothing needs them any more.
"""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from sasae.foundation.incidents.models import Affected
from sasae.foundation.incidents.models import State as IncidentState
from sasae.kernel.clock import TOKYO
from sasae.subsidy.appeals.models import Appeal
from sasae.subsidy.applications import models as applications
from sasae.subsidy.arrivals.models import Question
from sasae.subsidy.certificates import models as certificates
from sasae.subsidy.claims import models as claims
from sasae.subsidy.deleting import Scope
from sasae.subsidy.disclosures import models as disclosures
from sasae.subsidy.entitlements import models as entitlements
from sasae.subsidy.keeping_periods import FILE, MONEY, ended_before
from sasae.subsidy.notifications import models as notifications
from sasae.subsidy.paper_custody.models import PaperState, TrackedPaper
from sasae.subsidy.papers import models as papers
from sasae.subsidy.payments import models as payments
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts import models as receipts
from sasae.subsidy.recognitions.models import Recognition
from sasae.subsidy.recovery import models as recovery
from sasae.subsidy.third_parties import models as third_parties
from sasae.subsidy.treasury.models import ClearedLine

Rows = QuerySet[Any, Any]
Family, Entitlement = entitlements.Family, entitlements.Entitlement
_FILE: tuple[tuple[Rows, str, str], ...] = (  # rows, the way from them to the family, the day
    (Entitlement.objects.all(), "family", "valid_to"),
    (applications.Application.objects.all(), "applicant__family", "received_on"),
    (entitlements.Examination.objects.all(), "application__applicant__family", "approved_at"),
    (notifications.Notification.objects.all(), "family", "received_on"),
    (notifications.Review.objects.all(), "family", "settled_at"),
    (entitlements.FamilyFact.objects.all(), "family", "recorded_at"),
    (certificates.Certificate.objects.all(), "entitlement__family", "voided_on"),
)
_MONEY: tuple[tuple[Rows, str, str], ...] = (
    (claims.Claim.objects.all(), "payee__family", "claimed_on"),
    (claims.Claim.objects.all(), "payee__family", "decided_on"),
    (payments.Payment.objects.all(), "payee__family", "run__pay_on"),
    (payments.Payment.objects.all(), "payee__family", "settled_at"),
    (receipts.ReceiptLine.objects.all(), "entitlement__family", "cycle__paid_on"),
    (receipts.Correction.objects.all(), "line__entitlement__family", "answered_on"),
    (recovery.Receivable.objects.all(), "debtor__family", "decided_on"),
    (recovery.Movement.objects.all(), "receivable__debtor__family", "on"),
    (recovery.Movement.objects.all(), "receivable__parts__claim__payee__family", "on"),
    (recovery.Movement.objects.all(), "receivable__parts__line__entitlement__family", "on"),
)
SCOPE = Scope(
    tables=frozenset(
        {
            Family, Entitlement, entitlements.FamilyMember, entitlements.FamilyFact, entitlements.Examination,
            entitlements.IncomeInquiry, applications.Application, applications.ApplicationDifference,
            applications.ApplicantMatch, papers.Paper, papers.PaperLetter, papers.AskedAlthough, Recognition,
            certificates.Certificate, certificates.Recall, certificates.RecallLetter, certificates.Refusal,
            notifications.Notification, notifications.MailingAddress, notifications.Review, notifications.Consequence,
            notifications.LossNotice, claims.ClaimFolder, claims.Claim, claims.Attachment, claims.Hold, claims.ClaimPaper,
            claims.ClaimPaperLetter, claims.YearCheck, receipts.ReceiptLine, receipts.Decision, receipts.Correction,
            payments.Payment, payments.PaymentItem, payments.PaymentRefund, payments.PaymentDeduction, payments.LeftOut,
            payments.PaymentLetter, payments.TransferReturn, Question, recovery.Receivable, recovery.Part, recovery.Order,
            recovery.Instalment, recovery.Movement, recovery.Allocation, recovery.SetOffClaim, recovery.Refund,
            recovery.Interruption, recovery.Letter, ClearedLine,
        }
    ),
    upward={recovery.Part: ("receivable",), certificates.Recall: ("letter",)},
)  # fmt: skip
_A, _E, _N = applications.State, entitlements.ExaminationState, notifications.State
_SETTLED_CLAIMS = [claims.State.PAID, claims.State.REFUSED, claims.State.WITHDRAWN]
_SETTLED_DEBTS = [recovery.State.PAID, recovery.State.WRITTEN_OFF, recovery.State.CANCELLED, recovery.State.DROPPED]


def _waiting() -> list[tuple[str, Rows]]:
    """Why a file does not go yet, and the rows that say so, seen from the family."""
    family = OuterRef("pk")
    members = Person.objects.filter(memberships__family=OuterRef(family)).values("pk")
    numbers = Person.objects.filter(memberships__family=OuterRef(family)).values("atena_no")
    debts = (
        Q(debtor__family=family) | Q(parts__claim__payee__family=family) | Q(parts__line__entitlement__family=family)
    )
    open_debts = recovery.Receivable.objects.filter(debts).filter(~Q(state__in=_SETTLED_DEBTS) | Q(overpaid__gt=0))
    refunds = recovery.Refund.objects.exclude(state=recovery.RefundState.PAID)
    held = Q(state=receipts.LineState.HELD) | ~Q(cycle__state=receipts.CycleState.PAID)
    return [
        ("審査の終わっていない申請があるため", applications.Application.objects.filter(applicant__family=family, state__in=[_A.ENTERED, _A.RECEIVED, _A.EXAMINING])),
        ("承認を待つ審査があるため", entitlements.Examination.objects.filter(application__applicant__family=family, state__in=[_E.PREPARED, _E.REQUESTED])),
        ("処理の終わっていない届出があるため", notifications.Notification.objects.filter(family=family, state=_N.ENTERED)),
        ("処理の終わっていない異動があるため", notifications.Review.objects.filter(family=family, state__in=[notifications.ReviewState.OPEN, notifications.ReviewState.EXAMINING])),
        ("支払の終わっていない請求があるため", claims.Claim.objects.filter(payee__family=family).exclude(state__in=_SETTLED_CLAIMS)),
        ("支払の終わっていないレセプトがあるため", receipts.ReceiptLine.objects.filter(held, entitlement__family=family)),
        ("納め終わっていない返還金があるため", open_debts),
        ("終わっていない還付があるため", refunds.filter(payee__family=family)),
        ("審査請求の記録が残っているため", Appeal.objects.filter(Q(examination__application__applicant__family=family) | Q(claim__payee__family=family))),
        ("第三者行為の記録が残っているため", third_parties.InjuryCase.objects.filter(person__in=members)),
        ("終わっていない開示等の請求があるため", disclosures.PaperRequest.objects.filter(person__in=members).exclude(state__in=[disclosures.State.DONE, disclosures.State.WITHDRAWN])),
        ("対応の終わっていない事故があるため", Affected.objects.filter(person__in=numbers).exclude(incident__state=IncidentState.CLOSED)),
        ("紙の書類が廃棄されていないため", TrackedPaper.objects.filter(person__in=members).exclude(state=PaperState.DESTROYED)),
    ]  # fmt: skip


def families() -> Rows:
    """Every family with the last day of its file and of its money (None: it has none), and why it does not go yet."""
    why = Case(
        *(When(Exists(rows), then=Value(said)) for said, rows in _waiting()),
        default=Value(""),
        output_field=CharField(),
    )
    return Family.objects.annotate(
        file_ended=Greatest(TruncDate("created_at", tzinfo=TOKYO), *(_last(*one) for one in _FILE)),
        money_ended=Greatest(*(_last(*one) for one in _MONEY)),
        why=why,
    )


def over(on: date) -> Rows:
    """The families whose periods are over on a day, whether or not something of them still goes on."""
    return families().filter(
        Q(money_ended=None) | Q(money_ended__lt=ended_before(MONEY, on)), file_ended__lt=ended_before(FILE, on)
    )


def _last(rows: Rows, way: str, day: str) -> Subquery:
    """The last day of a family's rows."""
    last = Max(_day(rows, day))
    found = rows.filter(**{way: OuterRef("pk")}).order_by().values(way).annotate(last=last).values("last")
    return Subquery(found, output_field=DateField())


def _day(rows: Rows, name: str) -> Any:
    model, *_, column = rows.model, *name.split("__")
    for step in name.split("__")[:-1]:
        model = model._meta.get_field(step).related_model
    moment = isinstance(model._meta.get_field(column), DateTimeField)
    return TruncDate(name, tzinfo=TOKYO) if moment else F(name)


def roots(atena_no: str) -> list[Rows]:
    """Where the family of an applicant begins."""
    of = {"payee__atena_no": atena_no}
    return [
        Family.objects.filter(applicant__atena_no=atena_no),
        applications.Application.objects.filter(applicant__atena_no=atena_no),
        claims.ClaimFolder.objects.filter(**of), claims.Claim.objects.filter(**of), claims.YearCheck.objects.filter(**of),
        payments.Payment.objects.filter(**of), payments.LeftOut.objects.filter(**of),
        recovery.Receivable.objects.filter(debtor__atena_no=atena_no),
    ]  # fmt: skip


def applications_alone() -> Rows:
    """Applications that ended and led to no family, with the day they ended."""
    ended = Greatest(
        F("received_on"), Coalesce(Max(TruncDate("examinations__approved_at", tzinfo=TOKYO)), F("received_on"))
    )
    rows = applications.Application.objects.filter(state__in=[_A.DECIDED, _A.WITHDRAWN], applicant__family=None)
    return rows.annotate(ended_on=ended)
