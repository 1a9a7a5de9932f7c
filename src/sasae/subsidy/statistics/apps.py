from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "sasae.subsidy.statistics"
    label = "subsidy_statistics"
    verbose_name = "統計"
    append_only = ["subsidy_statistics_closedmonth", "subsidy_statistics_figure"]
