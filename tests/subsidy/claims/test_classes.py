"""適用区分 on the screen by the month of treatment: 1 August 2027 splits most of them; and the codes that set bills apart."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from sasae.subsidy.claims.balances import granted_twice
from sasae.subsidy.claims.forms import cap_classes
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.entitlements.models import Recipient
from tests.subsidy.claims.folders import handed_in, line
from tests.subsidy.claims.test_bills import DAYS, OTHER_DAYS, granted_claim, warned
from tests.subsidy.claims.test_folder_screens import LINE, text, typed
from tests.subsidy.conftest import COUNTER
from tests.subsidy.money import claim

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
CODES = import_module("sasae.subsidy.claims.migrations.0003_codes_years_and_second_bills").CODES


def test_every_class_says_for_which_months_it_is() -> None:
    told = dict(cap_classes())
    assert told["オ"] == "オ"
    assert told["ウ"] == "ウ（令和9年7月診療分まで）"
    assert told["ウ1"] == "ウ1（令和9年8月診療分から）"


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize(
    ("month", "cap_class", "taken"),
    [
        pytest.param("R8.7", "ウ", True, id="令和8年7月はウ"),
        pytest.param("R8.7", "ウ1", False, id="令和8年7月にウ1はない"),
        pytest.param("R8.8", "ウ", True, id="令和8年8月もウ"),
        pytest.param("R9.7", "ウ", True, id="令和9年7月までウ"),
        pytest.param("R9.7", "ウ1", False, id="令和9年7月にウ1はない"),
        pytest.param("R9.8", "ウ", False, id="令和9年8月にウはない"),
        pytest.param("R9.8", "ウ1", True, id="令和9年8月からウ1"),
        pytest.param("R9.8", "オ", True, id="オは分かれない"),
        pytest.param("R9.8", "一般", False, id="70歳未満に一般はない"),
    ],
)
def test_a_class_is_chosen_for_a_month_that_has_it(
    granted: Recipient, signed_in: Any, monkeypatch: pytest.MonkeyPatch, month: str, cap_class: str, taken: bool
) -> None:
    monkeypatch.setenv("SASAE_TODAY", "2027-10-04")
    receipt = {**LINE, "month": month, "recipient_number": granted.number, "cap_class": cap_class}
    desk = signed_in("claims.enter", "claims.view")
    page = text(desk.post("/claims/folders/new/", typed(receipt, claimed_on="R9.10.1"), follow=True))
    assert ("C-124" in page) is not taken
    assert f"「{cap_class}」は、この診療月にない区分です。" in page or taken
    assert list(Claim.objects.values_list("cap_class", flat=True)) == ([cap_class] if taken else [])


class TestFreeTextsBecomeCodes:
    """What was written before there were codes; its words are kept."""

    @staticmethod
    def migrated(*claims: Claim) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(CODES)
        return [Claim.objects.values_list("part", "part_text").get(pk=one.pk) for one in claims]

    def test_what_the_table_knows_gets_its_code_and_the_rest_a_number_to_choose_anew(self, granted: Recipient) -> None:
        texts = ["", "皮膚　科", "皮フ科", "みなと医院の処方", "あさひ医院の処方"]
        clinic = {"provider": "総合病院"}
        made = [claim(granted.number, COUNTER, provider=f"医院{place}") for place in range(5)]
        for one, said in zip(made, texts, strict=True):
            Claim.objects.filter(pk=one.pk).update(part=said, **clinic)
        told = self.migrated(*made)
        assert told == [
            ("", ""),
            ("05", "皮膚　科"),
            ("91", "皮フ科"),
            ("92", "みなと医院の処方"),
            ("93", "あさひ医院の処方"),
        ]
        assert Claim.objects.get(pk=made[3].pk).part_name == "みなと医院の処方"
        assert "C-308" in warned(Claim.objects.get(pk=made[3].pk))
        assert "C-308" not in warned(Claim.objects.get(pk=made[1].pk))

    def test_what_was_granted_stays_granted_once(self, granted: Recipient) -> None:
        first = claim(granted.number, COUNTER, **DAYS)
        Claim.objects.filter(pk=first.pk).update(part="皮膚科")
        granted_claim(Claim.objects.get(pk=first.pk))
        assert self.migrated(first) == [("05", "皮膚科")]
        second = granted_claim(claim(granted.number, COUNTER, part="06", **OTHER_DAYS))
        assert (second.state, list(granted_twice())) == (State.GRANTED, [])

    def test_an_old_number_may_stay_at_a_correction_and_is_never_chosen_for_another(
        self, granted: Recipient, signed_in: Any
    ) -> None:
        made = claim(granted.number, COUNTER, **DAYS)
        Claim.objects.filter(pk=made.pk).update(part="みなと医院の処方")
        self.migrated(made)
        desk = signed_in("claims.enter", "claims.view")
        page = text(desk.get(f"/claims/{made.number}/correct/"))
        assert '<option value="91" selected>みなと医院の処方</option>' in page
        assert 'value="91"' not in text(desk.get("/claims/folders/new/"))
        with pytest.raises(Exception, match="C-135"):
            handed_in(line(granted.number, part="91", provider="別の医院"))
