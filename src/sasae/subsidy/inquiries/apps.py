from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "sasae.subsidy.inquiries"
    label = "subsidy_inquiries"
    verbose_name = "取扱いについての問合せ"
    append_only = ["subsidy_inquiries_inquiry_event"]
