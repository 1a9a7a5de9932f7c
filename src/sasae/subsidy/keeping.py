"""Until when this service keeps what is over, and what goes together when its time is over.

A closed family's file goes with its money, whole or not at all; its number is the applicant's 宛名番号. All else has letters
before its number. A person goes when nothing needs them any more, and so does a printed paper.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pgtrigger
from django.db.models import Q, QuerySet

from sasae.foundation.batch.models import BatchItem
from sasae.foundation.incidents.models import Affected, Incident
from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.retention.source import Changed, Due
from sasae.subsidy import keeping_family
from sasae.subsidy.appeals.models import Appeal
from sasae.subsidy.applications.models import Application, Consent
from sasae.subsidy.certificates.models import ReturnedMail
from sasae.subsidy.claims.models import Claim, ClaimFolder, Hold, YearCheck
from sasae.subsidy.deleting import BY, Table, Unit, collect, naming_papers, pointing, why_shared, wipe
from sasae.subsidy.deleting_money import why_shared_month, wipe_books, wipe_opening
from sasae.subsidy.desk.models import CaseHandling
from sasae.subsidy.disclosures.models import Letter, PaperRequest
from sasae.subsidy.entitlements.models import Family
from sasae.subsidy.extraction.models import Extraction
from sasae.subsidy.keeping_beside import KEPT, Kept, parted
from sasae.subsidy.keeping_periods import FAMILY, FILE, MONEY, ended_before, kept_until, years
from sasae.subsidy.ledger.models import AccountBalance, Posting, PostingLine
from sasae.subsidy.notifications.models import Consequence, Notification, Review
from sasae.subsidy.old_system.models import PastPayment
from sasae.subsidy.online.models import Sent
from sasae.subsidy.paper_custody.models import PaperState, TrackedPaper
from sasae.subsidy.print_runs.models import PrintRun
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.recovery.models import Receivable
from sasae.subsidy.third_parties.models import InjuryCase

__all__ = ["KINDS", "RULE", "delete", "due", "exists", "forget", "periods", "tidy", "touches", "why_kept"]

KINDS = {kind: kept.title for kind, kept in KEPT.items()}
KINDS = {FAMILY: "資格の終わった世帯（申請・資格・医療証・届出と、そのお金）"} | KINDS
RULE = (
    "終わった年度の翌年度から数え、最後の年度の3月31日までです。世帯は、最後の資格・申請・届出と、最後の支払・返還金の"
    "両方の期間が過ぎてから対象になります。続いている手続・残っている返還金・廃棄していない書類があるものは出ません。"
)
CHANGED = "抽出の後に変わったため"
WITH_NUMBERS = (
    (Application, "receipt_number"),
    (Notification, "number"),
    (ClaimFolder, "number"),
    (Claim, "number"),
    (Receivable, "number"),
    (Appeal, "number"),
    (InjuryCase, "number"),
    (Extraction, "number"),
)
ASKED = (Appeal, InjuryCase, PaperRequest, Affected, Incident)  # what of a family still goes on
BESIDE = (TrackedPaper, Consent, CaseHandling, BatchItem, Letter)
BOOKS = {Posting, PostingLine, AccountBalance}
WITH_KEYS = (  # cases known by the key of their row
    (Review, "review"), (Consequence, "consequence"), (ReceiptLine, "receipt"), (Hold, "claim_hold"), (YearCheck, "claim_year"),
    (Sent, "sent"), (ReturnedMail, "returned"),
)  # fmt: skip


def periods(on: date) -> dict[str, str]:
    """For how long each kind is kept, in words, by the rule in force on a day."""
    told = {kind: f"{years(kept.period, on)}年度" for kind, kept in KEPT.items()}
    return {FAMILY: f"{years(FILE, on)}年度（お金は{years(MONEY, on)}年度）"} | told


def due(on: date) -> Iterator[Due]:
    """Everything due on a day: what points before what it points to, older before newer."""
    rows = keeping_family.over(on).filter(why="").order_by("file_ended", "pk")
    for key, file, money in rows.values_list("applicant__atena_no", "file_ended", "money_ended").iterator():
        last = max(kept_until(FILE, file, on), kept_until(MONEY, money, on) if money else date.min)
        yield Due(FAMILY, key, _digest(FAMILY, key, max(file, money or file)), last)
    for kind, kept in KEPT.items():
        found = _over(kept, on).order_by("ended_on", "pk").values_list(kept.named_by, "ended_on")
        for number, ended in found.iterator():
            key = f"{kept.letters}-{number}".upper()
            yield Due(kind, key, _digest(kind, key, ended), kept_until(kept.period, ended, on))


def _digest(kind: str, key: str, ended: date) -> str:
    return hashlib.sha256(f"{kind}\n{key}\n{ended.isoformat()}".encode()).hexdigest()


def _over(kept: Kept, on: date) -> "QuerySet[Any, Any]":
    return kept.over().filter(ended_on__lt=ended_before(kept.period, on))


def exists(key: str) -> bool:
    """Whether there is such a thing."""
    if key.isdecimal():
        return Family.objects.filter(applicant__atena_no=key).exists()
    named = parted(key)
    return named is not None and named[1].model._base_manager.filter(**{named[1].named_by: named[2]}).exists()


def why_kept(kind: str, key: str, on: date) -> str:
    """Why it is not to be deleted, in Japanese, asked inside the deletion; empty where it is still due, or gone already."""
    if not exists(key):
        return ""
    return _not_over(key, on, BY)


def touches(kind: str) -> Iterable[Table]:
    """Every table a thing of this kind takes rows of, and every one that may keep it."""
    scope = keeping_family.SCOPE if kind == FAMILY else KEPT[kind].takes()
    found = {*scope.tables, *BESIDE, *naming_papers(), *(ASKED if kind == FAMILY else ())}
    found |= {key.model for table in scope.tables for key in pointing(table)}
    return found | (BOOKS if found & {ReceiptLine, PastPayment} else set())


def _not_over(key: str, on: date, using: str) -> str:
    if key.isdecimal():
        found = keeping_family.over(on).using(using).filter(applicant__atena_no=key).values_list("why", flat=True)
        return next(iter(found), CHANGED)
    named = parted(key)
    still = named is not None and _over(named[1], on).using(using).filter(**{named[1].named_by: named[2]}).exists()
    return "" if still else CHANGED


def _unit(key: str, using: str) -> Unit:
    """What goes together under a number; nothing where it names nothing."""
    if key.isdecimal():
        return collect(keeping_family.roots(key), keeping_family.SCOPE, using)
    named = parted(key)
    if named is None:
        return collect([], keeping_family.SCOPE, using)
    _, kept, number = named
    return collect([kept.model._base_manager.filter(**{kept.named_by: number})], kept.takes(), using)


def _shared(unit: Unit) -> str:
    papers = TrackedPaper.objects.using(unit.using).exclude(state=PaperState.DESTROYED)
    if papers.filter(subject__in=_numbers(unit)).exists():
        return "紙の書類が廃棄されていないため"
    return why_shared(unit) or why_shared_month(unit)


def _numbers(unit: Unit) -> list[str]:
    """The numbers its applications, notifications, claims, debts and other cases are known by."""
    return [one for table, column in WITH_NUMBERS for one in unit.rows(table).values_list(column, flat=True)]


def delete(key: str) -> None:
    """On the connection of the retention role, inside its transaction. Gone already: nothing. Raises Changed."""
    unit = _unit(key, BY)
    if not any(unit.keys.values()):
        return
    if why := _shared(unit):
        raise Changed(why)
    numbers = _numbers(unit)
    with pgtrigger.ignore(databases=[BY]):
        _wipe_beside(unit, numbers)
    wipe_books(unit)
    wipe_opening(list(unit.rows(PastPayment).values_list("number", flat=True)))
    wipe(unit)


def _wipe_beside(unit: Unit, numbers: list[str]) -> None:
    """What carries its numbers and no key: consents, how its cases were worked on, lines of batches, sheets of a print run."""
    _gone(Consent, receipt_number__in=numbers)
    worked = Q(subject__in=numbers)
    for table, kind in WITH_KEYS:
        worked |= Q(kind=kind, subject__in=[str(one) for one in unit.keys.get(table, ())])
    _gone(CaseHandling, pk__in=list(CaseHandling.objects.using(BY).filter(worked).values_list("pk", flat=True)))
    _gone(BatchItem, key__in=numbers)
    asked = [one for table in (PaperRequest, Incident) for one in unit.rows(table).values_list("number", flat=True)]
    _gone(Letter, subject__in=asked)  # what was printed of it is named by nothing now, and goes as such
    for proof, lists in unit.rows(PrintRun).values_list("proof_document", "manifest_documents"):
        _gone(PrintedDocument, pk__in=[one for one in [proof, *lists] if one])


def _gone(table: Any, **which: Any) -> None:
    rows = table._base_manager.using(BY).filter(**which)
    keys = list(rows.values_list("pk", flat=True))
    for versions in getattr(table, "pgh_event_models", {}).values():
        versions._base_manager.using(BY).filter(pgh_obj_id__in=keys)._raw_delete(BY)
    table._base_manager.using(BY).filter(pk__in=keys)._raw_delete(BY)


def forget(key: str) -> None:
    """No ledger that stays carries the number."""


def tidy(on: date) -> None:
    """What no kind points to any more is a kind of its own: it stands on the next list."""
