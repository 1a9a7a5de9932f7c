"""A network core whose line loses, doubles and reorders messages, and its own record of what it knows.

Written from the published sequence alone. What it has sent or been told stands in `Held`; what a message's fate is, the
test decides.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.kernel import clock
from tests.intermediary.core import ITEMS, KAWASAKI, Core
from tests.wire.counterparts import Says

FINAL = {"answered", "nobody", "refused"}


@dataclass
class Held:
    """One query as the core knows it. `state`: waiting, provided, delivered, withdrawn, void."""

    question: network.Inquiry
    state: str = "waiting"
    request: Any = None
    permits: int = 1
    answer: network.Provision | None = None
    deliveries: list[network.AnswerDelivery] = field(default_factory=list)
    reason: str = ""

    @property
    def permit_no(self) -> str:
        return f"P{self.question.processing_no}" + (f"-{self.permits}" if self.permits > 1 else "")

    @property
    def result(self) -> str:
        if self.state in ("withdrawn", "void"):
            return "error"
        return self.answer.state.value if self.answer else "requested"


@dataclass
class UnsteadyCore(Core):
    """`codes`: the person's code at the provider by the code at the inquirer. `loses` one answer on the line."""

    codes: dict[str, str] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    loses: bool = False

    def _lost(self) -> None:
        if self.loses:
            raise Says("X-000", "答えが失われました。", 503)

    def submit(self, question: network.Inquiry) -> network.InquiryAccepted:
        accepted = question.processing_no not in self.gone
        if accepted:
            self.held.setdefault(question.processing_no, Held(question))
        self._lost()
        return network.InquiryAccepted(accepted=accepted, message="" if accepted else "取り下げ済み")

    def withdraw(self, question: network.Withdrawal) -> network.Accepted:
        one = self.held.get(question.processing_no)
        if one is None:
            self.gone.add(question.processing_no)
        elif one.state not in ("withdrawn", "void"):
            one.state, one.reason = "withdrawn", question.reason
        self._lost()
        return network.Accepted()

    def provide_late(self, question: network.LateProvision) -> network.Accepted:
        one = next(each for each in self.held.values() if each.permit_no == question.permit_no)
        waits = one.state == "delivered" and one.answer is not None and one.answer.state == "not_automatic"
        if waits:
            names = ("state", "sealed_answer", "provided_at", "message")
            one.answer = network.Provision(**{name: getattr(question, name) for name in names})
            one.state = "provided"
        self._lost()
        return network.Accepted(accepted=waits)

    def request_for(self, one: Held, *, lapsed: bool = False) -> Any:
        """The request with its permit, the same bytes each time until another permit is issued."""
        if one.request is None:
            claims = {"permit_no": one.permit_no}
            if lapsed:
                past = int(clock.now().timestamp()) - 3600
                claims |= {"issued_at": past, "expires_at": past + 600}  # type: ignore[dict-item]
            names = ("processing_no", "affair", "procedure", "information", "not_disclosed")
            told = {name: getattr(one.question, name) for name in names}
            one.request = self.request(
                self.codes[one.question.code], one.question.provider, claims=claims, inquirer=KAWASAKI,
                period_from=one.question.period_from.isoformat(), period_to=one.question.period_to.isoformat(), **told,
            )  # fmt: skip
        return one.request

    def take(self, one: Held, answer: network.Provision) -> None:
        """What the provider said arrives."""
        if one.state != "waiting":
            return
        if answer.permit_lapsed:
            one.request = None
            one.permits += 1
        else:
            one.answer, one.state = answer, "provided"

    def delivery(self, one: Held) -> network.AnswerDelivery:
        assert one.answer is not None
        given = one.answer.state is InquiryState.ANSWERED
        code = self.codes[one.question.code]
        return network.AnswerDelivery(
            processing_no=one.question.processing_no, permit_no=one.permit_no, provider=one.question.provider,
            state=one.answer.state, sealed_answer=one.answer.sealed_answer, items=ITEMS if given else [],
            provided_at=one.answer.provided_at, message=one.answer.message,
            permit_sha256=sha256(one.request.permit.encode()).hexdigest(),
            subject=sha256(f"{one.permit_no}\n{code}".encode()).hexdigest(),
        )  # fmt: skip

    def void(self, one: Held) -> network.PermitVoid:
        names = ("processing_no", "inquirer", "provider", "affair", "procedure", "information", "requested_at")
        told = {name: getattr(one.question, name) for name in names}
        return network.PermitVoid(permit_no=one.permit_no, reason=one.reason, **told)
