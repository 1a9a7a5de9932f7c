"""The second municipality registers copies of what it knows; the intermediary stands at the far end of a real line."""

from typing import Any

import pytest

from sasae.contracts import body_copies, body_gateway, body_personnel, code_gateway
from sasae.simulators.other_city import magic
from sasae.simulators.other_city.copies import CodesMissing, CopiesRefused, provide
from sasae.simulators.other_city.staff import NOTICES, NoticesRefused, hand_over
from sasae.simulators.registers.models import Elsewhere
from sasae.simulators.town.elsewhere import story_number
from tests.simulators.network import MIDORINO, TAX, masters
from tests.wire.counterparts import Counterparts

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]


class Bodyside:
    """The intermediary and the gateway, as みどり野市 sees them."""

    def __init__(self, far: Counterparts, arrives: bool = True) -> None:
        self.registered: dict[tuple[str, str, int], body_copies.VersionedCopy] = {}
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
        self.registered |= {(question.information, copy.record_id, copy.version): copy for copy in question.copies}
        count = len(question.copies) - len(self.wrong)
        return body_copies.BatchRegistered(
            batch_no=question.batch_no, registered=count, known=0, refused=len(self.wrong), findings=self.wrong
        )


def test_the_second_municipality_registers_a_copy_for_everybody_it_knows(loaded: Any, far: Counterparts) -> None:
    side = Bodyside(far)
    assert provide() == len(side.registered) > Elsewhere.objects.count() > 0
    assert provide() == len(side.registered)
    permitted = {use["information"]: set(use["items"]) for use in _permitted()}
    incomes = 0
    for (information, _, _), copy in side.registered.items():
        assert set(copy.data) <= permitted[information]
        if information != TAX:
            continue
        row = Elsewhere.objects.get(atena_no_there=copy.unified_no, year=copy.data["year"])
        assert copy.data["salary"] == row.salary
        assert (copy.period_from.isoformat(), copy.period_to.isoformat()) == (f"{row.year}-01-01", f"{row.year}-12-31")
        incomes += 1
    assert incomes == Elsewhere.objects.count()
    numbers = {row.individual_number for row in Elsewhere.objects.all()}
    told = " ".join(message.model_dump_json() for name, message, _ in far.asked if name.startswith("body_"))
    assert not [number for number in numbers if number in told]


def test_of_magic_persons_it_holds_allowance_assistance_and_disability(loaded: Any, far: Counterparts) -> None:
    side = Bodyside(far)
    provide()
    megumi = story_number(1)
    held = {information for (information, _, _), copy in side.registered.items() if copy.unified_no == megumi}
    assert held == {TAX, *magic.KINDS}
    nobody = [copy for (kind, _, _), copy in side.registered.items() if copy.unified_no[-1] == "3" and kind != TAX]
    assert nobody == []
    by_hand = {copy.unified_no[-1] for copy in side.registered.values() if not copy.automatic_reply}
    assert by_hand <= {"8"}


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


def test_it_hands_its_own_personnel_notices_over_once_and_says_which_line_was_refused(far: Counterparts) -> None:
    seen: dict[int, body_personnel.StaffNotice] = {}
    refusing: list[int] = []

    def take(message: body_personnel.StaffNotices) -> body_personnel.NoticesTaken:
        new = [one for one in message.notices if one.sequence not in seen and one.sequence not in refusing]
        seen.update({one.sequence: one for one in new})
        wrong = [
            body_personnel.LineFinding(row=row, sequence=one.sequence, id="I-754", message="日付ではありません。")
            for row, one in enumerate(message.notices, 1)
            if one.sequence in refusing
        ]
        known = len(message.notices) - len(new) - len(wrong)
        return body_personnel.NoticesTaken(taken=len(new), known=known, refused=len(wrong), findings=wrong)

    far.answers["body_personnel.hand_over"] = take
    assert (hand_over().taken, hand_over().known) == (len(NOTICES), len(NOTICES))
    for one in seen.values():
        assert one.replaces is None or (seen[one.replaces].staff_no == one.staff_no and one.replaces < one.sequence)
    refusing.append(2)
    with pytest.raises(NoticesRefused, match="I-754"):
        hand_over()
