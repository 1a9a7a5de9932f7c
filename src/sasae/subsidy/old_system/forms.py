"""Opening a migration, giving it files."""

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm, UploadField
from sasae.subsidy.old_system.layouts import layouts
from sasae.subsidy.old_system.models import Purpose

MOST = 300 * 1024**2


class OpenForm(SasaeForm):
    """What a set of files is for."""

    title = forms.CharField(label="名称", max_length=60, help_text="例：本番移行、並行稼働の10月分")
    purpose = forms.ChoiceField(label="目的", choices=Purpose.choices, widget=forms.RadioSelect)
    cutover_on = DateField(
        label="切替日", help_text="この日から本システムで処理します。並行稼働では、判定を比べる日を入れます。"
    )


class GiveForm(SasaeForm):
    """One file of the set."""

    kind = forms.ChoiceField(label="ファイルの種類", choices=[])
    file = UploadField(label="CSVファイル", help_text="CP932またはUTF-8。300メガバイトまで", most=MOST)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.kind, f"{each.label}（{each.file}）") for each in layouts().values()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
