from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "sasae.intermediary.inquiries"
    label = "intermediary_inquiries"
    verbose_name = "情報照会"
