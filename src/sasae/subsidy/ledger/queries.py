"""What the books say."""

from django.db.models import QuerySet, Sum

from sasae.subsidy.ledger.models import Account, PostingLine


def balances() -> dict[str, int]:
    """The balance of each account in yen; all together are zero."""
    found = dict(PostingLine.objects.values_list("account").annotate(total=Sum("yen")))
    return {account.value: found.get(account.value, 0) for account in Account}


def lines_of_person(atena_no: str) -> QuerySet[PostingLine]:
    """Every line about one person, newest month first."""
    return (
        PostingLine.objects.filter(person__atena_no=atena_no)
        .select_related("posting", "person")
        .order_by("-treatment_month", "posting_id", "id")
    )
