"""Forms: a course that was held with who took part, and why an attendance is cancelled."""

import csv
import io
from collections import defaultdict
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from sasae.foundation.accounts.models import User
from sasae.foundation.instruction.actions import Holding
from sasae.foundation.instruction.courses import Course
from sasae.foundation.screens.forms import DateField, SasaeForm, UploadField

MOST = 2 * 1024**2
MOST_SAID = 20
HEADS = ("利用者ID", "職員番号", "login_id", "staff_number")


class AttendeesField(UploadField):
    """A CSV file whose first column is a log-in ID or a staff number; its clean value is that column."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = "UTF-8のCSV。1列目が利用者IDか職員番号（見出しの行と、2列目から後は読みません）。2メガバイトまで"
        super().__init__(label="受講した人のファイル", most=MOST, help_text=help_text, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[str]:  # type: ignore[override]
        """The first cell of every line that has one."""
        file = super().clean(data, initial)
        if not file:
            return []
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError("文字を読めません。UTF-8のCSVにしてください。（SR-015）") from None
        cells = [row[0].strip() for row in csv.reader(io.StringIO(text)) if row]
        return [cell for place, cell in enumerate(cells) if cell and not (place == 0 and cell in HEADS)]


class HoldingForm(SasaeForm):
    """A course as it was held. `people`: the users who may be named."""

    course = forms.ChoiceField(label="研修")
    held_on = DateField(label="実施日")
    how = forms.CharField(label="会場・方法", max_length=100, help_text="例 第3会議室、動画の視聴")
    teacher = forms.CharField(label="講師・教材", max_length=100)
    proof = forms.CharField(
        label="修了の確かめ方", max_length=200, help_text="例 出席簿と確認テスト（80点以上）。証拠の置き場所も書きます"
    )
    attendees = forms.CharField(
        label="受講した人", widget=forms.Textarea(attrs={"rows": 6}), max_length=40_000, required=False,
        help_text="利用者IDか職員番号を1行に1つずつ。自分は入れられません。下のファイルと両方でもかまいません",
    )  # fmt: skip
    file = AttendeesField(required=False)

    def __init__(self, *args: Any, courses: list[Course], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = people
        self.fields["course"].choices = [("", "選んでください"), *[(one.id, one.title) for one in courses]]  # type: ignore[attr-defined]
        self.who: list[User] = []

    def clean(self) -> None:
        """Everybody named is looked up; whoever is not found is said, all at once."""
        typed = [line.strip() for line in str(self.cleaned_data.get("attendees", "")).splitlines()]
        named = list(dict.fromkeys([one for one in typed if one] + self.cleaned_data.get("file", [])))
        found: dict[str, list[User]] = defaultdict(list)
        for user in self._people.filter(Q(login_id__in=named) | Q(staff_number__in=named)).order_by("login_id"):
            found[user.login_id].append(user)
            found[user.staff_number].append(user)
        unknown = [one for one in named if not found.get(one)]
        for one in unknown[:MOST_SAID]:
            self.add_error("attendees", f"「{one[:40]}」という利用者IDも職員番号もありません。直してください。（SR-016）")
        if len(unknown) > MOST_SAID:
            self.add_error("attendees", f"ほかに{len(unknown) - MOST_SAID}行が見つかりません。（SR-016）")
        self.who = list({user.pk: user for one in named for user in found.get(one, [])}.values())

    def holding(self) -> Holding:
        """What was typed, of a form that is valid."""
        said = self.cleaned_data
        day: date = said["held_on"]
        return Holding(said["course"], day, said["how"], said["teacher"], said["proof"])
