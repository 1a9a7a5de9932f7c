from django.apps import AppConfig


class RecognitionsConfig(AppConfig):
    name = "sasae.subsidy.recognitions"
    label = "subsidy_recognitions"
    verbose_name = "職員の認定"
    append_only = ["subsidy_recognitions_recognition_event"]
