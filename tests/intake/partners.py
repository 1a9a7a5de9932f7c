"""The partners of intake at the level of the wire: messages go through JSON, as over the line, and are answered here."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any

from sasae.contracts import certificates, person_index, portal_letters
from sasae.contracts import portal_applications as portal
from sasae.contracts.operation import Nothing
from sasae.contracts.people import Person
from sasae.contracts.portal_letters import Letter, Reply
from sasae.kernel import clock
from sasae.kernel.findings import error
from sasae.wire.client import NotNamed, Refused, Unreachable
from tests.intake.card_authority import Authority


@dataclass
class Partners:
    """Portal, card authority and linkage. `away` names those that do not answer; `asked` is what they were asked."""

    authority: Authority
    files: dict[str, bytes] = field(default_factory=dict)
    procedures: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, list[str]] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    serials: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def call(self, operation: Any, message: Any, idempotency_key: str | None = None) -> Any:
        """What wire.client.Client.call does, without a line."""
        if "intake" not in operation.callers:
            raise NotNamed(operation.full_name)
        if operation.callee in self.away:
            raise Unreachable(operation.callee)
        question = operation.request.model_validate_json(message.model_dump_json())
        self.asked.append((operation.full_name, question))
        answer = getattr(self, operation.full_name.replace(".", "_"))(question)
        return operation.response.model_validate_json(answer.model_dump_json())

    def put(self, receipt_number: str, content: bytes, procedure: str = "certificate_application") -> None:
        """A file lies at the portal, received."""
        self.files[receipt_number] = content
        self.procedures[receipt_number] = procedure
        self.statuses[receipt_number] = ["01"]

    def portal_applications_list(self, question: portal.ListRequest) -> portal.Listing:
        numbers = [
            number
            for number in sorted(self.files)
            if number > question.after and question.status in (None, self.statuses[number][-1])
        ]
        entries = [
            portal.Entry(
                receipt_number=number, procedure=self.procedures[number], received_at=clock.now(),
                status=portal.ApplicationStatus(self.statuses[number][-1]), size=len(self.files[number]),
                sha256=hashlib.sha256(self.files[number]).hexdigest(),
            )
            for number in numbers[: question.limit]
        ]  # fmt: skip
        return portal.Listing(entries=entries, more=len(numbers) > question.limit)

    def portal_applications_entry(self, question: portal.EntryRequest) -> portal.Entry:
        number = question.receipt_number
        if number not in self.files:
            raise Refused(422, [error("T-001", "receipt_number", "この受付番号の申請はありません。")])
        before = f"KW{int(number.removeprefix('KW')) - 1:016d}"
        return self.portal_applications_list(portal.ListRequest(after=before, limit=1)).entries[0]

    def portal_applications_fetch(self, question: portal.FetchRequest) -> portal.ApplicationFile:
        content = self.files[question.receipt_number]
        return portal.ApplicationFile(
            receipt_number=question.receipt_number,
            sha256=hashlib.sha256(content).hexdigest(),
            zip_base64=base64.b64encode(content).decode(),
        )

    def portal_applications_update_status(self, question: portal.StatusUpdate) -> portal.StatusUpdated:
        moves = {"01": {"02", "08", "99"}, "02": {"03", "06", "07", "08"}, "03": {"04", "06", "07", "08"}, "04": {"05", "08", "09"}, "05": {"03", "09"}, "06": {"03"}, "07": {"03"}}
        now = self.statuses[question.receipt_number][-1]
        if question.status.value not in moves.get(now, set()):
            raise Refused(
                422, [error("T-002", "status", f"「{now}」から「{question.status.value}」には変えられません。")]
            )
        self.statuses[question.receipt_number].append(question.status.value)
        self.messages[question.receipt_number] = question.message
        return portal.StatusUpdated(status=question.status)

    def portal_applications_statuses(self, question: portal.StatusesRequest) -> portal.Statuses:
        """Every application the portal has; of each it is said that it changed just now."""
        entries = [
            portal.StatusEntry(receipt_number=number, status=portal.ApplicationStatus(said[-1]), changed_at=clock.now())
            for number, said in sorted(self.statuses.items())
        ]
        return portal.Statuses(entries=entries[: question.limit], more=False)

    def portal_letters_bring(self, question: Letter) -> Nothing:
        self.letters.append(question)
        return Nothing()

    def portal_letters_list(self, question: portal_letters.ListRequest) -> portal_letters.Listing:
        return portal_letters.Listing(entries=[one.entry for one in self.replies.values()], more=False)

    def portal_letters_fetch(self, question: portal_letters.FetchRequest) -> Reply:
        return self.replies[question.id]

    def portal_letters_taken(self, question: portal_letters.FetchRequest) -> Nothing:
        self.replies.pop(question.id, None)
        return Nothing()

    def certificates_correspondence(self, question: certificates.CorrespondenceRequest) -> certificates.Correspondence:
        return certificates.Correspondence(user_serial=self.authority.user_serials.get(question.signing_serial))

    def person_index_person_by_serial(self, question: person_index.SerialRequest) -> person_index.SerialAnswer:
        self._require_basis(question.purpose)
        return person_index.SerialAnswer(atena_no=self.serials.get(question.serial))

    def person_index_people(self, question: person_index.PeopleRequest) -> person_index.People:
        self._require_basis(question.purpose)
        return person_index.People(people=[self.people[one] for one in question.atena_nos if one in self.people])

    def person_index_find(self, question: person_index.FindRequest) -> person_index.People:
        self._require_basis(question.purpose)
        return person_index.People(
            people=[
                one
                for one in self.people.values()
                if one.name_kana == question.name_kana and one.birth_date == question.birth_date
            ]
        )

    @staticmethod
    def _require_basis(purpose: person_index.Purpose) -> None:
        if (purpose.affair, purpose.basis) != ("申請者特定", "intake_identification"):
            raise Refused(422, [error("L-001", "purpose", "根拠がありません。")])
