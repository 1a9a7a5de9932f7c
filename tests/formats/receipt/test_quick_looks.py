"""What is looked at quickly because most receipts are like that comes to the same as the thorough look."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sasae.formats.issues import Issues
from sasae.formats.receipt import checks
from sasae.formats.receipt.columns import MEDICAL
from sasae.formats.receipt.model import Header, Insurer, Public, Receipt
from sasae.formats.receipt.rules import RULES
from sasae.kernel.numbers import health
from sasae.kernel.period import Month

SEVEN = st.one_of(
    st.from_regex(r"[0-9]{6}", fullmatch=True).map(lambda body: body + health.check_digit(body)),
    st.from_regex(r"[0-9]{7}", fullmatch=True),
    st.text("0123456789１٣ x-", min_size=7, max_size=7),
)
POINTS = st.sampled_from([None, 0, 100, 300])


def counted(points: int | None, publics: list[int | None], by_burden: dict[str, int], insured: bool) -> Receipt:
    """An outpatient receipt with these points, said and counted."""
    made = Receipt(
        MEDICAL,
        2,
        1,
        "1112",
        Month(2026, 6),
        "見本　花",
        "ミホン",
        "2",
        date(1990, 4, 1),
        Header(),
        by_burden=by_burden,
    )
    if insured:
        made.insurer = Insurer("06132013", "1", "2", 1, points, None, None, 3)
    made.publics = [
        Public(order, "85145001", None, 1, each, 0, (None, None), None, 3 + order)
        for order, each in enumerate(publics, 1)
    ]
    return made


@given(SEVEN)
def test_a_recipients_number_is_sound_by_the_table_where_it_is_by_its_check_digit(number: str) -> None:
    thorough = number.isascii() and number.isdigit() and health.check_digit(number[:-1]) == number[-1]
    assert checks._is_sound_recipient(number) is thorough


@given(
    POINTS,
    st.lists(POINTS, max_size=5),
    st.dictionaries(st.sampled_from(list("1245VW9")), st.sampled_from([0, 100, 300]), max_size=2),
    st.booleans(),
)
def test_a_receipt_that_adds_up_at_a_glance_has_no_finding_of_its_sums(
    points: int | None, publics: list[int | None], by_burden: dict[str, int], insured: bool
) -> None:
    receipt, issues = counted(points, publics, by_burden, insured), Issues(RULES)
    checks._check_sums(receipt, issues)
    if checks._adds_up(receipt):
        assert issues.found == []


def test_what_most_receipts_are_like_adds_up_at_a_glance() -> None:
    assert checks._adds_up(counted(300, [300], {"2": 300}, True))
    assert not checks._adds_up(counted(300, [300], {"2": 299}, True))
