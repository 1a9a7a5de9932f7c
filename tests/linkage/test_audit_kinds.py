"""What an audit of the linkage platform draws: ties with who decided them, transfers with their permission, searches, numbers."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.history import Actor
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.ties.actions import cases
from sasae.linkage.ties.models import TieCase
from sasae.linkage.transfers.models import Permission, Transfer
from tests.linkage.register import HANAKO, Register, number, person
from tests.linkage.transferring import ask as ask
from tests.linkage.transferring import pages as pages
from tests.linkage.transferring import permitted as permitted
from tests.linkage.transferring import question
from tests.linkage.transferring import subsidy as subsidy
from tests.sampling import first, page, sample, shown_to

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("AUD-1")]
KATO = Actor("kato", "加藤 実", "staff")


def test_a_tie_is_shown_with_what_agreed_and_who_decided_it_why(taken_in: Register, signed_in: Any) -> None:
    taken_in.tell(person(relation="母"), number(2), "個人番号変更")
    take_register_changes()
    cases.reject(TieCase.objects.get().pk, reason="登録元が番号の誤りを認めた", by=KATO)
    auditor, one = signed_in("audits.audit"), first("ties")
    told = page(auditor, one)
    for words in ("加藤 実", "登録元が番号の誤りを認めた", "別人", "家族の番号との取り違えの疑い"):
        assert words in told
    assert number(2) not in told
    assert HANAKO in shown_to(auditor)


def test_a_transfer_is_shown_with_the_conditions_of_its_permission(
    pages: Callable[..., Any], permitted: Permission, ask: Callable[..., Any]
) -> None:
    assert ask(question(HANAKO)).status_code == 200
    auditor, one = pages("audits.audit"), first("transfers")
    told = page(auditor, one)
    assert Transfer.objects.get().number in told
    assert told.count("<td>○") == 4
    assert shown_to(auditor) == [HANAKO]


def test_searches_and_numbers_looked_at_are_drawn_from_the_journal(taken_in: Register, signed_in: Any) -> None:
    clerk = signed_in("people.view", "individual_number.view")
    clerk.get("/people/", {"q": "高橋"})
    assert clerk.post(f"/people/{HANAKO}/number/", {"reason": "番号の訂正の確認"}).status_code == 200
    auditor = signed_in("audits.audit")
    for kind in ("searches", "numbers"):
        one = first(kind)
        assert HANAKO in one.persons
        told = page(auditor, one)
        assert clerk.staff.login_id in told
        assert number(1) not in told
    assert sample("users", size=5).drawn.exists()
    assert signed_in("history.view").get("/audits/").status_code == 403
