from django.apps import AppConfig


class PaperCustodyConfig(AppConfig):
    name = "sasae.subsidy.paper_custody"
    label = "subsidy_paper_custody"
    verbose_name = "書類の所在"
    append_only = [
        "subsidy_paper_custody_papermove",
        "subsidy_paper_custody_boxmove",
        "subsidy_paper_custody_sighting",
    ]
