from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "sasae.subsidy.arrivals"
    label = "subsidy_arrivals"
    verbose_name = "着金の確認"
    append_only = ["subsidy_arrivals_question_event"]
