"""What the books say."""

from django.db.models import QuerySet, Sum

from sasae.subsidy.ledger.models import Account, AccountBalance, PostingLine

OPENING = "opening:"  # how the cause of what an old system paid begins; the books' own trigger knows it too


def balances() -> dict[str, int]:
    """The balance of each account in yen, as the database keeps it; all together are zero."""
    return _by_account(AccountBalance.objects.all())


def summed() -> dict[str, int]:
    """The same, added up anew from every line: for the self-audit."""
    return _by_account(PostingLine.objects.all())


def _by_account(rows: QuerySet[AccountBalance] | QuerySet[PostingLine]) -> dict[str, int]:
    found = dict(rows.order_by().values_list("account").annotate(total=Sum("yen")))
    return {account.value: found.get(account.value, 0) for account in Account}


def lines_of_person(atena_no: str) -> QuerySet[PostingLine]:
    """Every line about one person, newest month first."""
    return (
        PostingLine.objects.filter(person__atena_no=atena_no)
        .select_related("posting", "person")
        .order_by("-treatment_month", "posting_id", "id")
    )
