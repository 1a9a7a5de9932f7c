"""Ticked treatments become proposals: one for each who was paid."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.recovery.actions import CannotRecover, Source, propose
from sasae.subsidy.recovery.models import Reason, Receivable


@transaction.atomic
def propose_picked(
    picked: Sequence[str], offered: Collection[str], reason: Reason, *, why: str, by: Actor, on: date
) -> list[Receivable]:
    """Propose to ask back the whole of these treatments (`claim:12`, `line:34`) of those offered: all or none.

    Raises CannotRecover.
    """
    if not set(picked) <= set(offered):
        raise CannotRecover("選んだ診療の中に、この一覧にないものがあります。選び直してください。", id="RV-109")
    by_debtor: dict[Person, list[Source]] = defaultdict(list)
    claims = Claim.objects.filter(pk__in=_ids(picked, "claim")).select_related("payee").defer("decision")
    for claim in claims.order_by("pk"):
        by_debtor[claim.payee].append(Source(claim.amount, claim=claim))
    lines = ReceiptLine.objects.filter(pk__in=_ids(picked, "line"), entitlement__isnull=False)
    for line in lines.select_related("entitlement__family__applicant").order_by("pk"):
        assert line.entitlement is not None  # asked for
        by_debtor[line.entitlement.family.applicant].append(Source(line.in_kind_yen or 0, line=line))
    if not by_debtor:
        raise CannotRecover("返還を求める診療を選んでください。", id="RV-105")
    people = sorted(by_debtor, key=lambda person: person.pk)
    return [propose(reason, by_debtor[one], why=why, by=by, on=on, debtor=one) for one in people]


def _ids(picked: Sequence[str], kind: str) -> list[int]:
    parted = (each.partition(":") for each in picked)
    return [int(pk) for named, _, pk in parted if named == kind]
