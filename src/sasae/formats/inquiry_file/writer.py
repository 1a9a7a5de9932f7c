"""Writing a request file."""

from collections.abc import Iterable

from sasae.formats.inquiry_file.layout import COMMA, ITEMS, LINE_END
from sasae.formats.inquiry_file.reader import Told


def write(lines: Iterable[Told]) -> bytes:
    """The bytes of the file. Raises DoesNotFit, NotDigits, UnicodeEncodeError where a value has no place in its item."""
    return b"".join(_line(each) for each in lines)


def _line(told: Told) -> bytes:
    values = {
        "atena_no": told.atena_no,
        "unified_no": told.unified_no,
        "asked_at": told.asked_at,
        "office": told.office,
        "operator": told.operator,
        "inquirer": told.inquirer,
        "not_disclosed": "1" if told.not_disclosed else "0",
        "affair": told.affair,
        "procedure": told.procedure,
        "provider": told.provider,
        "information": told.information,
        "period_from": f"{told.period_from:%Y%m%d}",
        "period_to": f"{told.period_to:%Y%m%d}",
    }
    return COMMA.join(item.encode(values.get(item.name, item.default)) for item in ITEMS) + LINE_END
