"""The inspection of looks."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "sasae.foundation.inspections"
    label = "inspections"
    verbose_name = "閲覧の点検"
    append_only = ["inspections_sheet_event", "inspections_case_event", "inspections_stafflist", "inspections_tie"]
