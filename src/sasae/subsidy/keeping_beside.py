"""What is kept beside the families' files: each kind with what it takes along and when it ended.

A family's file waits for what points into it (an appeal, an injury by a third party, a year's renewal), and a person for
everything that names them. What has no end yet (a mark that a use is suspended, a contract in force) is not over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, DateField, Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate

from sasae.foundation.incidents import models as incidents
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.clock import TOKYO
from sasae.subsidy.appeals import models as appeals
from sasae.subsidy.certificates import models as certificates
from sasae.subsidy.certificates import pmh_models as pmh
from sasae.subsidy.deleting import Scope, Table, naming_papers, pointing
from sasae.subsidy.desk.models import CaseNote
from sasae.subsidy.disclosures import models as disclosures
from sasae.subsidy.duplicates.models import Merge
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.extraction import models as extraction
from sasae.subsidy.inquiries import models as inquiries
from sasae.subsidy.keeping_family import SCOPE, applications_alone
from sasae.subsidy.keeping_periods import FILE, MONEY
from sasae.subsidy.old_system import models as old_system
from sasae.subsidy.online import models as online
from sasae.subsidy.paper_custody import models as paper_custody
from sasae.subsidy.payments import models as payments
from sasae.subsidy.people.models import BankAccount, Insurance, Person
from sasae.subsidy.print_runs import models as print_runs
from sasae.subsidy.receipts import models as receipts
from sasae.subsidy.renewals import models as renewals
from sasae.subsidy.telephone import models as telephone
from sasae.subsidy.third_parties import models as third_parties
from sasae.subsidy.transfers import models as transfers

Rows = QuerySet[Any, Any]
ALONE = Scope(frozenset())
PAIRS = Scope(frozenset(), {Merge: ("kept", "other")})


@dataclass(frozen=True)
class Kept:
    """One kind: its words, its period, the letters its numbers begin with, the rows that are over with `ended_on`, and the
    tables it takes along."""

    title: str
    period: str
    letters: str
    over: Callable[[], Rows]
    along: tuple[Table, ...] = ()
    named_by: str = "pk"
    scope: Scope = ALONE

    @property
    def model(self) -> Table:
        """The table of its roots."""
        return self.over().model

    def takes(self) -> Scope:
        """The tables it may take rows of."""
        return Scope(self.scope.tables | {self.model, *self.along}, self.scope.upward)


def _day(name: str | Coalesce) -> Any:
    return TruncDate(name, tzinfo=TOKYO)


def _plain(rows: Rows, day: Any) -> Callable[[], Rows]:
    """Rows with one day on which they ended: a column of days, or an expression."""
    return lambda: rows.annotate(ended_on=F(day) if isinstance(day, str) else day).filter(ended_on__isnull=False)


def _persons() -> Rows:
    """Copies of persons nothing needs any more: no table points to them but those that go with them. Who was put together
    with another goes with them: neither while one of the two is needed, and the later of their days counts."""
    noted = CaseNote.objects.filter(person=OuterRef("pk")).order_by().values("person").annotate(last=Max("written_at"))
    days = [F("fetched_at"), Subquery(noted.values("last"))]
    free = _needed_by_nothing(Person.objects.all())
    rows = free
    for mine, theirs in (("kept", "other"), ("other", "kept")):
        with_me = Merge.objects.filter(**{mine: OuterRef("pk")})
        rows = rows.exclude(Exists(with_me.exclude(**{f"{theirs}__in": free.values("pk")})))
        last = with_me.order_by().values(mine).annotate(last=Max(f"{theirs}__fetched_at"))
        days.append(Subquery(last.values("last")))
    return rows.annotate(ended_on=TruncDate(Greatest(*days), tzinfo=TOKYO))


def _needed_by_nothing(rows: Rows) -> Rows:
    along = KEPT["person"].along
    for table, way in ((Person, ""), (Recipient, "__person"), (BankAccount, "__person")):
        for key in pointing(table):
            if key.model not in along:
                rows = rows.filter(~Exists(key.model._base_manager.filter(**{f"{key.name}{way}": OuterRef("pk")})))
    return rows


def _printed() -> Rows:
    """Printed papers no row names any more."""
    rows = PrintedDocument.objects.annotate(ended_on=_day("printed_at"), words=Cast("pk", CharField()))
    for table in naming_papers():
        named = table._base_manager.annotate(words=Cast("document_id", CharField())).filter(words=OuterRef("words"))
        rows = rows.filter(~Exists(named))
    return rows


def _injuries() -> Rows:
    closed = [third_parties.State.CLOSED, third_parties.State.WITHDRAWN]
    ended = Greatest("notified_on", "healed_on", "settled_on", output_field=DateField())
    return third_parties.InjuryCase.objects.filter(state__in=closed).annotate(ended_on=ended)


def _disclosures() -> Rows:
    """Ended ones; what is suspended by one is suspended until the mark is taken away."""
    over = disclosures.PaperRequest.objects.filter(state__in=[disclosures.State.DONE, disclosures.State.WITHDRAWN])
    over = over.exclude(suspension__isnull=False, suspension__lifted_on__isnull=True)
    ended = Greatest(_day(Coalesce("done_at", "entered_at")), "suspension__lifted_on", output_field=DateField())
    return over.annotate(ended_on=ended)


_SENT = [one for one in online.State if one not in (online.State.WAITING, online.State.ENTERED)]
KEPT: dict[str, Kept] = {
    "application": Kept("資格につながらなかった申請", FILE, "AP", applications_alone, named_by="receipt_number", scope=SCOPE),
    "injury": Kept("終わった第三者行為", "injury", "TP", _injuries, (third_parties.Treatment,), "number"),
    "appeal": Kept(
        "終わった審査請求", "appeal", "SA",
        _plain(appeals.Appeal.objects.filter(state__in=[appeals.State.RULED, appeals.State.WITHDRAWN]), Coalesce("ruled_on", "filed_on")),
        (appeals.AppealDocument,), "number",
    ),
    "disclosure": Kept(
        "終わった開示等の請求", "disclosure", "DR", _disclosures, (disclosures.Receiver, disclosures.Suspension), "number"
    ),
    "inquiry": Kept("答えた取扱いの問合せ", "inquiry", "IQ", _plain(inquiries.Inquiry.objects.filter(state=inquiries.State.ANSWERED), "answered_on"), (), "number"),
    "telephone": Kept("終わった電話の記録", "telephone", "TM", _plain(telephone.TelephoneMemo.objects.exclude(state=telephone.State.OPEN), _day("settled_at"))),
    "sent": Kept("対応の終わった電子の届出・請求", "sent", "ON", _plain(online.Sent.objects.filter(state__in=_SENT), _day("settled_at")), (online.Entry, online.Match)),
    "returned": Kept("対応の終わった返戻郵便", "returned", "RM", _plain(certificates.ReturnedMail.objects.filter(state=certificates.ReturnState.DONE), "done_on")),
    "paper": Kept("廃棄した書類の記録", "paper", "PA", _plain(paper_custody.TrackedPaper.objects.filter(state=paper_custody.PaperState.DESTROYED), _day("moved_at")), (paper_custody.PaperMove,)),
    "print_run": Kept(
        "終わった印刷・封入", "print_run", "PR", _plain(print_runs.PrintRun.objects.filter(state__in=["closed", "discarded"]), Coalesce(_day("closed_at"), "on")),
        (print_runs.Envelope, print_runs.Sheet, print_runs.PrintFile, print_runs.ScanRound), "number",
    ),
    "pmh": Kept("終わったPMHの登録ファイル", "pmh", "PM", _plain(pmh.PmhFile.objects.all(), _day("ended_at")), (pmh.PmhEntry,), "number"),
    "extraction": Kept("終わった自由抽出", "extraction", "EX", _plain(extraction.Extraction.objects.filter(state__in=["refused", "done", "expired"]), _day("decided_at")), (extraction.ExtractionFile,), "number"),
    "transfer": Kept("ほかの助成への移転の記録", "transfer", "TR", _plain(transfers.Transfer.objects.all(), "on"), (), "number"),
    "renewal": Kept(
        "終わった年の更新", "renewal", "RE", _plain(renewals.Renewal.objects.all(), "judged_on"),
        (renewals.Step, renewals.Target, renewals.Judged, renewals.Letter, renewals.Gathered),
    ),
    "rehearsal": Kept("更新の予行", "rehearsal", "RH", _plain(renewals.Rehearsal.objects.all(), "made_on"), (renewals.RehearsalLine,)),
    "income_proof": Kept("所得の証明", "proof", "PI", _plain(renewals.IncomeProof.objects.all(), _day("entered_at"))),
    "extension_proof": Kept("期間の延長の証明", "proof", "PE", _plain(renewals.ExtensionProof.objects.all(), _day("entered_at"))),
    "gathered": Kept("更新で取り寄せた事実", "renewal", "RG", _plain(renewals.Gathered.objects.filter(step=None), _day("gathered_at"))),
    "payment_file": Kept("支払のファイル", MONEY, "PF", _plain(payments.PaymentFile.objects.all(), F("run__pay_on"))),
    "refused_result": Kept("読めなかった振込結果", MONEY, "RR", _plain(payments.RefusedResult.objects.all(), F("run__pay_on"))),
    "receipt_part": Kept("レセプトのファイルの内容", MONEY, "FP", _plain(receipts.FilePart.objects.all(), _day("file__uploaded_at"))),
    "correction_list": Kept("審査支払機関への申出の一覧", MONEY, "CL", _plain(receipts.CorrectionList.objects.all(), "made_on")),
    "cycle_report": Kept("レセプトの月次の報告", MONEY, "CR", _plain(receipts.CycleReport.objects.all(), _day("made_at"))),
    "stray_line": Kept(
        "資格につながらなかったレセプト明細", MONEY, "RL",
        _plain(receipts.ReceiptLine.objects.filter(entitlement=None, state__in=["returned", "offset", "taken_back"]), _day("file__uploaded_at")),
        (receipts.Decision, receipts.Correction),
    ),
    "old_system": Kept(
        "旧システムからの移行の記録", "old_system", "MG", _plain(old_system.Migration.objects.exclude(approved_at=None), "cutover_on"),
        (old_system.MigrationFile, old_system.StagedRow, old_system.PastPayment, old_system.Difference, old_system.OpenReceivable),
        "number",
    ),
    "incident": Kept(
        "終わった事故の記録", "incident", "IN", _plain(incidents.Incident.objects.filter(state=incidents.State.CLOSED), _day("closed_at")),
        (incidents.IncidentLine, incidents.Affected, incidents.LostThing, incidents.Measure, incidents.CommissionReport), "number",
    ),
    "printed": Kept("ほかに使われていない印刷物", "printed", "DO", _printed),
    "person": Kept("何にも使われていない人の写し", "person", "PS", _persons, (Insurance, BankAccount, Recipient, CaseNote, Merge), "atena_no", PAIRS),
}  # fmt: skip


def parted(key: str) -> tuple[str, Kept, str] | None:
    """The kind and the number a key names; None where it names nothing."""
    letters, _, number = key.partition("-")
    for kind, kept in KEPT.items():
        if kept.letters == letters and number and number.isascii() and (kept.named_by != "pk" or _a_key(kept, number)):
            return kind, kept, number
    return None


def _a_key(kept: Kept, number: str) -> bool:
    try:
        kept.model._meta.pk.to_python(number)
    except ValidationError:
        return False
    return True
