"""What staff find."""

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.recognitions.models import Kind


class RecognitionForm(SasaeForm):
    """One finding."""

    kind = forms.ChoiceField(label="認定の種類", choices=[("", "選んでください"), *Kind.choices])
    atena_no = forms.ChoiceField(label="児童", required=False, help_text="さかのぼりと配偶者の認定では選びません")
    since = DateField(label="初日")
    until = DateField(label="末日", required=False, help_text="証明書に次に確かめる日や卒業予定の日、別居などの終わった日があれば入れます")
    reason = forms.CharField(label="理由と確かめた書類", max_length=200)

    def __init__(self, *args: object, children: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["atena_no"].choices = [("", "選んでください"), *children]  # type: ignore[attr-defined]
