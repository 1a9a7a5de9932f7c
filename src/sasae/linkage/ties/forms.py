"""What staff write when they decide about ties."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm

DECISIONS = [
    ("same", "同一人である（ひも付ける）"),
    ("other", "別人である（ひも付けない）"),
    ("exchange", "家族と番号が入れ替わっている（訂正を起案する）"),
]


class DecisionForm(SasaeForm):
    """One case."""

    decision = forms.ChoiceField(label="判断", choices=DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="何を見て確かめたか（本人確認書類、登録元への確認など）を書いてください。",
    )


class CorrectionForm(SasaeForm):
    """Proposing to undo a tie."""

    other_no = forms.CharField(
        label="入れ替わっている相手の宛名番号", max_length=15, required=False,
        help_text="家族と番号が入れ替わっているときだけ書いてください。空のときは、統合宛名から外すだけです。",
    )  # fmt: skip
    reason = forms.CharField(label="誤りの内容", max_length=200, help_text="何が、なぜ誤っていたかを書いてください。")

    def clean_other_no(self) -> str:
        """As the index has it: 15 digits."""
        typed = str(self.cleaned_data["other_no"]).strip()
        return typed.zfill(15) if typed.isdecimal() else typed
