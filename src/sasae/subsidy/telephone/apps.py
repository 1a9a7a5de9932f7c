from django.apps import AppConfig


class TelephoneConfig(AppConfig):
    name = "sasae.subsidy.telephone"
    label = "subsidy_telephone"
    verbose_name = "電話メモ"
    append_only = ["subsidy_telephone_telephonememo_event"]
