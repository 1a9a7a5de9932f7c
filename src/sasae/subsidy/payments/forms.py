"""Building a run, and taking the bank's answer in."""

from sasae.foundation.screens.forms import DateField, SasaeForm, UploadField


class BuildForm(SasaeForm):
    """When the money is to arrive."""

    pay_on = DateField(label="振込指定日", help_text="銀行の営業日")


class ResultForm(SasaeForm):
    """The bank's answer."""

    file = UploadField(label="振込結果のファイル", most=20 * 1024**2)
