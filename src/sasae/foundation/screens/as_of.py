"""いつの時点／いつ知っていた内容: the one control of every screen that can show the past (`@gate(..., past=True)`).

The gate reads the two days from the address before the view runs (`request.gate.then`), writes them into the journal with
whoever is shown, and offers no step (`request.gate.acts`). The page layout shows the control and the notice; `{% url %}`,
`{% linked %}` and lists carry the days on to every page that can show the past as well.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from sasae.foundation.history.as_of import AsOf
from sasae.foundation.screens.forms import DateField, DateInput, SasaeForm
from sasae.kernel import clock
from sasae.kernel.wareki import ERAS, parse_date, to_wareki

UNREAD, FUTURE, TOO_EARLY = "HI-001", "HI-002", "HI-003"
LONGEST = 40  # signs of a day with its time
NAMES = ("as_of", "known")
_WITH_TIME = re.compile(r"(?P<day>.+?)(?:\s+|T)(?P<hour>\d{1,2})(?::|時)(?P<minute>\d{2})分?")


def _day(text: str) -> date:
    if len(text) > LONGEST:
        raise ValidationError(f"長すぎて、日付として読めません。（{UNREAD}）")
    try:
        day = parse_date(text)
    except ValueError as unread:
        raise ValidationError(f"{unread}（{UNREAD}）") from None
    if day < ERAS[0].first:
        raise ValidationError(f"明治より前の日は入れられません。（{TOO_EARLY}）")
    return day


class EffectiveDay(DateField):
    """A day in either calendar."""

    def to_python(self, value: Any) -> date | None:
        return None if value in self.empty_values else _day(str(value))


class KnownMoment(forms.Field):
    """A day, meant to its end, or a day with a time, meant to the end of that minute. None of the future is known."""

    widget = DateInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        text = unicodedata.normalize("NFKC", str(value)).strip()
        timed = _WITH_TIME.fullmatch(text) if len(text) <= LONGEST else None
        day, until = (_day(timed["day"]), _minute(timed)) if timed else (_day(text), time.max)
        moment = datetime.combine(day, until, tzinfo=clock.TOKYO)
        now = clock.real_now()  # row versions carry the database's own time, whatever day the calendar shows
        if day > now.date() or (timed and moment.replace(second=0, microsecond=0) > now):
            raise ValidationError(f"これから先に知ることは表示できません。{to_wareki(now.date())}までの日を入れてください。（{FUTURE}）")
        return moment


def _minute(timed: re.Match[str]) -> time:
    try:
        return time(int(timed["hour"]), int(timed["minute"]), 59, 999999)
    except ValueError:
        raise ValidationError(f"ない時刻です。「令和8年4月1日 14:30」のように書いてください。（{UNREAD}）") from None


class AsOfForm(SasaeForm):
    """The two days. Empty means today, and what is known now."""

    as_of = EffectiveDay(label="いつの時点（有効日）", required=False, help_text="空なら今日")
    known = KnownMoment(label="いつ知っていた内容（記録日時）", required=False, help_text="空なら今。時刻も書けます（例 R8.4.1 14:30）")


@dataclass(frozen=True)
class Looking:
    """How a page is looked at: the form as typed, and the past it asks for, or None for the present."""

    form: AsOfForm
    then: AsOf | None
    carried: dict[str, str]
    kept: list[tuple[str, str]]
    path: str

    @property
    def present_url(self) -> str:
        """The same page as it is now."""
        return self.path + (f"?{urlencode(self.kept)}" if self.kept else "")

    @property
    def words(self) -> str:
        """Which past, for the notice and for the journal."""
        return f"{to_wareki(self.then.on)}時点／{_moment(self.then.known_at)}に知っていた内容" if self.then else ""


def _moment(at: datetime) -> str:
    local = at.astimezone(clock.TOKYO)
    day = to_wareki(local.date())
    return day if local.time() == time.max else f"{day} {local:%H:%M}"


def looking(request: HttpRequest) -> Looking:
    """What the address asks for. Days nobody can read show the present, and are said in the form with what was typed."""
    asked = {name: text for name in NAMES if (text := request.GET.get(name, "").strip())}
    form = AsOfForm(asked or None, auto_id="then-%s")
    kept = [(name, str(text)) for name, text in request.GET.items() if text and name not in (*NAMES, "page", "export")]
    then = _then(form.cleaned_data) if asked and form.is_valid() else None
    return Looking(form, then, asked if then else {}, kept, request.path)


def _then(days: dict[str, Any]) -> AsOf | None:
    """The past, or None where it is today's knowledge of today."""
    today, now = clock.today(), clock.real_now()
    on, known_at = days["as_of"] or today, days["known"] or now
    if on == today and known_at >= now:
        return None
    over = datetime.combine(now.date() - (today - on), time.max, tzinfo=clock.TOKYO) if on < today else known_at
    return AsOf(on, known_at, over)


def not_yet(request: HttpRequest) -> HttpResponse:
    """The page of what was not there yet, or not known."""
    return render(request, "screens/not_yet.html", {"looking": request.gate.looking})  # type: ignore[attr-defined]


def days_of(request: Any) -> list[tuple[str, str]]:
    """The two days as they were typed, where a past is looked at."""
    seen = request.gate.looking
    return list(seen.carried.items()) if seen is not None and seen.then is not None else []


def carried(request: Any, url: str) -> str:
    """An address with the two days, where a past is looked at and the page there can show it."""
    seen = getattr(getattr(request, "gate", None), "looking", None)
    if not url or seen is None or seen.then is None or not _shows_past(url):
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(seen.carried)}"


def _shows_past(url: str) -> bool:
    from sasae.foundation.gate import declaration_of

    try:
        declared = declaration_of(resolve(url.partition("?")[0]).func)
    except Resolver404:
        return False
    return declared is not None and declared.past
