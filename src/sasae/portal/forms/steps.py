"""The steps of the certificate application as forms. What the ordinance needs, asked plainly, nothing else."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from sasae.contracts.forms.certificate_application import Reason, Relation
from sasae.foundation.printing import missing_glyphs
from sasae.foundation.screens.forms import DateField, SasaeForm, speak_japanese
from sasae.kernel.findings import has_errors
from sasae.kernel.kana import to_katakana, zengin_text
from sasae.kernel.numbers import InvalidNumber, health, individual
from sasae.kernel.wareki import to_wareki
from sasae.law.common.fiscal_year import income_year
from sasae.reference import banks, postal

YES_NO = [("yes", "はい"), ("no", "いいえ")]
RELATIONS = [
    (Relation.MOTHER.value, "母"),
    (Relation.FATHER.value, "父"),
    (Relation.CAREGIVER.value, "父・母以外で、お子さんを育てている方"),
]
REASONS = [
    (Reason.DIVORCE.value, "父母が離婚した"),
    (Reason.UNMARRIED.value, "母が結婚しないで生まれた"),
    (Reason.DEATH.value, "父または母が亡くなった"),
    (Reason.DISABILITY.value, "父または母に重い障害がある"),
    (Reason.MISSING.value, "父または母の生死がわからない"),
    (Reason.ABANDONED.value, "父または母から1年以上、連絡や養育がない"),
    (Reason.PROTECTION_ORDER.value, "父または母が裁判所から保護命令を受けた"),
    (Reason.DETAINED.value, "父または母が1年以上、拘禁されている"),
    (Reason.BOTH_UNKNOWN.value, "父も母もわからない"),
]
SEXES = [("2", "女"), ("1", "男")]
LONGEST_HOLDER = 30  # 受取人名 of a transfer file, bytes
ACCOUNT_TYPES = [("1", "普通"), ("2", "当座"), ("4", "貯蓄")]


class WrittenField(forms.CharField):
    """Free text that can stand on the printed copy. A variant shape the fonts lack stays: it is printed in its base."""

    def clean(self, value: Any) -> str:
        """The text. Raises ValidationError for signs no font shows."""
        text = str(super().clean(value))
        strange = [sign for sign in missing_glyphs(text) if missing_glyphs(sign[0])]
        if strange:
            raise ValidationError(f"「{'」「'.join(strange)}」は印刷できない文字です。別の文字で入れてください。")
        return text


class KanaField(forms.CharField):
    """A reading: hiragana and half-width kana become katakana."""

    def to_python(self, value: Any) -> str:
        """Katakana with single spaces. Raises ValidationError for other letters."""
        text = " ".join(to_katakana(super().to_python(value) or "").split())
        if any(not ("ァ" <= sign <= "ヺ" or sign in "ー・ " or sign.isascii()) for sign in text):
            raise ValidationError("フリガナはカタカナで入れてください。")
        return text


class DigitsField(forms.CharField):
    """Digits: full-width ones, spaces and hyphens are forgiven."""

    def to_python(self, value: Any) -> str:
        """ASCII digits."""
        return individual.compact(super().to_python(value) or "")


class InsuranceFields(SasaeForm):
    """The insurance of one person, shared by applicant and child."""

    insurer_number = DigitsField(
        label="保険者番号", help_text="資格確認書やマイナポータルの画面にある、6けたまたは8けたの番号"
    )
    symbol = WrittenField(label="記号", max_length=38, required=False)
    number = WrittenField(label="番号", max_length=38)
    insured_since = DateField(label="保険に入った日", help_text="例：令和6年4月1日")

    def clean_insurer_number(self) -> str:
        """An insurer's number with a right check digit."""
        text = str(self.cleaned_data["insurer_number"])
        if len(text) not in (6, 8):
            raise ValidationError("保険者番号は6けたか8けたです。")
        try:
            return health.validate(text)
        except InvalidNumber:
            raise ValidationError("保険者番号が正しくないようです。もう一度確かめてください。") from None


class ApplicantForm(InsuranceFields):
    """あなたのこと."""

    title = "あなたのこと"
    relation = forms.ChoiceField(label="お子さんから見た関係", choices=RELATIONS, widget=forms.RadioSelect)
    name = WrittenField(label="お名前", max_length=100, help_text="住民票のとおりに。姓と名の間は空けてください")
    name_kana = KanaField(label="フリガナ", max_length=100)
    birth_date = DateField(label="生年月日", help_text="例：平成2年4月1日、1990-04-01")
    sex = forms.ChoiceField(
        label="性別", choices=SEXES, widget=forms.RadioSelect, help_text="住民票と照らすために使います"
    )
    postal_code = DigitsField(label="郵便番号", help_text="7けた")
    address = WrittenField(label="住所", max_length=300, help_text="住民票のとおりに、都道府県から")
    telephone = DigitsField(
        label="電話番号",
        validators=[RegexValidator(r"^0[0-9]{9,10}$", "電話番号は0から始まる10けたか11けたです。")],
        help_text="昼間につながる番号",
    )
    field_order = [
        "relation", "name", "name_kana", "birth_date", "sex", "postal_code", "address", "telephone",
        "insurer_number", "symbol", "number", "insured_since",
    ]  # fmt: skip

    def clean_postal_code(self) -> str:
        """A postal code that exists."""
        code = str(self.cleaned_data["postal_code"])
        if len(code) != 7 or postal.lookup(code) is None:
            raise ValidationError("この郵便番号は見つかりません。7けたの数字を確かめてください。")
        return code


class ChildForm(InsuranceFields):
    """お子さん."""

    title = "お子さんのこと"
    name = WrittenField(label="お子さんのお名前", max_length=100)
    name_kana = KanaField(label="フリガナ", max_length=100)
    birth_date = DateField(label="生年月日")
    sex = forms.ChoiceField(label="性別", choices=SEXES, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label="ひとり親となった事情", choices=REASONS)
    reason_on = DateField(label="そうなった日", help_text="離婚なら離婚の日、お生まれの事情なら生まれた日")
    lives_with_applicant = forms.ChoiceField(
        label="あなたと一緒に住んでいますか", choices=YES_NO, widget=forms.RadioSelect
    )
    another = forms.BooleanField(label="続けて、もう一人のお子さんを入れる", required=False)
    field_order = [
        "name", "name_kana", "birth_date", "sex", "reason", "reason_on", "lives_with_applicant",
        "insurer_number", "symbol", "number", "insured_since", "another",
    ]  # fmt: skip


class SituationForm(SasaeForm):
    """暮らしのこと."""

    title = "暮らしのこと"
    has_partner = forms.ChoiceField(
        label="夫・妻、または夫婦のように一緒に暮らしている方がいますか", choices=YES_NO, widget=forms.RadioSelect
    )
    child_support_yen = DigitsField(label="養育費", help_text="円。なければ0。年の合計です", initial="0")
    other_scheme = forms.ChoiceField(
        label="生活保護や、ほかの医療費の助成を受けていますか", choices=YES_NO, widget=forms.RadioSelect
    )
    receives_child_allowance = forms.ChoiceField(
        label="児童扶養手当を受けていますか", choices=YES_NO, widget=forms.RadioSelect
    )
    consent_to_inquiries = forms.ChoiceField(
        label="ほかの市区町村に、税の情報を確かめてもよいですか",
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text="1月1日に市外に住んでいた方は、同意があれば所得の証明書を出さずに済みます",
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = to_wareki(date(income_year(on), 12, 31)).partition("年")[0]
        self.fields["child_support_yen"].label = f"{year}年の1月から12月までに受け取った養育費"

    def clean_child_support_yen(self) -> int:
        """Yen, at most a hundred million."""
        text = str(self.cleaned_data["child_support_yen"])
        if not text.isdecimal() or int(text) > 100_000_000:
            raise ValidationError("金額を数字で入れてください。")
        return int(text)


class AccountForm(SasaeForm):
    """振込先の口座."""

    title = "振込先の口座"
    bank = DigitsField(label="銀行コード", help_text="4けた。通帳やカードにあります", required=False)
    branch = DigitsField(label="支店コード", help_text="3けた", required=False)
    type = forms.ChoiceField(label="預金の種類", choices=ACCOUNT_TYPES, required=False)
    number = DigitsField(label="口座番号", help_text="7けた。少ないときは前に0をつけます", required=False)
    holder_kana = forms.CharField(label="口座の名義（カナ）", max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """All or nothing; bank and branch exist, the holder's name can stand in a transfer file."""
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(key) for key in ("bank", "branch", "number", "holder_kana")):
            return {}
        for key in ("bank", "branch", "number", "holder_kana"):
            if not data.get(key):
                self.add_error(
                    key, f"{self.fields[key].label}を入れてください。口座をあとで届け出るときは、すべて空けてください。"
                )
        if data.get("bank") and banks.bank(data["bank"]) is None:
            self.add_error("bank", "この銀行コードはありません。")
        elif data.get("bank") and data.get("branch") and banks.branch(data["bank"], data["branch"]) is None:
            self.add_error("branch", "この支店コードはありません。")
        if data.get("number"):
            data["number"] = data["number"].zfill(7)
            if not (len(data["number"]) == 7 and data["number"].isascii() and data["number"].isdecimal()):
                self.add_error("number", "口座番号は7けたまでの数字です。")
        if data.get("holder_kana"):
            found = zengin_text(data["holder_kana"], "name")
            if has_errors(found.findings):
                self.add_error("holder_kana", found.findings[0].message)
            elif len(found.text) > LONGEST_HOLDER:
                self.add_error("holder_kana", f"口座の名義は、濁点も数えて半角{LONGEST_HOLDER}文字までです。")
            else:
                data["holder_kana"] = found.text
        return data


class AttachmentForm(SasaeForm):
    """添付する書類."""

    title = "添付する書類"
    kind = forms.ChoiceField(
        label="書類の種類",
        choices=[("insurance", "健康保険の内容がわかるもの"), ("allowance", "児童扶養手当証書"), ("other", "そのほか")],
        required=False,
    )
    file = forms.FileField(
        label="ファイル", required=False, help_text="PDF、JPEG、PNG。10メガバイトまで、全部で12メガバイトまで"
    )
    MOST = 10 * 1024 * 1024
    MOST_TOGETHER = 12 * 1024 * 1024  # with the seals, what one answer of the municipality's interface carries
    MOST_FILES = 20

    def __init__(self, *args: Any, before: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before

    def clean_file(self) -> Any:
        """A PDF, JPEG or PNG by its first bytes, not by its name."""
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        if file.size > self.MOST:
            raise ValidationError("ファイルが10メガバイトを超えています。")
        if sum(self.before) + file.size > self.MOST_TOGETHER:
            raise ValidationError("添付は、全部で12メガバイトまでです。")
        if len(self.before) >= self.MOST_FILES:
            raise ValidationError(f"添付は{self.MOST_FILES}個までです。")
        head = file.read(8)
        file.seek(0)
        for magic, media_type in MAGIC.items():
            if head.startswith(magic):
                file.media_type = media_type
                return file
        raise ValidationError("PDF、JPEG、PNGのいずれかを選んでください。")


MAGIC = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class ReviewForm(SasaeForm):
    """確認と個人番号: the numbers are asked here alone and go straight into the sealed bytes."""

    title = "確認と個人番号"

    def __init__(self, children: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ["あなた", *(f"{child['name']} さん" for child in children)]
        for index, name in enumerate(names):
            self.fields[f"number_{index}"] = DigitsField(
                label=f"{name}の個人番号（マイナンバー）",
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "14"}),
                help_text="12けた",
            )
            speak_japanese(self.fields[f"number_{index}"])

    def clean(self) -> dict[str, Any]:
        """Each number right by its check digit, none twice."""
        data: dict[str, Any] = super().clean() or {}
        seen: dict[str, str] = {}
        for key, value in list(data.items()):  # add_error takes the value away
            if not individual.is_valid(value):
                self.add_error(key, "個人番号が正しくないようです。12けたの数字を確かめてください。")
            elif value in seen.values():
                self.add_error(key, "ほかの方と同じ個人番号です。")
            seen[key] = value
        return data

    def numbers(self) -> list[str]:
        """Applicant's first, then the children's in order."""
        return [self.cleaned_data[f"number_{index}"] for index in range(len(self.fields))]
