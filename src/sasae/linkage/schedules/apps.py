from django.apps import AppConfig


class SchedulesConfig(AppConfig):
    name = "sasae.linkage.schedules"
    label = "linkage_schedules"
    verbose_name = "連携の予定"
