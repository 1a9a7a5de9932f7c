"""Giving processing numbers out and taking codes in. All inside the body's own schema."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.codes.models import Code

# A sequence stays where the platform is, the body's tables may be elsewhere: numbers are taken by themselves.
_NUMBERS = "SELECT nextval('processing_seq') FROM generate_series(1, %s)"
_REQUEST = """
    INSERT INTO code (unified_no, processing_no)
    SELECT * FROM unnest(%(unified_nos)s::text[], %(processing_nos)s::text[])
    ON CONFLICT (unified_no) DO NOTHING
"""
_COMPLETE = """
    UPDATE code SET code = arrived.code, state = 'completed', completed_at = clock_timestamp()
    FROM unnest(%(processing_nos)s::text[], %(codes)s::text[]) AS arrived (processing_no, code)
    WHERE code.processing_no = arrived.processing_no AND code.state = 'requested'
      AND NOT EXISTS (SELECT 1 FROM code AS tied WHERE tied.code = arrived.code)
"""
_CLASH = """
    UPDATE code SET state = 'error'
    FROM unnest(%(processing_nos)s::text[], %(codes)s::text[]) AS arrived (processing_no, code)
    WHERE code.processing_no = arrived.processing_no AND code.state = 'requested'
"""


def request_codes(body: Body, unified_nos: Sequence[str], *, on: date) -> list[Code]:
    """Number these persons for the gateway; who is numbered already keeps the number. In the order asked."""
    with acting_for(body.code):
        new = _number(body, unified_nos, on)
        found = {code.unified_no: code for code in Code.objects.filter(unified_no__in=unified_nos)}
    if new:
        record(SYSTEM(body.caller), "codes.requested", body.code, count=new)
    return [found[unified_no] for unified_no in unified_nos]


def _number(body: Body, unified_nos: Sequence[str], on: date) -> int:
    known = set(Code.objects.filter(unified_no__in=unified_nos).values_list("unified_no", flat=True))
    wanted = [each for each in dict.fromkeys(unified_nos) if each not in known]
    if not wanted:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [len(wanted)])
        numbers = [f"{body.code}{on:%Y%m%d}{number:010d}" for (number,) in cursor.fetchall()]
        cursor.execute(_REQUEST, {"unified_nos": wanted, "processing_nos": numbers})
        return int(cursor.rowcount)


def take_codes(body: Body, codes: Sequence[tuple[str, str]]) -> int:
    """Tie codes that the core hands over to the persons they were asked for. Returns how many were new.

    A code that is tied to another person of the body already ties nobody else: that request is in error.
    """
    once = {code: number for number, code in codes}
    values = {"processing_nos": list(once.values()), "codes": list(once)}
    every = {"processing_nos": [number for number, _ in codes], "codes": [code for _, code in codes]}
    with acting_for(body.code), connection.cursor() as cursor:
        cursor.execute(_COMPLETE, values)
        taken = cursor.rowcount
        cursor.execute(_CLASH, every)
        clashed = cursor.rowcount
    if taken:
        record(SYSTEM("network_core"), "codes.taken", body.code, count=taken)
    if clashed:
        record(SYSTEM("network_core"), "codes.clashed", body.code, count=clashed)
    return taken
