from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sasae.linkage.people"
    label = "linkage_people"
    verbose_name = "団体内統合宛名"
    append_only = ["linkage_people_unifiedperson_event", "linkage_people_registeredperson_event"]
