from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "sasae.foundation.incidents"
    label = "incidents"
    verbose_name = "事故の記録"
    append_only = ["incidents_incidentline"]
