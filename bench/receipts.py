"""How fast is a month's receipt file read, checked and added up, beside merely splitting it at its commas?

Of 20,000 receipts (7.3 MB) csv takes 95 ms of the processor, the reader 237: 41 for bytes to lines, 5 to look at each
line's name, the rest, 9.5 millionths of a second a receipt, for its objects, checks and sums. Half the speed of csv would
leave 7: plain Python has no such third to give, and lines parsed only when asked for would leave their faults unfound.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.formats.incoming import open_file
from sasae.formats.receipt import open_receipts
from sasae.kernel.ages import age_on
from sasae.kernel.period import Month
from sasae.simulators.review_body import receipts, writer
from sasae.simulators.town import Town, build_town

TITLE = "レセプトを読み、検査し、合計する"
UNIT = "件"
SIZES = (1_000, 10_000, 100_000)
QUICK = (100, 500)
ALTERNATIVE = "Pythonの csv モジュールで同じファイルを列に分けるだけ（検査も集計もしない）"
TREATED, BILLED = Month(2026, 5), Month(2026, 6)


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Files as the simulated review body writes them, of patients of a town."""
    patients = _patients(build_town(2_000, seed=1))
    for size in sizes:
        file = folder / f"{size}.UKE"
        month = receipts.month_of([], patients, TREATED, size, random.Random(1))  # noqa: S311 - the same file every time
        file.write_bytes(writer.write(month, writer.CLINICS[0], "1", BILLED))
        megabytes = file.stat().st_size / 1e6
        ours = seconds_of(lambda file=file, size=size: _read(file, size))
        theirs = seconds_of(lambda file=file: _split(file))
        more = {
            "MB": round(megabytes, 1),
            "MB/秒": round(megabytes / ours, 1),
            "csv MB/秒": round(megabytes / theirs, 1),
        }
        yield Run("読み取り", size, ours, theirs, more=more)


def _read(file: Path, expected: int) -> None:
    with open_file(str(file)) as stream:
        reader = open_receipts(stream)
        count = sum(1 for _ in reader)
    if count != expected or reader.issues.errors:
        raise Failed(f"{expected}件のファイルから{count}件を読み、誤りは{reader.issues.errors}件でした。")


def _split(file: Path) -> int:
    with file.open(encoding="cp932", newline="") as stream:
        return sum(len(row) for row in csv.reader(stream))


def _patients(town: Town) -> list[receipts.Patient]:
    on = date(2026, 5, 1)
    return [
        receipts.Patient(
            person.name,
            person.name_kana,
            person.sex,
            person.birth_date,
            receipts.number("0699999"),
            "川崎",
            str(place),
            True,
        )
        for place, person in enumerate(town.persons, start=1)
        if person.birth_date <= on and age_on(person.birth_date, on) < 75
    ]
