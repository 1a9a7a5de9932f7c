"""Forms of terminals."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.foundation.terminals.actions import Seen
from sasae.foundation.terminals.models import Terminal


class TerminalForm(SasaeForm):
    """A new terminal."""

    code = forms.RegexField(r"^[A-Za-z0-9-]+$", label="端末番号", max_length=20, help_text="端末のラベルに書いた番号（英数字とハイフン）")
    place = forms.CharField(label="置き場所", max_length=100)
    keeper = forms.CharField(label="管理する人", max_length=100, help_text="所属と氏名")
    certificate = forms.CharField(
        label="クライアント証明書の指紋", max_length=120, required=False,
        help_text="端末に証明書を入れているときだけ。SHA-256（16進）",
    )  # fmt: skip


class EnrolForm(SasaeForm):
    """The code, typed on the terminal itself."""

    code = forms.CharField(label="登録コード", max_length=20, help_text="端末の管理者から受け取った12文字")


class RoomForm(SasaeForm):
    """All terminals of a room: what holds for the room once, and a line for each terminal."""

    room = forms.BooleanField(label="部屋に入る人を限り、記録している", required=False)
    definitions = DateField(label="ウイルス定義の日付（全台）", required=False, help_text="端末ごとに違うときは、その端末の欄に入れる")

    def __init__(self, *args: Any, terminals: Sequence[Terminal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [one.code for one in terminals]
        for code in self.codes:
            self.fields[f"wire_{code}"] = forms.BooleanField(label="ワイヤーなどで固定している", required=False)
            self.fields[f"cabinet_{code}"] = forms.BooleanField(label="業務の後、鍵のかかる所にしまってあった", required=False)
            self.fields[f"definitions_{code}"] = DateField(label="ウイルス定義の日付", required=False)
            self.fields[f"note_{code}"] = forms.CharField(label="気付いたこと", max_length=200, required=False)

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """Each terminal with its fields."""
        return [(code, [self[f"{name}_{code}"] for name in ("wire", "cabinet", "definitions", "note")]) for code in self.codes]

    def clean(self) -> dict[str, Any]:
        """Each terminal has a date of its definitions: its own, or the room's."""
        cleaned = super().clean() or {}
        for code in self.codes:
            if not self._date(code, cleaned) and f"definitions_{code}" not in self.errors:
                self.add_error(f"definitions_{code}", "ウイルス定義の日付を、全台の欄かこの欄に入れてください。")
        return cleaned

    @staticmethod
    def _date(code: str, cleaned: dict[str, Any]) -> date | None:
        return cleaned.get(f"definitions_{code}") or cleaned.get("definitions")

    def told(self) -> list[Seen]:
        """As the action takes it."""
        cleaned = self.cleaned_data
        return [
            Seen(code, cleaned[f"wire_{code}"], cleaned["room"], cleaned[f"cabinet_{code}"], day, cleaned[f"note_{code}"])
            for code in self.codes
            if (day := self._date(code, cleaned))
        ]
