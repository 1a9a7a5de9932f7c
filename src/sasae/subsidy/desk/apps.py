from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sasae.subsidy.desk"
    label = "subsidy_desk"
    verbose_name = "窓口の仕事"
    append_only = ["subsidy_desk_casehandling_event", "subsidy_desk_casenote_event"]
