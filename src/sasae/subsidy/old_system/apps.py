from django.apps import AppConfig


class OldSystemConfig(AppConfig):
    name = "sasae.subsidy.old_system"
    label = "subsidy_old_system"
    verbose_name = "旧システムからの移行"
    append_only = [
        "subsidy_old_system_migration_event",
        "subsidy_old_system_pastpayment",
        "subsidy_old_system_openreceivable",
    ]
