from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "sasae.subsidy.duplicates"
    label = "subsidy_duplicates"
    verbose_name = "二重登録"
    append_only = ["subsidy_duplicates_merge_event"]
