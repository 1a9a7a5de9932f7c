from django.apps import AppConfig


class ExtractionConfig(AppConfig):
    name = "sasae.subsidy.extraction"
    label = "subsidy_extraction"
    verbose_name = "自由抽出"
    append_only = ["subsidy_extraction_extraction_event"]
