"""The explanations at the counter's fields are worded on screen, from a day on, like everything else."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.subsidy.applications.help import HELP
from sasae.subsidy.telephone.forms import MemoForm
from sasae.subsidy.wordings.catalogue import FIELDS
from tests.staff import at
from tests.subsidy.town import DAY
from tests.subsidy.wordings.proposing import LATER, approved

NEW = "折り返しの番号も聞いて入れます。"


def test_every_explanation_there_is_can_be_worded_anew() -> None:
    there = {f"help.{form}.{name}" for form, texts in HELP.table.rows[-1].value.items() for name in texts}
    assert there == {key for key in FIELDS if key.startswith("help.")}


def test_every_explanation_belongs_to_a_field_of_its_form() -> None:
    assert set(HELP.table.rows[-1].value["telephone"]) <= set(MemoForm.base_fields)


@pytest.mark.django_db(databases=["default", "journal"])
class TestOnScreen:
    def test_the_old_text_the_day_before_and_the_new_one_on_its_day_and_only_of_this_field(self) -> None:
        approved("help.telephone.text", NEW)
        before, after = HELP.on(LATER - timedelta(days=1)), HELP.on(LATER)
        assert (before["telephone"]["text"] == NEW, after["telephone"]["text"] == NEW) == (False, True)
        assert {**after, "telephone": {**after["telephone"], "text": before["telephone"]["text"]}} == before

    def test_the_form_shows_it_from_its_day_on(self, signed_in: Any) -> None:
        client = signed_in("notes.write")
        assert NEW not in client.get(at("/telephone/new/")).content.decode()
        approved("help.telephone.text", NEW, DAY)
        page = client.get(at("/telephone/new/")).content.decode()
        assert page.count(NEW) == 1
        assert page.count("この欄の説明") == len(HELP.on(DAY)["telephone"])

    def test_it_is_proposed_with_the_old_beside_the_new(self, signed_in: Any) -> None:
        client = signed_in("wordings.view", "wordings.propose")
        assert "電話メモの欄：内容" in client.get(at("/wordings/?group=入力欄の説明")).content.decode()
        sent = {"p": NEW, "since": "令和8年7月1日", "source": "起案第1号", "preview": "1"}
        page = client.get(at("/wordings/help.telephone.text/propose/")).content.decode()
        assert HELP.on(DAY)["telephone"]["text"] in page
        answer = client.post(at("/wordings/help.telephone.text/propose/"), sent).content.decode()
        assert "折り返しの番号" in answer
