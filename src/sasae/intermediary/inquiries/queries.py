"""What a body asks of its queries."""

from collections.abc import Sequence

from pydantic import JsonValue

from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.checking import answer_of
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.keys.client import open_many
from sasae.intermediary.keys.envelope import CannotOpen
from sasae.intermediary.provisions.signing import digest


def results_of(body: Body, processing_nos: Sequence[str]) -> list[Inquiry]:
    """These queries of the body, in the order asked; those it never made are left out."""
    with acting_for(body.code):
        found = {each.processing_no: each for each in Inquiry.objects.filter(processing_no__in=processing_nos)}
    return [found[number] for number in dict.fromkeys(processing_nos) if number in found]


def open_answers(body: Body, inquiries: Sequence[Inquiry]) -> dict[str, dict[str, JsonValue]]:
    """The answers of those that have one. Raises AgentAway, and CannotOpen for one that is not as it was taken."""
    answered = [each for each in inquiries if each.sealed_answer]
    if not answered:
        return {}
    told = {}
    opened = open_many(body.code, [(each.processing_no, each.sealed_answer) for each in answered])
    for each, plain in zip(answered, opened, strict=True):
        if isinstance(plain, CannotOpen):
            raise plain
        if each.answer_sha256 != digest(each.sealed_answer):
            raise CannotOpen("保存した回答が、受け取ったときのものと違います。")
        told[each.processing_no] = answer_of(plain)
    return told
