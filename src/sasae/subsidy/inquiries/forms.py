"""What staff enter about an inquiry."""

from django import forms

from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.subsidy.applications.fields import PastDateField
from sasae.subsidy.inquiries.models import About, Way


class InquiryForm(SasaeForm):
    """What somebody wants to know, and how to answer them."""

    way = forms.ChoiceField(label="受けた方法", choices=Way.choices)
    received_on = PastDateField(label="受付日")
    about = forms.ChoiceField(label="何について", choices=About.choices)
    question = forms.CharField(label="問合せの内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    atena_no = forms.RegexField(r"^[0-9]{1,15}$", label="本人の宛名番号", max_length=15, required=False, help_text="本人のことの問合せで、本人だと確かめたときだけ")
    asker = forms.CharField(label="問い合わせた人", max_length=100, required=False, help_text="名乗ったときだけ")
    contact = forms.CharField(label="回答の連絡先", max_length=200, required=False)
    owner = forms.CharField(label="担当", max_length=100)
    due_on = DateField(label="回答の期限")


class AnswerForm(SasaeForm):
    """The answer that was given."""

    answer = forms.CharField(label="回答", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    way = forms.ChoiceField(label="回答の方法", choices=Way.choices)
