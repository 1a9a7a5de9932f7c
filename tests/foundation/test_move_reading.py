"""A file of moves is read whole: every fault of it with its line and place, and nothing of it where there is one."""

from datetime import date

import pytest

from sasae.foundation.accounts.models import User
from sasae.foundation.moves.changes import why_not
from sasae.foundation.moves.reading import HEADS, CannotTake, read

pytestmark = pytest.mark.clause("ACC-1", "ACC-12")
NAMES = {"batch.view": "一括処理の状況を見る", "printing.view": "出力した文書を見る"}


@pytest.mark.parametrize(
    ("row", "id", "place"),
    [
        ("a.b,異動,税課,窓口,,,batch.view,2026-06-14", "MV-004", "2行目"),
        (f"a.b,異動,税課,{'窓' * 101},,,,,2026-06-15", "MV-005", "2行目 新所属"),
        ("a.b,異動,税課,窓口,,,,,2026-06-14", "MV-006", "2行目 発令日"),
        ("a.b,異動,税課,窓口,,,,,いつか", "MV-006", "2行目 発令日"),
        (",異動,税課,窓口,,,,,2026-06-15", "MV-008", "2行目 利用者ID"),
        ("a.b,転勤,税課,窓口,,,,,2026-06-15", "MV-012", "2行目 異動"),
        ("a.b,異動,税課,,,,,,2026-06-15", "MV-013", "2行目 新所属"),
        ("a.b,異動,税課,窓口,,,batch.veiw,,2026-06-15", "MV-014", "2行目 権限"),
        ("a.b,終了,税課,,,,batch.view,,2026-06-15", "MV-020", "2行目"),
        ("a.b,異動,税課,窓口,,14131,,,2026-06-15", "MV-021", "2行目 担当区"),
        ("a.b,異動,税課,窓口,,,,,2026-06-15\na.b,異動,税課,窓口,,,,,2026-06-15", "MV-009", "3行目 利用者ID"),
        ("a.b,異動,税課,窓口,,,,,2026-06-15\nc.d,異動,税課,窓口,,,,,2026-06-16", "MV-007", "3行目 発令日"),
        ("", "MV-003", ""),
        ('a.b,"異動', "MV-001", "2行目"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_place(row: str, id: str, place: str) -> None:
    with pytest.raises(CannotTake) as refused:
        read(f"{','.join(HEADS)}\n{row}".encode(), NAMES, date(2026, 6, 15))
    assert [(one.id, one.at) for one in refused.value.findings] == [(id, place)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_file_of_each_encoding_says_the_same_rights_by_code_or_name(encoding: str) -> None:
    row = "a.b,異動,税課,窓口,,141313,batch.view、出力した文書を見る,手当,R8.6.15"
    text = f"{','.join(HEADS)}\r\n{row}\r\n"
    (one,) = read(text.encode(encoding), NAMES, date(2026, 6, 15))
    assert (one.line, one.office, one.rights, one.on) == (2, "窓口", ("batch.view", "printing.view"), date(2026, 6, 15))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a,b\r\n1,2", b""], ids=["bytes", "another head", "nothing"])
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(CannotTake) as refused:
        read(content, NAMES, date(2026, 6, 15))
    assert refused.value.id in ("MV-001", "MV-002")


def test_rights_nobody_may_combine_and_those_no_contractor_may_hold_are_said() -> None:
    plain, contractor = User(), User(contractor=True)
    assert [one.id for one in why_not("2行目", plain, ["audits.audit", "batch.run"])] == ["MV-016"]
    assert why_not("2行目", plain, ["audits.audit", "batch.view"]) == []
    assert [one.id for one in why_not("2行目", contractor, ["accounts.approve", "batch.view"])] == ["MV-017"]
    assert why_not("2行目", plain, ["accounts.approve", "batch.view"]) == []
