from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sasae.subsidy.people"
    label = "subsidy_people"
    verbose_name = "対象者"
    append_only = ["subsidy_people_person_event", "subsidy_people_insurance_event"]
