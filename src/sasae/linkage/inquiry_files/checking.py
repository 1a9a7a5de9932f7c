"""What stands against the lines of a file: everything asked of the database once a chunk."""

from collections.abc import Sequence
from datetime import date

from sasae.formats.inquiry_file import Told
from sasae.foundation.sets import among_texts
from sasae.kernel.findings import Finding, error
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.codes.models import State as CodeState
from sasae.linkage.inquiries import masters
from sasae.linkage.inquiries.actions import about_consent
from sasae.linkage.inquiries.codes import codes
from sasae.linkage.inquiry_files.models import InquiryLine, LineState
from sasae.linkage.people.models import RegisteredPerson
from sasae.reference.municipalities import body_of


class Checks:
    """The persons, codes and earlier questions of these lines, and the masters in force."""

    def __init__(self, told: Sequence[Told], on: date) -> None:
        self.on = on
        self.masters = masters.in_force()
        numbers = among_texts({each.atena_no for each in told})
        rows = RegisteredPerson.objects.filter(atena_no__in=numbers).select_related("unified")
        self.people = {row.atena_no: row for row in rows}
        coded = CodeRequest.objects.filter(
            unified__in=[row.unified_id for row in self.people.values() if row.unified_id], state=CodeState.COMPLETED
        )
        self.coded = set(coded.values_list("unified_id", flat=True))
        asked = InquiryLine.objects.filter(
            record_id__in=among_texts({each.record_id for each in told}), state=LineState.ASKED
        )
        self.asked = dict(asked.values_list("record_id", "file__file_no"))

    def of(self, told: Told, consent_on: date | None) -> list[Finding]:
        """Why this line is not asked; empty when it is."""
        if (file_no := self.asked.get(told.record_id)) is not None:
            return [error("L-125", "", f"同じレコード識別番号の照会を、{file_no}で受け付けています。")]
        found = self._about_the_person(told)
        if self.masters is not None and body_of(told.inquirer) != self.masters.inquirer:
            found.append(
                error("L-121", "情報照会者機関コード", f"照会者「{told.inquirer}」は、この団体ではありません。")
            )
        found += masters.objections(
            self.masters, affair=told.affair, procedure=told.procedure, information=told.information,
            provider=body_of(told.provider), on=self.on,
        )  # fmt: skip
        return found + about_consent(told.information, consent_on, self.on) + self._about_the_year(told)

    def _about_the_person(self, told: Told) -> list[Finding]:
        person = self.people.get(told.atena_no)
        if person is None:
            return [error("L-103", "宛名番号", "この宛名番号の人は登録されていません。")]
        if person.unified is None:
            return [error("L-104", "宛名番号", "個人番号が未登録のため、情報照会ができません。")]
        if told.unified_no.strip("0") and told.unified_no.zfill(15) != person.unified.unified_no.zfill(15):
            return [error("L-120", "統合宛名番号", "統合宛名番号が、宛名番号の人のものと違います。")]
        if person.unified_id not in self.coded:
            return [
                error(
                    "L-124",
                    "宛名番号",
                    "符号が未取得のため照会できません。符号が届いてから、もう一度照会してください。",
                )
            ]
        return []

    def _about_the_year(self, told: Told) -> list[Finding]:
        """What is kept by calendar years is asked for by whole ones, and not before they are over."""
        known = codes().information.get(told.information)
        if known is None or not known.yearly:
            return []
        whole = told.period_from == date(told.period_from.year, 1, 1) and told.period_to == date(
            told.period_from.year, 12, 31
        )
        if whole and told.period_from.year < self.on.year:
            return []
        return [
            error("L-123", "照会開始日付", f"{known.name}は、終わった1年（1月1日から12月31日まで）を指定してください。")
        ]
