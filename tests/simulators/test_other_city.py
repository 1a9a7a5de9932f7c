"""The second municipality registers copies of what it knows; the intermediary stands at the far end of a real line."""

from typing import Any

import pytest

from sasae.contracts import body_copies, body_gateway, code_gateway
from sasae.simulators.other_city.copies import CodesMissing, CopiesRefused, provide
from sasae.simulators.registers.models import Elsewhere
from tests.simulators.network import MIDORINO, TAX, masters
from tests.wire.counterparts import Counterparts

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]


class Bodyside:
    """The intermediary and the gateway, as みどり野市 sees them."""

    def __init__(self, far: Counterparts, arrives: bool = True) -> None:
        self.registered: dict[tuple[str, int], body_copies.VersionedCopy] = {}
        self.wrong: list[body_copies.RowFinding] = []
        self.arrives = arrives
        far.answers["body_gateway.request_codes"] = self.codes
        far.answers["body_gateway.code_states"] = self.codes
        far.answers["body_copies.register_batch"] = self.register
        far.answers["code_gateway.acquire"] = lambda question: code_gateway.Acquired(accepted=len(question.people))

    def codes(self, question: body_gateway.CodesRequest) -> body_gateway.CodesAnswer:
        state = body_gateway.CodeState.COMPLETED if self.arrives else body_gateway.CodeState.REQUESTED
        return body_gateway.CodesAnswer(
            codes=[
                body_gateway.CodeOfPerson(unified_no=each, state=state, processing_no=f"{MIDORINO}20260615{each[-10:]}")
                for each in question.unified_nos
            ]
        )

    def register(self, question: body_copies.CopyBatch) -> body_copies.BatchRegistered:
        assert question.information == TAX
        self.registered |= {(copy.record_id, copy.version): copy for copy in question.copies}
        count = len(question.copies) - len(self.wrong)
        return body_copies.BatchRegistered(
            batch_no=question.batch_no, registered=count, known=0, refused=len(self.wrong), findings=self.wrong
        )


def test_the_second_municipality_registers_a_copy_for_everybody_it_knows(loaded: Any, far: Counterparts) -> None:
    side = Bodyside(far)
    assert provide() == Elsewhere.objects.count() == len(side.registered) > 0
    assert provide() == len(side.registered)
    permitted = set(next(use["items"] for use in _permitted() if use["information"] == TAX))
    for copy in side.registered.values():
        row = Elsewhere.objects.get(atena_no_there=copy.unified_no, year=copy.data["year"])
        assert copy.data["salary"] == row.salary
        assert set(copy.data) <= permitted
        assert (copy.period_from.isoformat(), copy.period_to.isoformat()) == (f"{row.year}-01-01", f"{row.year}-12-31")
    numbers = {row.individual_number for row in Elsewhere.objects.all()}
    told = " ".join(message.model_dump_json() for name, message, _ in far.asked if name.startswith("body_"))
    assert not [number for number in numbers if number in told]


def test_a_row_the_intermediary_refuses_stops_the_registration_with_its_reason(loaded: Any, far: Counterparts) -> None:
    row = body_copies.RowFinding(row=1, record_id="R", version=1, id="I-216", severity="error", message="項目がありません。")
    Bodyside(far).wrong.append(row)
    with pytest.raises(CopiesRefused, match="項目がありません"):
        provide()


def _permitted() -> list[dict[str, Any]]:
    return [use.model_dump() for use in masters().permitted]


def test_without_the_codes_nothing_is_registered_and_the_reason_is_said(loaded: Any, far: Counterparts) -> None:
    side = Bodyside(far, arrives=False)
    with pytest.raises(CodesMissing):
        provide(wait_seconds=0)
    assert side.registered == {}
