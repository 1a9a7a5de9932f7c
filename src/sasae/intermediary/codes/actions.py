"""Giving processing numbers out and taking codes in. All inside the body's own schema."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.codes.models import Code

_REQUEST = """
    INSERT INTO code (unified_no, processing_no)
    SELECT wanted.unified_no, %(prefix)s || lpad(nextval('processing_seq')::text, 10, '0')
    FROM unnest(%(unified_nos)s::text[]) AS wanted (unified_no)
    WHERE NOT EXISTS (SELECT 1 FROM code WHERE code.unified_no = wanted.unified_no)
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
        with connection.cursor() as cursor:
            cursor.execute(_REQUEST, {"prefix": f"{body.code}{on:%Y%m%d}", "unified_nos": list(unified_nos)})
            new = cursor.rowcount
        found = {code.unified_no: code for code in Code.objects.filter(unified_no__in=unified_nos)}
    if new:
        record(SYSTEM(body.caller), "codes.requested", body.code, count=new)
    return [found[unified_no] for unified_no in unified_nos]


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
