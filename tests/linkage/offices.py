"""The offices whose data is provided, and the intermediary that keeps copies: as they are told and asked in tests."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sasae.contracts import body_copies, other_schemes, resident_register, tax
from sasae.contracts.other_schemes import Enrolment, Scheme
from sasae.contracts.resident_register import Change
from tests.linkage.register import person
from tests.wire.counterparts import Counterparts, Says


@dataclass
class Offices:
    """Child allowance by its feed, tax by whom it is asked about; `copies` is what the intermediary was sent."""

    enrolments: dict[str, list[Enrolment]] = field(default_factory=dict)
    incomes: dict[str, int] = field(default_factory=dict)
    feed: list[Change] = field(default_factory=list)
    refuses: bool = False
    copies: list[body_copies.VersionedCopy] = field(default_factory=list)
    holds: list[Any] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)  # records the intermediary does not take
    page: int = 10_000

    def answer_on(self, far: Counterparts) -> None:
        far.answers["existing_systems.people_of_child_allowance"] = self._changes
        far.answers["child_allowance.enrolments"] = self._enrolled
        far.answers["tax.incomes"] = self._incomes
        far.answers["body_copies.register_batch"] = self._keep

    def receives(self, atena_no: str, since: date, until: date | None = None) -> None:
        """Somebody receives the allowance from a day on; the office's feed tells of them."""
        enrolment = Enrolment(atena_no=atena_no, scheme=Scheme.CHILD_ALLOWANCE, since=since, until=until)
        self.enrolments.setdefault(atena_no, []).append(enrolment)
        self.tell(atena_no)

    def tell(self, atena_no: str) -> None:
        """Something happened to them, as the office says."""
        self.feed.append(
            Change(
                sequence=len(self.feed) + 1, event="資格", occurred_on=date(2026, 6, 1), person=person(atena_no),
                individual_number="",
            )
        )  # fmt: skip

    def _changes(self, question: resident_register.ChangesRequest) -> resident_register.Changes:
        rest = [each for each in self.feed if each.sequence > question.after]
        told = rest[: min(self.page, question.limit)]
        last = told[-1].sequence if told else question.after
        return resident_register.Changes(changes=told, last=last, more=len(told) < len(rest))

    def _enrolled(self, question: other_schemes.EnrolmentsRequest) -> other_schemes.Enrolments:
        return other_schemes.Enrolments(
            enrolments=[one for each in question.atena_nos for one in self.enrolments.get(each, [])]
        )

    def _incomes(self, question: tax.IncomesRequest) -> tax.Incomes:
        known = [each for each in question.atena_nos if each in self.incomes]
        return tax.Incomes(
            incomes=[tax.Income(atena_no=each, year=question.year, salary=self.incomes[each]) for each in known],
            unknown=[],
        )

    def _keep(self, question: body_copies.CopyBatch) -> body_copies.BatchRegistered:
        if self.refuses:
            raise Says("I-201", "この団体が副本を登録できる特定個人情報ではありません。")
        good = [each for each in question.copies if each.record_id not in self.wrong]
        self.copies += good
        self.holds.append(question.holds_until)
        findings = [
            body_copies.RowFinding(
                row=place,
                record_id=each.record_id,
                version=each.version,
                id="I-214",
                severity="error",
                message="別の人",
            )
            for place, each in enumerate(question.copies, 1)
            if each.record_id in self.wrong
        ]
        return body_copies.BatchRegistered(
            batch_no=question.batch_no, registered=len(good), known=0, refused=len(findings), findings=findings
        )

    def newest(self) -> dict[str, Any]:
        """By record, the highest version the intermediary has."""
        return {copy.record_id: copy for copy in sorted(self.copies, key=lambda copy: copy.version)}
