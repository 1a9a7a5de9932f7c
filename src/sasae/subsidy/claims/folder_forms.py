"""Entering a whole folder: its head and a line for each receipt. Lines nobody filled in are left out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from sasae.foundation.screens.forms import DateField, SasaeForm, UploadField
from sasae.kernel.numbers import InvalidNumber, health
from sasae.subsidy.claims.actions import FileEntry, FolderEntry, LineEntry
from sasae.subsidy.claims.entry import KINDS, MOST_BYTES
from sasae.subsidy.claims.forms import AnsweredYenField, ReceiptPart, yen
from sasae.subsidy.claims.models import Channel

FIRST_LINES, MORE_LINES, MOST_LINES = 3, 2, 30
HOW_FILES = "PDF、JPEG、PNG。10メガバイトまで"


class FolderForm(SasaeForm):
    """The head of a folder."""

    claimed_on = DateField(label="請求日")
    channel = forms.ChoiceField(
        label="受付方法", choices=[one for one in Channel.choices if one[0] != Channel.PORTAL], initial=Channel.COUNTER
    )
    note = forms.CharField(label="備考", max_length=200, required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=40)


class LineForm(ReceiptPart):
    """One receipt of the folder, and whose it is."""

    recipient_number = forms.CharField(label="受給者番号", help_text="医療証にある7桁")
    receipt = UploadField(
        label="領収書の写し", required=False, help_text=HOW_FILES, most=MOST_BYTES, kinds=KINDS, words="PDF、JPEG、PNG"
    )
    field_order = ("recipient_number",)
    MAIN = (
        "recipient_number", "month", "provider", "reason", "kind", "setting", "days", "treated_on", "total_cost",
        "insured_self_pay", "meals", "receipt",
    )  # fmt: skip

    @property
    def main(self) -> list[Any]:
        """The fields every receipt needs."""
        return [self[name] for name in self.MAIN]

    @property
    def further(self) -> list[Any]:
        """The fields few receipts need."""
        return [field for field in self if field.name not in self.MAIN]

    def clean_recipient_number(self) -> str:
        """Seven digits with a right check digit."""
        try:
            return health.validate(self.cleaned_data["recipient_number"])
        except InvalidNumber as wrong:
            raise ValidationError(f"受給者番号を確かめてください。{wrong}") from wrong

    def entry(self) -> LineEntry:
        """The line for the door. Only of a valid line."""
        values = dict(self.cleaned_data)
        receipt, number, month = values.pop("receipt"), values.pop("recipient_number"), values.pop("month")
        return LineEntry(number, month, values, [file_entry(receipt)] if receipt else [])


def file_entry(upload: Any) -> FileEntry:
    """A file as it came."""
    content = upload.read()
    upload.seek(0)
    return FileEntry(upload.name, content)


class Lines(BaseFormSet):
    """The lines of one folder."""

    def filled(self) -> list[tuple[int, LineForm]]:
        """The lines that were filled in, with their places on the page."""
        return [(place, line) for place, line in enumerate(self.forms) if line.has_changed()]

    def clean(self) -> None:
        """At least one line."""
        if not any(self.errors) and not self.filled():
            raise ValidationError("領収書を1件以上入れてください。（C-119）")


LinesFormSet = formset_factory(LineForm, formset=Lines, extra=FIRST_LINES, max_num=MOST_LINES, validate_max=True)


def add_lines(data: QueryDict) -> None:
    """Some lines more to what was typed, chosen as the first ones are: one that stays empty counts as not filled in."""
    before = data.get("lines-TOTAL_FORMS", "")
    known = int(before) if before.isascii() and before.isdecimal() and len(before) < len(str(MOST_LINES)) + 2 else 0
    after = min(known + MORE_LINES, MOST_LINES)
    data["lines-TOTAL_FORMS"] = str(after)
    for name, field in LineForm.base_fields.items():
        for place in range(known, after if field.initial else known):
            data.setdefault(f"lines-{place}-{name}", field.initial)


def folder_entry(form: FolderForm, lines: list[LineForm]) -> FolderEntry:
    """The folder for the door, of valid forms."""
    head = form.cleaned_data
    return FolderEntry(
        head["claimed_on"], [line.entry() for line in lines], Channel(head["channel"]), head["once"], head["note"]
    )


class AttachForm(SasaeForm):
    """A further picture."""

    receipt = UploadField(
        label="領収書・通知などの写し", help_text=HOW_FILES, most=MOST_BYTES, kinds=KINDS, words="PDF、JPEG、PNG"
    )


class NoticeForm(SasaeForm):
    """What the insurer's notice says."""

    noticed_on = DateField(label="通知の日")
    high_cost = yen("高額療養費（円）", required=True, help_text="支給されないときは0")
    fringe = yen("附加給付（円）", required=True, help_text="支給されないとき、制度のないときは0")
    year_benefit = AnsweredYenField(
        label="高額療養費の年間分（円）", required=False, widget=yen("").widget,
        help_text="8月から翌年7月までの年間上限についての通知のときだけ。支給されないときは0、年間の通知でないときは空けておく",
    )  # fmt: skip
