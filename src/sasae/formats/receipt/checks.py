"""A receipt that is complete, against itself: who is billed, do the rows add up, are the numbers possible."""

from functools import lru_cache

from sasae.formats.issues import Issues
from sasae.formats.receipt.columns import DENTAL, ORDERS
from sasae.formats.receipt.model import Receipt
from sasae.kernel.numbers import health

MOST_PUBLICS = 4
INSURER, PAYER, RECIPIENT = (6, 8), (8,), (7,)
# point tables that have 種別 of their own first digit; 老健 and 介護医療院 borrow those of 医科
PLAIN = ("1", "3", "4", "6")
MOST_SITES = 99
# the letter of the insurer and the first so many public payers together
ALL_BEAR = [
    next(letter for letter, orders in ORDERS.items() if orders == tuple(range(count + 1)))
    for count in range(MOST_PUBLICS + 1)
]
LABELS = {"R-501": "保険者番号", "R-502": "公費負担者番号", "R-503": "公費受給者番号"}


def check_receipt(receipt: Receipt, issues: Issues) -> None:
    """Every check that needs the whole receipt."""
    layout, kind, institution = receipt.layout, receipt.kind, receipt.institution
    count = len(receipt.publics)
    if _payers_of(kind) != (receipt.insurer is not None, count) or count > MOST_PUBLICS:
        _check_payers(receipt, issues)
    if kind[:1] != layout.digit and institution.point_table in PLAIN and kind:
        issues.add("R-315", f"{receipt.line}行目 3項目", value=kind, label=layout.label, digit=layout.digit)
    month, birth = receipt.month, receipt.birth_date
    if month is not None:
        billing = institution.billing_month
        if billing is not None and month.year * 12 + month.month > billing.year * 12 + billing.month:
            issues.add("R-305", f"{receipt.line}行目 4項目", month=month, billing=billing)
        if birth is not None and birth.year >= month.year and (birth.year, birth.month) > (month.year, month.month):
            issues.add("R-314", f"{receipt.line}行目 7項目", birth=birth, month=month)
    _check_numbers(receipt, issues)
    if layout is DENTAL and receipt.rows:
        sites = sum(row.startswith("HS,") for row in receipt.rows)
        if not 1 <= sites <= MOST_SITES:
            issues.add("R-216", f"{receipt.line}行目", number=receipt.number, count=sites)
    if not layout.details:
        for letter in receipt.letters:
            _check_bearers(letter, receipt, issues)
    elif not receipt.dpc and not _adds_up(receipt):
        _check_sums(receipt, issues)


@lru_cache(maxsize=1024)
def _payers_of(kind: str) -> tuple[int, int] | None:
    """Insurers and public payers a 種別 stands for: d2 = 2 is public payers only, otherwise d3 counts the insurer in."""
    if len(kind) != 4 or not (kind.isascii() and kind.isdigit()):
        return None
    insurers = 0 if kind[1] == "2" else 1
    return insurers, int(kind[2]) - insurers


def _check_payers(receipt: Receipt, issues: Issues) -> None:
    """Whom the receipt is billed to, against what its 種別 says."""
    insurer, publics = receipt.insurer, receipt.publics
    real = (0 if insurer is None else 1, len(publics))
    if insurer is None and not publics:
        issues.add("R-206", f"{receipt.line}行目")
    if len(publics) > MOST_PUBLICS:
        issues.add("R-208", f"{publics[MOST_PUBLICS].line}行目")
    expected = _payers_of(receipt.kind)
    if expected != real:
        _report_kind(receipt, expected, real, issues)


def _report_kind(receipt: Receipt, expected: tuple[int, int] | None, real: tuple[int, int], issues: Issues) -> None:
    if expected is None:
        issues.add("R-307", f"{receipt.line}行目 3項目", value=receipt.kind)
    elif any(real):
        issues.add(
            "R-308",
            f"{receipt.line}行目 3項目",
            value=receipt.kind,
            insurers=expected[0],
            publics=expected[1],
            real_insurers=real[0],
            real_publics=real[1],
        )


def _check_numbers(receipt: Receipt, issues: Issues) -> None:
    insurer = receipt.insurer
    if insurer:
        number = insurer.number
        if number is None:
            issues.add("R-309", f"{insurer.line}行目 2項目")
        elif not _is_sound(number) or len(number) not in INSURER:
            _report_digit(number, INSURER, "R-501", f"{insurer.line}行目 2項目", issues)
    for public in receipt.publics:
        number = public.payer_number
        if number is None:
            issues.add("R-311", f"{public.line}行目 2項目")
        elif not _is_sound(number) or len(number) not in PAYER:
            _report_digit(number, PAYER, "R-502", f"{public.line}行目 2項目", issues)
        number = public.recipient_number
        if number is not None and (len(number) not in RECIPIENT or not _is_sound_recipient(number)):
            _report_digit(number, RECIPIENT, "R-503", f"{public.line}行目 3項目", issues)


@lru_cache(maxsize=65536)
def _is_sound(number: str) -> bool:
    """Digits of which the last is right. Cached: a month's file names few insurers and payers, many times."""
    return number.isascii() and number.isdigit() and health.check_digit(number[:-1]) == number[-1]


# what three digits add to the sum of a check digit, with the weights 1 2 1 and 2 1 2: as health.check_digit has them
_FIRST, _SECOND = (
    {f"{three:03d}": -int(health.check_digit(f"{three:03d}{zeros}")) for three in range(1000)} for zeros in ("000", "")
)
_LAST = {str(digit): digit for digit in range(10)}


def _is_sound_recipient(number: str) -> bool:
    """The same for seven digits. Every recipient has another one: two looks into a table instead of a memory of them."""
    try:
        return (_FIRST[number[:3]] + _SECOND[number[3:6]] + _LAST[number[6]]) % 10 == 0
    except KeyError:
        return False


def _report_digit(number: str, widths: tuple[int, ...], rule_id: str, at: str, issues: Issues) -> None:
    digits = len(number) in widths and number.isascii() and number.isdigit()
    right = health.check_digit(number[:-1]) if digits else None
    if right is None:
        issues.add("R-310", at, field=LABELS[rule_id], value=number, widths="か".join(map(str, widths)))
    else:
        issues.add(rule_id, at, value=number, right=right)


def _check_bearers(letter: str, receipt: Receipt, issues: Issues) -> None:
    """A 負担区分 names payers that must be there."""
    orders = ORDERS[letter]
    if orders[-1] > min(len(receipt.publics), MOST_PUBLICS) or (receipt.insurer is None and orders[0] == 0):
        issues.add("R-415", f"{receipt.line}行目", value=letter)


def _adds_up(receipt: Receipt) -> bool:
    """Whether every row is borne by all who are billed, and all state its sum: what most receipts are like."""
    insurer, publics = receipt.insurer, receipt.publics
    if insurer is None or len(receipt.by_burden) != 1 or len(publics) > MOST_PUBLICS:
        return False
    ((letter, points),) = receipt.by_burden.items()
    if letter != ALL_BEAR[len(publics)] or insurer.points != points:
        return False
    return all(public.points == points for public in publics)


def _check_sums(receipt: Receipt, issues: Issues) -> None:
    insurer, publics = receipt.insurer, receipt.publics
    last = min(len(publics), MOST_PUBLICS)
    sums = [0, 0, 0, 0, 0]
    for letter, points in receipt.by_burden.items():
        orders = ORDERS[letter]
        for order in orders:
            sums[order] += points
        if orders[-1] > last or insurer is None:
            _check_bearers(letter, receipt, issues)
    if insurer and insurer.points != sums[0] and insurer.points is not None:
        at = f"{insurer.line}行目 6項目"
        issues.add("R-411", at, stated=insurer.points, counted=sums[0], number=receipt.number)
    for public in publics[:MOST_PUBLICS]:
        stated, counted = public.points, sums[public.order]
        if stated != counted and stated is not None:
            at, order = f"{public.line}行目 6項目", public.order
            issues.add("R-412", at, order=order, stated=stated, counted=counted, number=receipt.number)
