"""Forms of log-in and of the ID manager."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from sasae.foundation.accounts.contractors import why_not
from sasae.foundation.accounts.models import ReviewOutcome, User
from sasae.foundation.accounts.reach import Reach
from sasae.foundation.accounts.rights import rights
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.kernel import clock


class SignInForm(SasaeForm):
    """ID and password."""

    login_id = forms.CharField(label="利用者ID", max_length=32)
    password = forms.CharField(label="パスワード", max_length=200, strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login_id"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"


class TokenForm(SasaeForm):
    """The six digits of the authenticator."""

    token = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label="確認コード（6けた）",
        help_text="認証アプリに表示されている6けたの数字です。",
        error_messages={"invalid": "6けたの数字を入れてください。"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code", maxlength="8")

    def clean_token(self) -> str:
        return "".join(self.cleaned_data["token"].split())


class PasswordForm(SasaeForm):
    """A new password, twice."""

    current = forms.CharField(label="今のパスワード", strip=False, widget=forms.PasswordInput)
    new = forms.CharField(
        label="新しいパスワード",
        strip=False,
        widget=forms.PasswordInput,
        help_text="12文字以上。よく使われる言葉、数字だけ、IDや氏名に似たものは使えません。",
    )
    again = forms.CharField(label="新しいパスワード（もう一度）", strip=False, widget=forms.PasswordInput)

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["current"].widget.attrs["autocomplete"] = "current-password"
        for name in ("new", "again"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"

    def clean_current(self) -> str:
        if not self.user.check_password(self.cleaned_data["current"]):
            raise ValidationError("今のパスワードが違います。")
        return str(self.cleaned_data["current"])

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        password_validation.validate_password(new, self.user)
        if self.user.check_password(new):
            raise ValidationError("今と違うパスワードにしてください。")
        return new

    def clean(self) -> None:
        if self.cleaned_data.get("new") != self.cleaned_data.get("again") and "new" in self.cleaned_data:
            self.add_error("again", "新しいパスワードと同じものを入れてください。")


class UserForm(SasaeForm):
    """A new ID."""

    login_id = forms.CharField(
        label="利用者ID", max_length=32, help_text="半角の英小文字・数字・記号（._-）で3文字以上。一人に一つです。"
    )
    name = forms.CharField(label="氏名", max_length=100)
    staff_number = forms.CharField(
        label="職員番号", max_length=20, required=False, help_text="委託先の従業員は、委託の登録簿の従事者番号です。"
    )
    office_code = forms.CharField(label="所属コード", max_length=20, required=False)
    office = forms.CharField(label="所属", max_length=100)
    ward = forms.CharField(
        label="担当区のコード", max_length=6, required=False, help_text="6けたの団体コード。空けると全区です。"
    )
    contractor = forms.BooleanField(label="委託先の従業員である", required=False)
    ends_on = DateField(label="利用終了日", required=False, help_text="委託先の従業員は必ず入れます。")

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._office_code = reach.office_code
        if self._office_code is not None:
            del self.fields["office_code"]

    def clean_login_id(self) -> str:
        login_id = str(self.cleaned_data["login_id"]).strip()
        if User.objects.filter(login_id=login_id).exists():
            raise ValidationError("この利用者IDは既に使われています。別のIDにしてください。")
        for validator in User._meta.get_field("login_id").validators:
            validator(login_id)
        return login_id

    def clean(self) -> None:
        if self._office_code is not None:
            self.cleaned_data["office_code"] = self._office_code
        if self.cleaned_data.get("contractor") and not self.cleaned_data.get("ends_on"):
            self.add_error("ends_on", "委託先の従業員には利用終了日（契約の終わり）を入れてください。")
        elif self.cleaned_data.get("contractor"):
            told = (self.cleaned_data.get(name) for name in ("staff_number", "name", "ends_on"))
            if said := why_not(*told, clock.today(), self.cleaned_data.get("office_code", "")):
                self.add_error("staff_number", said)


class GrantForm(SasaeForm):
    """One right for one user."""

    right = forms.ChoiceField(label="権限")
    ward = forms.CharField(label="及ぶ区のコード", max_length=6, required=False, help_text="空けると全区です。")
    procedure = forms.CharField(label="及ぶ手続き", max_length=60, required=False, help_text="空けると全手続きです。")
    since = DateField(label="開始日", required=False, help_text="空けると今日からです。")
    until = DateField(label="終了日", required=False, help_text="空けると定めなしです。")
    reason = forms.CharField(label="付与の理由", max_length=200)

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = {code: name for code, name in rights().items() if code in reach.rights}
        self.fields["right"].choices = [("", "選んでください"), *sorted(may.items(), key=lambda one: one[1])]


class ReasonForm(SasaeForm):
    """Why something is taken back."""

    reason = forms.CharField(label="理由", max_length=200)


class ReviewForm(SasaeForm):
    """What the review of the IDs came to. `seen`: which list it was."""

    outcome = forms.ChoiceField(label="点検の結果", choices=ReviewOutcome.choices, widget=forms.RadioSelect)
    differences = forms.CharField(
        label="見つけた違いと、それをどうしたか", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="要らなかったIDや権限、管理表との食い違い、不正な利用の疑いと、その扱いを書きます。",
    )  # fmt: skip
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
