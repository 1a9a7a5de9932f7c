"""Forms of the inbox: an answer with papers, taking an application back, reading without a card."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from sasae.foundation.screens.forms import SasaeForm, UploadField
from sasae.portal.forms.photos import NotReadable, prepared
from sasae.portal.forms.steps import MAGIC

MOST_FILE = 10 * 1024 * 1024
MOST_TOGETHER = 8 * 1024 * 1024  # sealed and in base64, what one answer of the municipality's interface carries
FILES = ("file_1", "file_2", "file_3")


class PaperField(UploadField):
    """A paper; a photograph goes on as those of an application do: smaller, and without what a camera writes beside it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file as it goes on, or None where none was chosen."""
        file = super().clean(data, initial)
        if file is None or not file.media_type.startswith("image/"):
            return file
        try:
            content, media_type = prepared(file.read(), file.media_type)
        except NotReadable as unreadable:
            raise ValidationError(str(unreadable)) from None
        ready = ContentFile(content, file.name)
        ready.media_type = media_type  # type: ignore[attr-defined]
        return ready


def _file(label: str, help_text: str = "") -> PaperField:
    return PaperField(
        most=MOST_FILE, kinds=MAGIC, words="PDF、JPEG、PNGのいずれか", label=label, help_text=help_text, required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )  # fmt: skip


class AnswerForm(SasaeForm):
    """A text, papers, or both."""

    text = forms.CharField(
        label="伝えたいこと", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="短くてかまいません。ここには個人番号（マイナンバー）を書かないでください。",
    )  # fmt: skip
    file_1 = _file(
        "書類の写真やファイル（1つ目）",
        "写真、PDF、JPEG、PNG。全部で8メガバイトまで。写真は小さくして送り、撮った場所などの情報は消します。",
    )
    file_2 = _file("書類の写真やファイル（2つ目）")
    file_3 = _file("書類の写真やファイル（3つ目）")

    def clean(self) -> dict[str, Any]:
        """Something, and not too much."""
        data: dict[str, Any] = super().clean() or {}
        if sum(one.size for one in self.papers(data)) > MOST_TOGETHER:
            raise ValidationError("ファイルは、全部で8メガバイトまでです。何回かに分けて送ってください。")
        return data

    @staticmethod
    def papers(data: dict[str, Any]) -> list[Any]:
        """The files that were chosen."""
        return [data[name] for name in FILES if data.get(name)]


class WithdrawalForm(SasaeForm):
    """Taking an application back."""

    reason = forms.CharField(
        label="理由", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="書かなくてもかまいません。個人番号（マイナンバー）は書かないでください。",
    )  # fmt: skip


class LookForm(SasaeForm):
    """Reading without a card."""

    receipt_number = forms.CharField(
        label="受付番号", max_length=40, help_text="KWで始まる18文字。受付票に書いてあります。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    code = forms.CharField(
        label="確認番号", max_length=40, help_text="4文字ずつ、3つに分かれた番号。受付票に書いてあります。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
