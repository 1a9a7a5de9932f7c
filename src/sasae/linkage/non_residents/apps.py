from django.apps import AppConfig


class NonResidentsConfig(AppConfig):
    name = "sasae.linkage.non_residents"
    label = "linkage_non_residents"
    verbose_name = "住登外者宛名番号"
