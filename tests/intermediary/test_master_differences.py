"""What a new distribution changes: for everybody in words, for a body what it gains and loses."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import information_network as network
from sasae.intermediary.masters.batches import refresh
from sasae.intermediary.masters.differences import compare
from tests.intermediary.conftest import Net
from tests.intermediary.core import ITEMS, KAWASAKI, MIDORINO, PROCEDURE, TAX

FROM = date(2017, 11, 13)


def use(**other: Any) -> dict[str, Any]:
    plain = {
        "procedure": PROCEDURE, "information": TAX, "inquirer": "*", "provider": "*", "items": ITEMS, "valid_from": FROM,
        "valid_to": None,
    }  # fmt: skip
    return {**plain, **other}


def masters(*uses: dict[str, Any], **other: Any) -> network.Masters:
    plain = {
        "version": 1, "distributed_on": date(2026, 7, 1), "permit_key": "k", "affairs": [],
        "institutions": [
            {"code": KAWASAKI, "name": "川崎市", "encryption_key": "e"}, {"code": MIDORINO, "name": "みどり野市"},
        ],
        "procedures": [{"code": PROCEDURE, "name": "交付申請の審査", "basis": "別表の三"}],
        "information": [{"code": TAX, "name": "地方税関係情報"}], "permitted": list(uses),
    }  # fmt: skip
    return network.Masters.model_validate({**plain, **other})


def told(old: network.Masters, new: network.Masters, body: str = "") -> list[tuple[str, str, str, str]]:
    return [(one.part, one.change, one.words, one.effect) for one in compare(old, new, body)]


def test_two_alike_have_no_difference() -> None:
    assert compare(masters(use()), masters(use(), version=2)) == []


@pytest.mark.clause("INT-8")
@pytest.mark.parametrize(
    ("inquirer", "provider", "effect"),
    [
        ("*", "*", "自団体の照会・提供ができなくなる"), (KAWASAKI, MIDORINO, "自団体の照会ができなくなる"),
        (MIDORINO, KAWASAKI, "自団体の提供ができなくなる"), (MIDORINO, MIDORINO, ""),
    ],
    ids=["everybody", "asks", "gives", "others"],
)  # fmt: skip
def test_a_permission_that_is_gone_says_what_the_body_loses_and_nothing_where_it_is_another_s(
    inquirer: str, provider: str, effect: str
) -> None:
    lost = compare(masters(use(inquirer=inquirer, provider=provider)), masters(), KAWASAKI)
    assert [(one.change, one.effect, one.since) for one in lost] == [("廃止", effect, date(2026, 7, 1))]


@pytest.mark.clause("INT-8")
def test_a_new_permission_says_from_when_it_holds() -> None:
    (one,) = compare(masters(), masters(use(valid_from=date(2026, 10, 1))), KAWASAKI)
    assert (one.change, one.effect) == ("追加", "自団体の照会・提供ができるようになる")
    assert (one.since, one.what) == (date(2026, 10, 1), "交付申請の審査のための地方税関係情報")


def test_items_gained_and_lost_and_another_end_are_told() -> None:
    changed = use(items=["year", "salary", "pension"], valid_to=date(2027, 3, 31))
    ((_, change, words, effect),) = told(masters(use()), masters(changed), MIDORINO)
    assert change == "変更"
    assert "項目を加える（pension）" in words
    assert "項目を外す（dependants）" in words
    assert "終わり なし → 令和9年3月31日" in words
    assert effect == "自団体の照会・提供が変わる"


def test_names_bases_institutions_and_keys_are_told() -> None:
    new = masters(
        permit_key="another", affairs=[{"code": "JM1", "name": "新しい事務"}],
        procedures=[{"code": PROCEDURE, "name": "交付申請の審査", "basis": "別表の四"}], information=[],
        institutions=[{"code": KAWASAKI, "name": "川崎市", "encryption_key": ""}],
    )  # fmt: skip
    found = {(part, change): words for part, change, words, _ in told(masters(), new)}
    assert found == {
        ("事務", "追加"): "新しい事務", ("事務手続", "変更"): "法的根拠 別表の三 → 別表の四",
        ("特定個人情報", "廃止"): "地方税関係情報", ("参加機関", "廃止"): "みどり野市",
        ("参加機関", "変更"): "川崎市：回答を封じる鍵がなくなる", ("許可証の鍵", "変更"): "許可証の署名を確かめる鍵が替わります",
    }  # fmt: skip


@pytest.mark.clause("INT-8")
@pytest.mark.django_db(databases=["default", "journal"])
def test_on_screen_and_as_a_file_the_newest_two_are_held_against_each_other(
    net: Net, settings: Any, pages_for_people: Any, signed_in: Any
) -> None:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    clerk = signed_in("masters.view", "lists.export", office_code=KAWASAKI)
    assert "比べる版がありません" in clerk.get("/masters/differences/").content.decode()
    net.core.version, net.core.permitted = 2, []
    refresh()
    page = clerk.get("/masters/differences/").content.decode()
    assert "自団体の照会・提供ができなくなる" in page
    assert "違いはありません" in clerk.get("/masters/differences/?old=2&new=2").content.decode()
    assert clerk.get("/masters/differences/?old=x&new=九九").status_code == 200
    file = clerk.get("/masters/differences/?old=1&new=2&export=csv").content.decode()
    assert "照会許可用照合リスト,廃止" in file
    assert signed_in("masters.view", office_code=KAWASAKI).get("/masters/differences/?export=csv").status_code == 403
