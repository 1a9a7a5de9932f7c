from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sasae.linkage.people"
    label = "linkage_people"
    verbose_name = "団体内統合宛名"
