from django.apps import AppConfig


class PrintRunsConfig(AppConfig):
    name = "sasae.subsidy.print_runs"
    label = "subsidy_print_runs"
    verbose_name = "印刷・封入"
    append_only = ["subsidy_print_runs_printrun_event", "subsidy_print_runs_scanround"]
