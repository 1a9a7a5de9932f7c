from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "sasae.portal.submissions"
    label = "portal_submissions"
    verbose_name = "申請"
