from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "sasae.linkage.inquiries"
    label = "linkage_inquiries"
    verbose_name = "情報照会"
