"""Residence and insurance as periods of cover, from the dates the registers give."""

from datetime import date

from sasae.kernel.period import Period
from sasae.law.common.spans import before


def resident_period(since: date, moved_out_on: date | None) -> Period:
    """住民である期間. 転出日 is the first day without cover: the last covered day is the day before.

    Raises ValueError when the move out is not after the move in.
    """
    if moved_out_on is not None and moved_out_on <= since:
        raise ValueError("転出日が住定日より後ではありません。")
    return Period(since, None if moved_out_on is None else before(moved_out_on))


def insured_period(acquired_on: date, lost_on: date | None) -> Period:
    """保険加入の期間. 資格喪失日 is the first day without insurance."""
    if lost_on is not None and lost_on <= acquired_on:
        raise ValueError("保険の資格喪失日が資格取得日より後ではありません。")
    return Period(acquired_on, None if lost_on is None else before(lost_on))
