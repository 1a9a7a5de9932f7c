"""Changing a schedule."""

from datetime import time
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.linkage.schedules.timing import WEEKDAYS, Plan

EVERY = [(5, "5秒ごと"), (20, "20秒ごと"), (60, "1分ごと"), (300, "5分ごと"), (900, "15分ごと"), (3600, "60分ごと")]
MOST_TIMES = 24


class ScheduleForm(SasaeForm):
    """How a job runs from a day on."""

    how = forms.ChoiceField(
        label="動かし方", widget=forms.RadioSelect,
        choices=[("every", "一定の間隔で動かす"), ("times", "決まった時刻に動かす"), ("off", "止める")],
    )  # fmt: skip
    every = forms.TypedChoiceField(label="間隔", choices=EVERY, coerce=int, required=False, empty_value=0)
    times = forms.CharField(
        label="時刻",
        max_length=200,
        required=False,
        help_text="24時間の形で、読点かコンマで区切ります（例：01:30、13:00）",
    )
    days = forms.TypedMultipleChoiceField(
        label="曜日", widget=forms.CheckboxSelectMultiple, choices=list(enumerate(WEEKDAYS)), coerce=int, required=False,
        help_text="選ばないときは毎日",
    )  # fmt: skip
    since = DateField(label="適用日", help_text="この日から新しい予定で動きます")
    why = forms.CharField(label="変える理由", max_length=200)

    def clean_times(self) -> tuple[time, ...]:
        """The times of the day, each once. Raises ValidationError for what is none."""
        words = str(self.cleaned_data["times"]).replace("、", ",").replace("，", ",").replace("：", ":").split(",")
        found = set()
        for word in filter(None, map(str.strip, words)):
            try:
                hour, minute = map(int, word.split(":"))
                found.add(time(hour, minute))
            except ValueError:
                raise forms.ValidationError(
                    f"「{word}」を時刻として読めません。01:30の形で入れてください。（L-603）"
                ) from None
        if len(found) > MOST_TIMES:
            raise forms.ValidationError(f"時刻は{MOST_TIMES}個までです。（L-603）")
        return tuple(sorted(found))

    def plan(self) -> Plan:
        """What was chosen; times count only where they were chosen."""
        data: dict[str, Any] = self.cleaned_data
        if data["how"] == "off":
            return Plan(off=True)
        if data["how"] == "every":
            return Plan(every=data["every"] or 0)
        return Plan(times=data["times"], days=frozenset(data["days"]))
