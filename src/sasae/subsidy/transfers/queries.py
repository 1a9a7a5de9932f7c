"""The log held against the permissions: a transfer is proper when each of these is so, and none of it is taken on trust."""

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from sasae.subsidy.transfers.models import Outcome, Transfer

PROPER = {
    "許可がありません": Q(permission__isnull=False),
    "許可の移転先と違います": Q(office=F("permission__office")),
    "根拠が許可と違います": Q(basis=F("permission__basis")),
    "事務が許可と違います": Q(affair=F("permission__affair")),
    "許可されていません": Q(permission__state__in=["permitted", "withdrawn"]),
    "許可より前の移転です": Q(at__gte=F("permission__permitted_at")),
    "許可の期間の外です": Q(on__gte=F("permission__since"), on__lte=F("permission__until")),
    "許可の取消しより後の移転です": Q(permission__withdrawn_at=None) | Q(at__lt=F("permission__withdrawn_at")),
    "許可にない項目を渡しています": Q(told_items__contained_by=F("permission__items")),
    "求められていない項目を渡しています": Q(told_items__contained_by=F("items")),
    "求められていない人の分を渡しています": Q(told__contained_by=F("persons")),
}


def checked() -> QuerySet[Transfer]:
    """Every line with `proper`: where something left, whether all of it was permitted; null where nothing did."""
    all_of_it = Q()
    for condition in PROPER.values():
        all_of_it &= condition
    left = Q(state=Outcome.HANDED)
    return Transfer.objects.select_related("permission").annotate(
        proper=Case(
            When(left & all_of_it, then=Value(True)),
            When(left, then=Value(False)),
            default=None,
            output_field=BooleanField(null=True),
        )
    )


def figures() -> dict[str, int]:
    """How many were asked, handed over and refused; and how many of those handed over were not proper."""
    rows = checked()
    return {
        "asked": rows.count(),
        "handed": rows.filter(state=Outcome.HANDED).count(),
        "refused": rows.filter(state=Outcome.REFUSED).count(),
        "improper": rows.filter(proper=False).count(),
    }


def faults(transfer: Transfer) -> list[str]:
    """What is wrong with one transfer; empty when all was permitted or nothing left."""
    one = Transfer.objects.filter(pk=transfer.pk, state=Outcome.HANDED)
    if not one.exists():
        return []
    found = [said for said, condition in PROPER.items() if not one.filter(condition).exists()]
    return found if transfer.permission_id else found[:1]  # without a permission there is nothing to compare with
