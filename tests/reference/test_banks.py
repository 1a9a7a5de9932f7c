"""Banks and branches: known ones are there, and every name can stand in a transfer file."""

import jaconv
import pytest
from zengin_code import Bank as Listed

from sasae.kernel.kana import ALLOWED
from sasae.reference import banks

NAMED_WITH_A_POINT = {
    "0421", "0438", "0444", "0456", "0460", "0484", "0485", "0487", "0495", "0608", "0617", "0623", "0627",
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name", "kana"),
    [
        ("0001", "みずほ", "ﾐｽﾞﾎ"),
        ("0005", "三菱ＵＦＪ", "ﾐﾂﾋﾞｼﾕ-ｴﾌｼﾞｴｲ"),
        ("0009", "三井住友", "ﾐﾂｲｽﾐﾄﾓ"),
        ("0138", "横浜", "ﾖｺﾊﾏ"),
        ("9900", "ゆうちょ", "ﾕｳﾁﾖ"),
    ],
)
def test_banks_people_know(code, name, kana):
    found = banks.bank(code)
    assert (found.code, found.name, found.kana) == (code, name, kana)


def test_a_branch_belongs_to_its_bank():
    first, *_ = banks.branch_codes("0001")
    assert banks.branch("0001", first).name == "東京営業部"
    assert banks.branch("0001", first).kana == "ﾄｳｷﾖｳ"


@pytest.mark.parametrize("code", ["0000", "", "1", "00001", "０００１", "9999"])
def test_banks_that_do_not_exist(code):
    assert banks.bank(code) is None
    assert banks.branch(code, "001") is None
    assert banks.branch_codes(code) == []


@pytest.mark.parametrize("code", ["", "1", "0001", "００１", "000"])
def test_branches_that_do_not_exist(code):
    assert banks.branch("0001", code) is None


def all_names():
    for code in banks.bank_codes():
        yield code, Listed.all[code].kana, banks.bank(code)
        for short in banks.branch_codes(code):
            yield f"{code}-{short}", Listed.all[code].branches[short].kana, banks.branch(code, short)


def test_every_name_is_in_permitted_characters_and_fits_its_field():
    for code, _, found in all_names():
        assert found.kana.strip(), code
        assert set(found.kana) <= ALLOWED["branch"], code
        assert len(found.kana) <= 15, code


def test_no_name_loses_a_letter_but_the_point_of_foreign_banks():
    large = str.maketrans("ｧｨｩｪｫｬｭｮｯｰ－", "ｱｲｳｴｵﾔﾕﾖﾂ--")
    pointed = set()
    for code, listed, found in all_names():
        expected = jaconv.z2h(listed, kana=True, ascii=True, digit=True).translate(large).upper().replace("　", " ")
        if "." in expected:
            pointed.add(code)
        assert found.kana == expected.replace(".", ""), code
    assert pointed <= NAMED_WITH_A_POINT


def test_codes_have_their_length_and_order():
    codes = banks.bank_codes()
    assert codes == sorted(set(codes))
    assert len(codes) > 1000
    assert all(len(code) == 4 and code.isdecimal() for code in codes)
    short = banks.branch_codes("0001")
    assert short == sorted(set(short))
    assert all(len(code) == 3 for code in short)
