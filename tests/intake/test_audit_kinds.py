"""What an audit of the application office draws: verified signatures, whose application it was, hand-overs, numbers passed on."""

from typing import Any

import pytest

from sasae.intake.applications.models import Application
from tests.intake.applications import ATENA
from tests.intake.test_handover import RECEIPT
from tests.intake.test_handover import published as published
from tests.sampling import first, page, shown_to

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("AUD-1")]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("checks", ("署名検証の結果", "ウイルスの検査", "失効の確認")),
        ("matched", ("特定済（シリアル番号）", "自動")),
        ("handed", ("業務システムの登録の確認", "第1版", "まだ")),
    ],
)
def test_each_is_shown_with_its_grounds_and_the_applicant_is_recorded_as_shown(
    published: Application, signed_in: Any, kind: str, words: tuple[str, ...]
) -> None:
    auditor, one = signed_in("audits.audit"), first(kind)
    told = page(auditor, one)
    assert RECEIPT in told
    assert [each for each in words if each not in told] == []
    assert shown_to(auditor) == [ATENA]
    assert signed_in("history.view", "applications.view").get(f"/audits/drawn/{one.pk}/").status_code == 403
