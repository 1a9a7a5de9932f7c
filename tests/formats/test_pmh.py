"""The array for PMH, read by the published field names with the standard library alone."""

import json
from dataclasses import replace
from datetime import date

import pytest

from sasae.formats import pmh

ONE = pmh.Registration(
    certificate_type="HITORIOYA", individual_number="123456789018",
    person=pmh.Person("宮前　美咲", "ミヤマエ　ミサキ", "神奈川県川崎市宮前区", date(1990, 4, 1), "2"), not_disclosed=False,
    payer_number="85145001", certificate_name="福祉医療証", recipient_number="1234566", always_reimbursed=False,
    valid_from=date(2026, 6, 15), valid_to=date(2026, 12, 31), history_key="2026-00000001-01", deleted=False,
    details=(("医療証番号", "2026-00000001"),),
)  # fmt: skip
MANDATORY = {
    "orgSpecificCertificateTypeId", "myNumber", "basicFiveInfo", "isNotDisclosed", "certificationName",
    "isAlwaysReimbursement", "validFrom", "validTo", "historyKey", "isDeleted", "certificationDetail",
}  # fmt: skip


def test_every_mandatory_field_stands_there_by_its_published_name() -> None:
    [told] = json.loads(pmh.write([ONE]))
    assert told.keys() >= MANDATORY
    assert told["basicFiveInfo"] == {
        "name": "宮前　美咲", "nameKana": "ミヤマエ　ミサキ", "address": "神奈川県川崎市宮前区", "dateOfBirth": "1990-04-01",
        "sex": "2",
    }  # fmt: skip
    assert (told["myNumber"], told["isDeleted"], told["isAlwaysReimbursement"]) == ("123456789018", False, "0")
    assert (told["validFrom"], told["validTo"]) == ("2026-06-15", "2026-12-31")


def test_a_cancellation_is_the_same_element_deleted() -> None:
    [before], [after] = (json.loads(pmh.write([replace(ONE, deleted=deleted)])) for deleted in (False, True))
    assert {name for name in before if before[name] != after[name]} == {"isDeleted"}


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"certificate_type": "ひとり親"}, "PMH-001"), ({"certificate_type": "A" * 51}, "PMH-001"),
        ({"individual_number": "123456789019"}, "PMH-002"), ({"payer_number": "8514500"}, "PMH-005"),
        ({"certificate_name": "あ" * 101}, "PMH-006"), ({"recipient_number": "1" * 31}, "PMH-007"),
        ({"valid_to": date(2026, 6, 14)}, "PMH-008"), ({"person": replace(ONE.person, sex="0")}, "PMH-004"),
        ({"person": replace(ONE.person, name_kana="")}, "PMH-003"), ({"history_key": ""}, "PMH-010"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_the_number_is_not_repeated(changes: dict[str, object], finding: str) -> None:
    with pytest.raises(pmh.PmhRefused) as refused:
        pmh.write(
            [ONE, replace(ONE, history_key="2", **changes)]
            if "history_key" not in changes
            else [replace(ONE, **changes)]
        )  # type: ignore[arg-type]
    assert [each.id for each in refused.value.findings] == [finding]
    assert "12345678901" not in str([each.as_dict() for each in refused.value.findings])


def test_the_longest_that_fits_is_written() -> None:
    longest = replace(
        ONE, certificate_type="A" * 50, certificate_name="あ" * 100, recipient_number="1" * 30, valid_to=ONE.valid_from
    )
    assert len(json.loads(pmh.write([longest]))) == 1


def test_a_history_key_stands_once() -> None:
    with pytest.raises(pmh.PmhRefused, match="PMH-009"):
        pmh.write([ONE, ONE])
