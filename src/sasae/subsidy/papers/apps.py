from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "sasae.subsidy.papers"
    label = "subsidy_papers"
    verbose_name = "申請の書類"
    append_only = ["subsidy_papers_paper_event"]
