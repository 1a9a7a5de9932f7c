"""Finding a person in the index by a part of the name."""

from datetime import date
from typing import Any

import pytest

from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.queries import first_of
from tests.linkage.register import Register, number, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.parametrize(
    ("asked", "most", "who"),
    [
        ({"kana": "はな"}, 2, ["ハナオカ　ミホ", "タカハシ　ハナコ"]),
        ({"kana": "ハナ"}, 1, ["ハナオカ　ミホ"]),
        ({"name": "花"}, 9, ["ハナオカ　ミホ", "タカハシ　ハナコ"]),
        ({"name": "ハナ"}, 9, ["ハナオカ　ミホ", "タカハシ　ハナコ"]),
        ({"name": "花", "kana": "ハナコ"}, 9, ["タカハシ　ハナコ"]),
        ({"kana": "ハナ", "birth_date": date(1990, 4, 2)}, 9, ["タカハシ　ハナコ"]),
        ({"kana": "%"}, 9, []),
        ({"name": " ", "kana": ""}, 9, []),
    ],
    ids=["はじまる人が先", "はじまる人だけ", "漢字", "氏名の欄にカナ", "両方", "生年月日も", "記号", "空白"],
)
def test_whose_name_begins_with_what_was_asked_comes_before_who_has_it_further_on(
    taken_in: Register, asked: dict[str, Any], most: int, who: list[str]
) -> None:
    taken_in.tell(
        person("000000000000058", name="花岡　美穂", name_kana="ハナオカ　ミホ", birth_date=date(1999, 1, 1)), number(5)
    )
    take_register_changes()
    assert [each.name_kana for each in first_of(most, **asked)] == who
