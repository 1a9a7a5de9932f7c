from django.apps import AppConfig


class PaperCustodyConfig(AppConfig):
    name = "sasae.subsidy.paper_custody"
    label = "subsidy_paper_custody"
    verbose_name = "書類の所在"
