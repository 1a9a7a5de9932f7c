"""The distributed masters of the tests, told in the words of the contract; and an intermediary that takes questions."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sasae.contracts import body_gateway
from sasae.contracts.information_network import CodeName, Institution, PermittedUse
from sasae.contracts.inquiries import InquiryState
from sasae.kernel import clock
from tests.wire.counterparts import Counterparts, Says

AFFAIR, PROCEDURE, OTHER_PROCEDURE = "JM90000000000001", "JT90000000000001", "JT90000000000002"
TAX, ALLOWANCE, ASSISTANCE = "TM00000000000002", "TM90000000000001", "TM90000000000002"
KAWASAKI, MIDORINO, SAGAMI = "141305", "149993", "141500"
ITEMS = ["year", "salary", "dependants"]
SECRET = 1_234_567


@dataclass
class Masters:
    """What may be asked; `permit` adds a row, and each change is another version."""

    version: int = 1
    permitted: list[PermittedUse] = field(
        default_factory=lambda: [
            PermittedUse(
                procedure=PROCEDURE, information=code, inquirer="*", provider="*", items=items,
                valid_from=date(2017, 11, 13),
            )
            for code, items in ((TAX, ITEMS), (ALLOWANCE, ["since", "until"]))
        ]
    )  # fmt: skip

    def told(self, question: body_gateway.MastersRequest) -> body_gateway.BodyMasters:
        return body_gateway.BodyMasters(
            version=self.version, distributed_on=date(2026, 4, 1), inquirer=KAWASAKI,
            institutions=[
                Institution(code=code, name=name)
                for code, name in ((KAWASAKI, "川崎市"), (MIDORINO, "みどり野市"), (SAGAMI, "さがみ市"))
            ],
            affairs=[CodeName(code=AFFAIR, name="ひとり親家庭等医療費助成")],
            procedures=[CodeName(code=PROCEDURE, name="交付申請の審査"), CodeName(code=OTHER_PROCEDURE, name="別の手続")],
            information=[CodeName(code=TAX, name="地方税関係情報"), CodeName(code=ALLOWANCE, name="児童扶養手当関係情報")],
            permitted=self.permitted,
        )  # fmt: skip

    def permit(self, *rows: PermittedUse) -> None:
        """From now on these rows alone."""
        from sasae.linkage.inquiries.batches import refresh_masters

        self.permitted, self.version = list(rows), self.version + 1
        refresh_masters()


class Intermediary:
    """Takes inquiries, one or many, and tells the results the test has put there."""

    def __init__(self, far: Counterparts) -> None:
        self.results: dict[str, Any] = {}
        self.refuses: dict[str, str] = {}  # by unified number
        far.answers["body_gateway.request_information"] = self.take
        far.answers["body_gateway.request_many"] = self.take_many
        far.answers["body_gateway.fetch_results"] = self.told

    def take(self, question: body_gateway.InformationRequest) -> body_gateway.InformationRequested:
        number = f"N{question.record_id}"
        self.results.setdefault(number, InquiryState.REQUESTED)
        return body_gateway.InformationRequested(processing_no=number)

    def take_many(self, question: body_gateway.ManyRequests) -> body_gateway.ManyRequested:
        return body_gateway.ManyRequested(taken=[self._taken(each) for each in question.requests])

    def _taken(self, each: body_gateway.InformationRequest) -> body_gateway.Taken:
        if each.unified_no in self.refuses:
            return body_gateway.Taken(record_id=each.record_id, refusal=self.refuses[each.unified_no])
        return body_gateway.Taken(record_id=each.record_id, processing_no=self.take(each).processing_no)

    def told(self, question: body_gateway.ManyResultsRequest) -> body_gateway.ManyResults:
        told = {number: self.results.get(number) for number in question.processing_nos}
        open_ones = (InquiryState.REQUESTED, None)
        return body_gateway.ManyResults(
            results=[
                self._result(number, state)
                for number, state in told.items()
                if state not in open_ones and not isinstance(state, Says)
            ]
        )

    def _result(self, number: str, state: InquiryState) -> body_gateway.InformationResult:
        answered = state == InquiryState.ANSWERED
        return body_gateway.InformationResult(
            processing_no=number, state=state, permit_no="P1" if answered else "",
            answer={"information": TAX, "records": [{"salary": SECRET}]} if answered else None,
            provided_at=clock.now() if answered else None, message="" if answered else "説明",
        )  # fmt: skip

    def say(self, state: Any) -> None:
        self.results = dict.fromkeys(self.results, state)
