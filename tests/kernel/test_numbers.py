"""Check digits: worked examples, other people's arithmetic as a second witness, and what each scheme can find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.jp import cn
from stdnum.jp import in_ as stdnum_individual

from sasae.kernel.numbers import InvalidNumber, corporate, health, individual, municipality, resident_code

EXAMPLES = {
    individual: ["123456789018"],
    corporate: ["7000020141305"],
    resident_code: ["12345678903"],
    health: ["33120015", "139998", "85149995", "1234566"],
    municipality: ["141305", "141313", "141321", "141330", "141348", "141356", "141364", "141372", "131016"],
}
# 都道府県庁所在地の市と特別区, as the ministry's table has them
PUBLISHED = [
    "011002", "041009", "131041", "131130", "141003", "151009", "221007", "231002", "261009", "271004", "281000",
    "331007", "341002", "401307", "431001", "472018",
]  # fmt: skip
LENGTHS = {individual: [12], corporate: [13], resident_code: [11], health: [6, 7, 8], municipality: [6]}
SCHEMES = list(LENGTHS)
NAMES = [scheme.__name__.rpartition(".")[2] for scheme in SCHEMES]
every_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=NAMES)


def digits(length):
    return st.text("0123456789", min_size=length, max_size=length)


def complete(scheme, body):
    """The number of a body with its check digit where the scheme has it."""
    return scheme.check_digit(body) + body if scheme is corporate else body + scheme.check_digit(body)


@st.composite
def one_digit_wrong(draw, scheme, length):
    """A valid number, the place of one digit, and another digit for it."""
    number = complete(scheme, draw(digits(length - 1)))
    place = draw(st.integers(0, length - 1))
    other = draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    return number, place, number[:place] + other + number[place + 1 :]


@pytest.mark.parametrize(
    ("scheme", "number"),
    [(scheme, number) for scheme, numbers in EXAMPLES.items() for number in numbers],
    ids=lambda value: value if isinstance(value, str) else value.__name__.rpartition(".")[2],
)
def test_worked_examples(scheme, number):
    assert scheme.validate(number) == number
    assert scheme.is_valid(number)


@pytest.mark.parametrize("number", PUBLISHED)
def test_municipality_codes_of_the_ministry(number):
    assert municipality.validate(number) == number


@pytest.mark.parametrize("scheme", [individual, resident_code], ids=["individual", "resident_code"])
@pytest.mark.parametrize("remainder", [0, 1])
def test_remainders_nought_and_one_both_give_nought(scheme, remainder):
    length = LENGTHS[scheme][0] - 1
    # the last weight is 2: a body of noughts with 0 there leaves 0; 6 there leaves 12 - 11 = 1
    body = "0" * (length - 1) + ("0" if remainder == 0 else "6")
    assert scheme.check_digit(body) == "0"


def test_municipality_codes_take_the_last_digit_of_ten_and_eleven():
    assert municipality.check_digit("00006") == "0"  # 12 mod 11 = 1, 11 - 1 = 10
    assert municipality.check_digit("00000") == "1"  # 0 mod 11 = 0, 11 - 0 = 11


@every_scheme
@given(data=st.data())
def test_what_is_completed_is_valid_however_it_is_written(scheme, data):
    length = data.draw(st.sampled_from(LENGTHS[scheme]))
    number = complete(scheme, data.draw(digits(length - 1)))
    full_width = number.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    for written in (number, full_width, f" {number[:4]}-{number[4:]} ", f"{number[:4]}　{number[4:]}"):
        assert scheme.validate(written) == number == scheme.compact(written)


@pytest.mark.parametrize("between", ["", " ", "-", "－", "ー", "−", "‐", "–", "—", "・", "\n", "　"])
def test_an_individual_number_is_found_in_a_text_whatever_stands_between_its_digits(between):
    number = f"1234{between}5678{between}9018"
    for written in (number, number.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})):
        assert individual.stands_in(f"番号は{written}です")
    assert not individual.stands_in(f"番号は1234{between}5678{between}9019です")


@every_scheme
@given(data=st.data())
def test_a_wrong_check_digit_is_found(scheme, data):
    length = data.draw(st.sampled_from(LENGTHS[scheme]))
    body = data.draw(digits(length - 1))
    right = scheme.check_digit(body)
    for wrong in set("0123456789") - {right}:
        assert not scheme.is_valid(wrong + body if scheme is corporate else body + wrong)


@given(st.sampled_from([6, 7, 8]).flatmap(lambda length: one_digit_wrong(health, length)))
def test_health_numbers_find_every_wrong_digit(made):
    assert not health.is_valid(made[2])


@given(one_digit_wrong(corporate, 13))
def test_corporate_numbers_find_every_wrong_digit_but_nought_for_nine(made):
    number, place, wrong = made
    blind = place > 0 and {number[place], wrong[place]} == {"0", "9"}
    assert corporate.is_valid(wrong) == blind


@pytest.mark.parametrize(
    ("scheme", "alike"),
    [(individual, {0, 1}), (resident_code, {0, 1}), (municipality, {0, 10})],
    ids=["individual", "resident_code", "municipality"],
)
@given(data=st.data())
def test_modulus_eleven_finds_every_wrong_digit_but_where_two_remainders_share_a_check_digit(scheme, alike, data):
    length = LENGTHS[scheme][0]
    number, place, wrong = data.draw(one_digit_wrong(scheme, length))
    weights = [(position - 1) % 6 + 2 for position in range(length - 1, 0, -1)]

    def remainder(text):
        return sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False)) % 11

    blind = place < length - 1 and {remainder(number), remainder(wrong)} == alike
    assert scheme.is_valid(wrong) == blind


@given(digits(11))
def test_individual_numbers_as_another_library_has_them(body):
    assert individual.check_digit(body) == stdnum_individual.calc_check_digit(body)
    assert stdnum_individual.is_valid(complete(individual, body))


@given(digits(12))
def test_individual_numbers_are_refused_as_another_library_refuses_them(number):
    assert individual.is_valid(number) == stdnum_individual.is_valid(number)


@given(digits(12))
def test_corporate_numbers_as_another_library_has_them(body):
    assert corporate.check_digit(body) == cn.calc_check_digit(body)
    assert cn.is_valid(complete(corporate, body))


@given(st.sampled_from([5, 6, 7]).flatmap(digits))
def test_health_numbers_as_another_library_has_them(body):
    assert health.check_digit(body) == luhn.calc_check_digit(body)


@given(digits(5))
def test_leading_noughts_change_no_check_digit_of_an_insurer(body):
    assert health.check_digit(f"00{body}") == health.check_digit(body)


@every_scheme
@pytest.mark.parametrize(
    "text", ["", "1", "12345678901234", "abcdefghijkl", "一二三四五六", "٠٠٠٠٠٠", "12345６x", "1234.5"]
)
def test_what_is_no_number_is_refused_with_its_name(scheme, text):
    assert not scheme.is_valid(text)
    with pytest.raises(InvalidNumber, match=f"^{scheme.NAME}"):
        scheme.validate(text)


@pytest.mark.parametrize("number", ["123456789012", "1234567890", "12345678901x", "12345678901８9"])
def test_a_refusal_does_not_repeat_the_number(number):
    with pytest.raises(InvalidNumber) as refusal:
        individual.validate(number)
    assert not any(number[start : start + 4] in str(refusal.value) for start in range(len(number) - 3))


@every_scheme
@given(text=st.text(max_size=16))
def test_whatever_is_typed_is_refused_or_digits(scheme, text):
    try:
        number = scheme.validate(text)
    except InvalidNumber:
        assert not scheme.is_valid(text)
    else:
        assert number.isascii()
        assert number.isdecimal()
        assert len(number) in LENGTHS[scheme]
