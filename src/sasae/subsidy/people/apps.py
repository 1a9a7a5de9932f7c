from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sasae.subsidy.people"
    label = "subsidy_people"
    verbose_name = "対象者"
