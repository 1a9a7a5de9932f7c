"""What is on a deletion's list, by numbers a person can look up. Called inside `acting_for`; what was deleted is gone from it."""

from dataclasses import replace

from django.db.models import BigIntegerField, Case, CharField, F, Model, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import person
from sasae.intermediary.copies.models import Copy, CopyBatch, CopyFinding
from sasae.intermediary.corrections.models import Correction
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.provisions.models import Provision, ProvisionRefusal
from sasae.intermediary.records.models import ProvisionRecord, RecordDifference
from sasae.intermediary.retention.models import DeletionItem, Kind

# Which column is the number of a thing whose key is a row's id; of the others the key is.
_NUMBERS: dict[Kind, tuple[type[Model], str]] = {
    Kind.COPY: (Copy, "record_id"),
    Kind.RECORD: (ProvisionRecord, "processing_no"),
    Kind.FINDING: (CopyFinding, "record_id"),
    Kind.CORRECTION: (Correction, "order_no"),
    Kind.DIFFERENCE: (RecordDifference, "processing_no"),
    Kind.REFUSAL: (ProvisionRefusal, "processing_no"),
    Kind.BATCH: (CopyBatch, "batch_no"),
}
_PERSONS: dict[Kind, type[Model]] = {
    Kind.COPY: Copy, Kind.RECORD: ProvisionRecord, Kind.INQUIRY: Inquiry, Kind.PROVISION: Provision, Kind.FINDING: CopyFinding,
    Kind.CORRECTION: Correction,
}  # fmt: skip
_BY_TEXT = (Kind.INQUIRY, Kind.PROVISION)
LIST = ListPage(
    title="消去の対象",
    columns=[
        Column("kind", "種類", value=lambda row: Kind(row.kind).label, sort="kind"),
        Column("number", "番号"),
        Column("unified_no", "統合宛名番号"),
    ],
    filters=[Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices))],
    order="kind",
    empty="対象はありません（消去したもの、取りやめたものの番号は出ません）。",
)


def _of(kind: Kind, model: type[Model], column: str) -> When:
    key = OuterRef("key") if kind in _BY_TEXT else Cast(OuterRef("key"), BigIntegerField())
    found = model._default_manager.filter(pk=key).annotate(words=Cast(F(column), CharField()))
    return When(kind=kind.value, then=Subquery(found.values("words")[:1]))


def items_of(number: int) -> QuerySet[DeletionItem]:
    """What is on a list, each with its number and whose it is."""
    numbers = [_of(kind, model, column) for kind, (model, column) in _NUMBERS.items()]
    persons = [_of(kind, model, "unified_no") for kind, model in _PERSONS.items()]
    return DeletionItem.objects.filter(run_id=number).annotate(
        number=Case(*numbers, default=F("key"), output_field=CharField()),
        unified_no=Case(*persons, default=Value(""), output_field=CharField()),
    )


def list_of_items(body: Body) -> ListPage:
    """The list, whose persons are the body's."""
    return replace(LIST, persons=lambda row: [person(body, row.unified_no)] if row.unified_no else [])
