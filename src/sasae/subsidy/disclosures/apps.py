from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "sasae.subsidy.disclosures"
    label = "subsidy_disclosures"
    verbose_name = "開示・訂正・利用停止の請求"
    append_only = ["subsidy_disclosures_paperrequest_event"]
