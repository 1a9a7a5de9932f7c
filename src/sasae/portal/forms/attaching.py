"""The page of papers: what is needed and there, and one more file at a time, as it goes on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from sasae.contracts.forms.papers import ASKED, MUST, Paper
from sasae.foundation.screens.forms import SasaeForm
from sasae.portal.forms.photos import LONGEST, NotReadable, prepared
from sasae.portal.forms.steps import MAGIC

NEEDS = {MUST: "必要", ASKED: "お願い"}


@dataclass(frozen=True)
class Line:
    """A kind of paper on the list: what it is, whether it is due, whether it is there."""

    paper: Paper
    there: bool

    @property
    def word(self) -> str:
        """Its state in a word."""
        return "付けました" if self.there else {MUST: "まだです（必要）", ASKED: "まだです"}[self.paper.need]


def lines(papers: Iterable[Paper], kinds: Iterable[str]) -> list[Line]:
    """The papers that are due on these answers, with what is there."""
    held = set(kinds)
    return [Line(one, one.code in held) for one in papers if one.need]


class AttachmentForm(SasaeForm):
    """添付する書類."""

    title = "添付する書類"
    kind = forms.ChoiceField(label="書類の種類", required=False)
    file = forms.FileField(
        label="写真かファイル", required=False, help_text="写真、PDF、JPEG、PNG。10メガバイトまで、全部で12メガバイトまで",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf", "data-longest": LONGEST}),
    )  # fmt: skip
    MOST = 10 * 1024 * 1024
    MOST_TOGETHER = 12 * 1024 * 1024  # with the seals, what one answer of the municipality's interface carries
    MOST_FILES = 20

    def __init__(self, *args: Any, kinds: dict[str, str], before: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]
        self.before = before

    def clean_file(self) -> Any:
        """A PDF, JPEG or PNG by its first bytes, not by its name; a photograph as it goes on."""
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        if file.size > self.MOST:
            raise ValidationError("ファイルが10メガバイトを超えています。")
        if len(self.before) >= self.MOST_FILES:
            raise ValidationError(f"添付は{self.MOST_FILES}個までです。")
        content = file.read()
        media_type = next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), "")
        if not media_type:
            raise ValidationError("PDF、JPEG、PNGのいずれかを選んでください。")
        if media_type.startswith("image/"):
            try:
                content, media_type = prepared(content, media_type)
            except NotReadable as unreadable:
                raise ValidationError(str(unreadable)) from None
        if sum(self.before) + len(content) > self.MOST_TOGETHER:
            raise ValidationError("添付は、全部で12メガバイトまでです。")
        ready = ContentFile(content, file.name)
        ready.media_type = media_type  # type: ignore[attr-defined]
        return ready
