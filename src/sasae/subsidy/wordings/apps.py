from django.apps import AppConfig


class WordingsConfig(AppConfig):
    name = "sasae.subsidy.wordings"
    label = "subsidy_wordings"
    verbose_name = "文言・発行元"
    append_only = ["subsidy_wordings_rewording_event"]
