"""Every list there is, by the table of addresses: it asks the database as often for thirty rows as for one."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sasae.deployment.benchmark_history import HISTORY
from sasae.subsidy.rights import RIGHTS
from tests.house_rules.test_gates import patterns
from tests.subsidy.renewals.families import settle

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LOOKING = (*(one for one in RIGHTS if one.endswith(".view")), "certificates.recall")
FEW, MANY = 1, 40  # families
GROWING = {  # lists that must have grown: a walk that finds nothing shows nothing
    "people:people", "applications:applications", "certificates:certificates", "certificates:returned", "claims:claims",
    "notifications:notifications", "notifications:reviews", "appeals:appeals", "papers:waiting", "desk:work",
}  # fmt: skip


def grow(families: int) -> None:
    """Families, and of each something of every kind: what is open, and what ten years have left."""
    settle(families)
    with connection.cursor() as cursor:
        for table, statement in HISTORY:
            if table != "subsidy_ledger_accountbalance":  # kept by the books themselves
                cursor.execute(re.sub(r"%% (3|20|25|40|50|100) = 0", "%% 1 = 0", statement), {"since": 0})


def looked_at(client: Any, families: int) -> dict[str, tuple[int, int]]:
    """The lists of a town of so many families, which is gone again afterwards."""
    with transaction.atomic():
        grow(families)
        found = lists(client)
        transaction.set_rollback(True)
    return found


def lists(client: Any) -> dict[str, tuple[int, int]]:
    """Every address without arguments that shows a list: how many rows, and how many questions."""
    urls = import_module(f"sasae.deployment.urls.{django_settings.SASAE_SERVICE}").urlpatterns
    found: dict[str, tuple[int, int]] = {}
    for name in sorted({name for path, name, _ in patterns(urls) if "<" not in str(path) and name}):
        address = reverse(name)
        page = client.get(address)
        if page.status_code != 200 or not page.context or "list" not in page.context:
            continue
        with (
            CaptureQueriesContext(connections["default"]) as asked,
            CaptureQueriesContext(connections["journal"]) as told,
        ):
            page = client.get(address)
        found[name] = len(page.context["list"].rows), len(asked) + len(told)
    return found


def test_no_list_asks_more_often_for_more_rows(signed_in: Callable[..., Any]) -> None:
    client = signed_in(*LOOKING)
    few, many = looked_at(client, FEW), looked_at(client, MANY)
    assert {name: (few[name], many[name]) for name in many if few[name][0] and few[name][1] != many[name][1]} == {}
    grown = {name for name in many if 0 < few[name][0] < many[name][0] and many[name][0] >= 30}
    assert GROWING - grown == set()
