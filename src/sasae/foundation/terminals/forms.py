"""Forms of terminals."""

from django import forms

from sasae.foundation.screens.forms import SasaeForm


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
