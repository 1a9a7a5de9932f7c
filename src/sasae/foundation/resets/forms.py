"""Asking for a person, typing the code, and setting anew what was lost."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from sasae.foundation.accounts.forms import TokenForm
from sasae.foundation.accounts.models import User
from sasae.foundation.resets.models import What
from sasae.foundation.screens.forms import SasaeForm

RULES = "12文字以上。よく使われる言葉、数字だけ、IDや氏名に似たものは使えません。"


class AskForm(SasaeForm):
    """Whom the supervisor has before them, and what was lost."""

    login_id = forms.CharField(label="利用者ID", max_length=32, help_text="自分の所属の職員のIDです。自分の分は申請できません。")
    what = forms.ChoiceField(label="再設定するもの", choices=What.choices, widget=forms.RadioSelect)
    identity = forms.CharField(
        label="本人の確かめ方", max_length=200, help_text="対面で、何で本人と確かめたかを書きます。例 職員証の写真と見比べた。",
    )  # fmt: skip
    reason = forms.CharField(label="理由", max_length=200, help_text="例 スマートフォンを機種変更した。")


class CodeForm(SasaeForm):
    """ID and the code that was handed over."""

    login_id = forms.CharField(label="利用者ID", max_length=32)
    code = forms.CharField(label="再設定のコード", max_length=40, help_text="渡された紙のとおりに入れます。「-」は省けます。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login_id"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        self.fields["code"].widget.attrs.update(autocomplete="off", spellcheck="false")


class AnewForm(TokenForm):
    """The password, new or as it is, and one code of the authenticator, new or as it is."""

    current = forms.CharField(label="今のパスワード", max_length=200, strip=False, widget=forms.PasswordInput)
    new = forms.CharField(label="新しいパスワード", max_length=200, strip=False, widget=forms.PasswordInput, help_text=RULES)
    again = forms.CharField(
        label="新しいパスワード（もう一度）", max_length=200, strip=False, widget=forms.PasswordInput
    )
    field_order = ["current", "new", "again", "token"]

    def __init__(self, user: User, *args: Any, new_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ["current"] if new_password else ["new", "again"]:
            del self.fields[name]
        for name in self.fields:
            if name != "token":
                self.fields[name].widget.attrs["autocomplete"] = "current-password" if name == "current" else "new-password"

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        password_validation.validate_password(new, self.user)
        if self.user.check_password(new):
            raise ValidationError("前と違うパスワードにしてください。")
        return new

    def clean(self) -> None:
        if "new" in self.cleaned_data and self.cleaned_data["new"] != self.cleaned_data.get("again"):
            self.add_error("again", "新しいパスワードと同じものを入れてください。")
