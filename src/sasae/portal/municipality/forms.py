"""Forms of the municipality's side."""

from typing import Any

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.portal.submissions.models import STATUS_MOVES, Status, Submission


class StatusForm(SasaeForm):
    """The next status, and what the resident reads."""

    status = forms.ChoiceField(label="新しい処理状況")
    message = forms.CharField(
        label="申請者へのお知らせ", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="申請者の「わたしの申請」に、このまま出ます。個人情報は書かないでください",
    )  # fmt: skip

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moves = STATUS_MOVES[Status(submission.status)]
        self.fields["status"].choices = [(one.value, one.label) for one in Status if one in moves]  # type: ignore[attr-defined]


class DownloadForm(SasaeForm):
    """Why a file is taken onto this terminal, and until when it is gone from it."""

    purpose = forms.CharField(
        label="取り出す目的", max_length=200, help_text="例：回線の障害のため、媒体で申請管理システムへ運ぶ"
    )
    delete_by = DateField(label="端末から消す期限", help_text="今日から7日以内")
