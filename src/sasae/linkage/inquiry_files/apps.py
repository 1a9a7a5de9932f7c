from django.apps import AppConfig


class InquiryFilesConfig(AppConfig):
    name = "sasae.linkage.inquiry_files"
    label = "linkage_inquiry_files"
    verbose_name = "一括照会"
