from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "sasae.foundation.places"
    label = "places"
    verbose_name = "拠点と保管場所"
