"""Writing a medical receipt file by the published columns (記録条件仕様, 医科): CP932, CRLF, no quotation marks.

Written without the office's own codec, so that its reader meets bytes it did not make.
"""

from collections.abc import Iterable, Iterator

from sasae.kernel.ages import age_on
from sasae.kernel.period import Month
from sasae.simulators.review_body.receipts import AGAIN, FIRST_VISIT, Claimed, before_school

_WIDE = str.maketrans(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -.",
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ　－．",
)
_SHARES = {0: "1", 1: "2", 2: "4"}  # 負担区分: 医保 alone, with one, with two public payers
_FIRST_DAY = 13  # of the 31 day columns of a detail row
FILE_NAME = "RECEIPTC.UKE"


class Institution:
    """A clinic that does not exist."""

    def __init__(self, code: str, name: str) -> None:
        self.code = code
        self.name = name


CLINICS = (
    Institution("9990001", "多摩川よつばクリニック"),
    Institution("9990002", "さいわい小児科内科医院"),
    Institution("9990003", "あさお台耳鼻咽喉科"),
)


def write(receipts: Iterable[Claimed], clinic: Institution, reviewer: str, billing: Month) -> bytes:
    """The whole file. `reviewer`: 1 支払基金, 2 国保連."""
    lines = [["IR", reviewer, "14", "1", clinic.code, "", clinic.name, _month(billing), "00", "044-100-0000"]]
    payers = points = 0
    for place, receipt in enumerate(receipts, start=1):
        lines += _receipt(receipt, place)
        payers += 1 + len(receipt.publics)
        points += receipt.points
    lines.append(["GO", str(payers), str(points), "99"])
    return b"".join(_bytes(line) for line in lines)


def _bytes(line: list[str]) -> bytes:
    return (",".join(line) + "\r\n").encode("cp932")


def _month(month: Month) -> str:
    return f"{month.year:04d}{month.month:02d}"


def in_jis(text: str) -> str:
    """Characters outside JIS X 0208 as ？, variation selectors gone, everything full-width."""
    wide = text.translate(_WIDE)
    return "".join(_sign(sign) for sign in wide if not 0xE0100 <= ord(sign) <= 0xE01EF)


def _sign(sign: str) -> str:
    """A sign itself if it stands in rows 1 to 84 of JIS X 0208, without the makers' extensions."""
    try:
        code = sign.encode("shift_jis")
    except UnicodeEncodeError:
        return "？"
    return sign if len(code) == 2 else "？"


def _kind(receipt: Claimed) -> str:
    """レセプト種別, outpatient: point table, insurance, number of payers, who."""
    late = receipt.patient.insurer.startswith("39")
    years = age_on(receipt.patient.birth, receipt.month.first)
    if before_school(receipt.patient.birth, receipt.month):
        who = "4"
    elif late or years >= 70:
        who = "8"
    else:
        who = "2" if receipt.patient.insured_person else "6"
    return f"1{3 if late else 1}{1 + len(receipt.publics)}{who}"


def _receipt(receipt: Claimed, place: int) -> Iterator[list[str]]:
    patient, days = receipt.patient, str(len(receipt.days))
    head = [""] * 38
    head[:7] = [
        "RE", str(place), _kind(receipt), _month(receipt.month), in_jis(patient.name), patient.sex,
        f"{patient.birth:%Y%m%d}",
    ]  # fmt: skip
    head[13], head[36] = receipt.chart, in_jis(patient.kana).replace("　", "")
    yield head
    insurer = [""] * 15
    insurer[:6] = [
        "HO", patient.insurer.rjust(8), in_jis(patient.symbol), in_jis(patient.number), days, str(receipt.points)
    ]  # fmt: skip
    yield insurer
    for public in receipt.publics:
        payer = [""] * 12
        payer[:7] = ["KO", public.payer, public.recipient, "", days, str(receipt.points), "0"]
        yield payer
    yield ["SN", "1", "01", "", "", "", "00", "", ""]
    yield [
        "SY",
        "0000999",
        f"{receipt.month.first.replace(day=receipt.days[0]):%Y%m%d}",
        "1",
        "",
        "急性上気道炎",
        "01",
        "",
    ]
    yield from _details(receipt)


def _details(receipt: Claimed) -> Iterator[list[str]]:
    """初診 on the first day, 再診 on the others, one treatment for the rest of the points."""
    share = _SHARES[len(receipt.publics)]
    yield _detail("11", share, "111000110", FIRST_VISIT, receipt.days[:1])
    if receipt.days[1:]:
        yield _detail("12", share, "112007410", AGAIN, receipt.days[1:])
    if receipt.extra_points:
        yield _detail("60", share, "999999903", receipt.extra_points, receipt.days[:1])


def _detail(group: str, share: str, code: str, points: int, days: tuple[int, ...]) -> list[str]:
    row = [""] * 44
    row[:4] = ["SI", group, share, code]
    row[5], row[6] = str(points), str(len(days))
    for day in days:
        row[_FIRST_DAY + day - 1] = "1"
    return row
