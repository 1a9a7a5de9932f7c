"""For every kind a row that ended on the last day of a fiscal year, with a row of every table that is said to go with it.

What a table is not told here is filled in (see rows). The tables come from the list of what is kept (kept_tables.yaml),
not from the code that deletes.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model

from sasae.deployment.assessment.kept_tables import rules_of
from sasae.foundation.incidents.models import Incident, Outcome
from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.appeals.models import Appeal
from sasae.subsidy.applications.models import Application, ApplicationDifference, Consent
from sasae.subsidy.certificates.models import Recall, RecallLetter, ReturnedMail
from sasae.subsidy.certificates.pmh_models import PmhFile
from sasae.subsidy.claims.models import Claim, Hold, YearCheck
from sasae.subsidy.desk.models import CaseHandling
from sasae.subsidy.disclosures.models import Letter, PaperRequest, Suspension
from sasae.subsidy.duplicates.models import Merge
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.extraction.models import Extraction
from sasae.subsidy.inquiries.models import Inquiry
from sasae.subsidy.notifications.models import Consequence, Notification, Review
from sasae.subsidy.old_system.models import Migration, OpenReceivable
from sasae.subsidy.online.models import Sent
from sasae.subsidy.paper_custody.models import Destruction, TrackedPaper
from sasae.subsidy.payments.models import LeftOut, PaymentFile, PaymentRun, RefusedResult
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs.models import PrintRun
from sasae.subsidy.receipts.models import (
    Correction,
    CorrectionList,
    Cycle,
    CycleReport,
    Decision,
    FilePart,
    ReceiptFile,
    ReceiptLine,
)
from sasae.subsidy.recovery.models import Part, Receivable, Refund
from sasae.subsidy.renewals import models as renewals
from sasae.subsidy.telephone.models import TelephoneMemo
from sasae.subsidy.third_parties.models import InjuryCase, Treatment
from sasae.subsidy.transfers.models import Transfer
from tests.rows import DAY, ENDED, Rows, Table
from tests.subsidy.town import MISAKI, RECEIPT

Root = tuple[Table, dict[str, Any]]
ROOTS: dict[str, Callable[[Rows], Root]] = {
    "application": lambda rows: (Application, {"applicant": _stranger(rows), "state": "withdrawn", "received_on": DAY}),
    "injury": lambda rows: (InjuryCase, {"state": "closed"}),
    "appeal": lambda rows: (Appeal, {"examination": Examination.objects.get(), "state": "ruled", "ruling": "rejected", "ruled_on": DAY}),
    "disclosure": lambda rows: (PaperRequest, {"state": "done", "done_at": ENDED, "decided_by": "y", "outcome": "y", "identity": ["y"]}),
    "inquiry": lambda rows: (Inquiry, {"state": "answered", "answered_on": DAY, "answered_by": "y", "answer": "y", "answered_way": "counter"}),
    "telephone": lambda rows: (TelephoneMemo, {"state": "closed", "why": "y", "settled_by": "y", "settled_at": ENDED}),
    "sent": lambda rows: (Sent, {"state": "refused", "settled_by": "y", "settled_at": ENDED}),
    "returned": lambda rows: (ReturnedMail, {"state": "done", "done_on": DAY}),
    "paper": lambda rows: (TrackedPaper, {"state": "destroyed", "destruction": rows.row(Destruction)}),
    "print_run": lambda rows: (PrintRun, {"state": "discarded", "closed_at": ENDED}),
    "pmh": lambda rows: (PmhFile, {"state": "taken", "ended_at": ENDED}),
    "extraction": lambda rows: (Extraction, {"state": "done", "purpose": "y", "decided_by": "y", "decided_at": ENDED}),
    "transfer": lambda rows: (Transfer, {}),
    "renewal": lambda rows: (renewals.Renewal, {}),
    "rehearsal": lambda rows: (renewals.Rehearsal, {}),
    "income_proof": lambda rows: (renewals.IncomeProof, {}),
    "extension_proof": lambda rows: (renewals.ExtensionProof, {}),
    "gathered": lambda rows: (renewals.Gathered, {"step": None}),
    "payment_file": lambda rows: (PaymentFile, {"run": rows.row(PaymentRun, pay_on=DAY)}),
    "refused_result": lambda rows: (RefusedResult, {"run": rows.row(PaymentRun, pay_on=DAY)}),
    "receipt_part": lambda rows: (FilePart, {"file": rows.row(ReceiptFile)}),
    "correction_list": lambda rows: (CorrectionList, {}),
    "cycle_report": lambda rows: (CycleReport, {"cycle": rows.row(Cycle)}),
    "stray_line": lambda rows: (ReceiptLine, {"state": "returned", "file": rows.row(ReceiptFile)}),
    "old_system": lambda rows: (Migration, {"state": "cleared", "approved_by": "y", "approved_at": ENDED, "cutover_on": DAY}),
    "incident": lambda rows: (Incident, {"state": "closed", "outcome": Outcome.values[0], "taken_by": "y", "taken_at": ENDED, "asked_by": "y", "closed_by": "z", "closed_at": ENDED}),
    "printed": lambda rows: (PrintedDocument, {}),
    "person": lambda rows: (Person, {}),
}  # fmt: skip
SAID: dict[Table, Callable[[], dict[str, Any]]] = {
    Suspension: lambda: {"lifted_on": DAY, "lifted_by": "y", "why_lifted": "y"},
    OpenReceivable: lambda: {"yen": 2},
    Treatment: lambda: {"claim": Claim.objects.get()},
    Receivable: lambda: {
        "debtor_kind": "person", "debtor": Person.objects.get(atena_no=MISAKI), "owed": 0, "state": "40", "decided_on": DAY,
        "decided_by": "y", "due_on": DAY,
    },
    Part: lambda: {"claim": Claim.objects.get(), "scheme": "2", "owed": 0},
    Refund: lambda: {"state": "paid"},
    Notification: lambda: {"state": "effective", "confirmed_by": "y", "identity_checked": "y"},
    Review: lambda: {"state": "done", "settled_by": "y", "settled_at": ENDED},
    Consent: lambda: {"receipt_number": RECEIPT, "source": "none"},
    CaseHandling: lambda: {"kind": "application", "subject": RECEIPT},
    renewals.Gathered: lambda: {"step": renewals.Step.objects.last()},
    Recall: lambda: {"letter": RecallLetter.objects.last()},
    LeftOut: lambda: {"claim": Claim.objects.get()},
}  # fmt: skip
APART: dict[str, tuple[Table, ...]] = {  # the same tables as another kind's, of other rows
    "application": (ApplicationDifference,), "stray_line": (Decision, Correction), "gathered": (),
}  # fmt: skip


def _stranger(rows: Rows) -> Person:
    """Somebody without a family, who stays."""
    made: Person = rows.row(Person, atena_no="000000000008888")
    return made


def going_along(kind: str) -> list[Table]:
    """The tables that are said to go with a kind, versions left out."""
    ours = [one for one in apps.get_models() if one._meta.managed and not hasattr(one, "pgh_tracked_model")]
    told = [one for one in ours if rules_of("subsidy", one._meta.db_table) == [kind]]
    return list(APART[kind]) if kind in APART else told


CASES = {  # what somebody worked on: the case's kind, and whether the row's number or its key names it
    "application": ("application", "receipt_number"), "injury": ("injury", "number"), "appeal": ("appeal", "number"),
    "sent": ("sent", "pk"), "returned": ("returned", "pk"), "extraction": ("extraction", "number"), "stray_line": ("receipt", "pk"),
}  # fmt: skip
WORKED_ON: list[tuple[Table, str, str]] = [
    (Notification, "notification", "number"), (Review, "review", "pk"), (Consequence, "consequence", "pk"), (Claim, "claim", "number"),
    (Hold, "claim_hold", "pk"), (YearCheck, "claim_year", "pk"), (Receivable, "receivable", "number"), (ReceiptLine, "receipt", "pk"),
]  # fmt: skip


def make(kind: str) -> tuple[Model, list[Model]]:
    """The root, and all that must go when it goes."""
    rows = Rows(SAID)
    twin = rows.row(Person) if kind == "person" else None
    table, said = ROOTS[kind](rows)
    root = rows.row(table, **said)
    if twin:
        rows.row(Merge, other=twin)
    if kind == "disclosure":
        rows.row(Letter, subject=root.number)
    along = going_along(kind)
    for each in along:
        if not any(type(one) is each for one in rows.made):
            rows.row(each)
    if kind in CASES:
        case, name = CASES[kind]
        rows.row(CaseHandling, kind=case, subject=str(getattr(root, name)))
    return root, [one for one in rows.made if one is root or type(one) in (*along, CaseHandling)]


def fill_the_family() -> None:
    """A row in every table a family's file and money are said to lie in and in which it has none yet."""
    rows = Rows(SAID)
    for table in going_along("family"):
        if not table._base_manager.exists():
            rows.row(table)
    for table, case, name in WORKED_ON:
        rows.row(CaseHandling, kind=case, subject=str(getattr(table._base_manager.order_by("pk")[0], name)))
