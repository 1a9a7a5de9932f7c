"""Taking a request file on screen: purpose and basis first, then the file, then the consents."""

import csv
import io
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sasae.foundation.screens.forms import SasaeForm, UploadField
from sasae.linkage.links.forms import PurposeForm

MOST = 30 * 1024**2


def read_consents(text: str) -> tuple[dict[str, date], list[str]]:
    """宛名番号 and day of each line, and what is wrong with the others."""
    found: dict[str, date] = {}
    wrong: list[str] = []
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        day = _day(cells[1]) if len(cells) == 2 else None
        if day is None or not cells[0].isdecimal() or len(cells[0]) > 15:
            wrong.append(f"{number}行目を「宛名番号,同意日（8桁）」として読めません。（L-133）")
        else:
            found[cells[0].zfill(15)] = day
    return found, wrong


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return None


class ConsentField(UploadField):
    """A list of consents; its clean value is a dictionary of days by 宛名番号."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = "CSV。1行に「宛名番号,同意日（20260401の形）」。地方税関係情報の照会には、本人ごとの同意が要ります"
        super().__init__(label="同意の一覧", most=MOST, help_text=help_text, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> dict[str, date]:  # type: ignore[override]
        """Every line that cannot be read is said."""
        file = super().clean(data, initial)
        if not file:
            return {}
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError("文字を読めません。UTF-8のCSVにしてください。（L-133）") from None
        found, wrong = read_consents(text)
        if wrong:
            raise ValidationError(wrong[:20])
        return found


class FileForm(PurposeForm):
    """A request file."""

    case = forms.CharField(label="案件", max_length=60, required=False, help_text="依頼文書の番号など")
    file = UploadField(
        label="依頼ファイル",
        most=MOST,
        help_text="P640R110_年月日時分秒_番号.DAT。18項目をコンマで区切った固定長のファイル",
    )
    consents = ConsentField(required=False)


class ConsentForm(SasaeForm):
    """Consents that came later."""

    consents = ConsentField()
