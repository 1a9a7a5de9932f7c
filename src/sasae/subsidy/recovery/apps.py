from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "sasae.subsidy.recovery"
    label = "subsidy_recovery"
    verbose_name = "返還"
    append_only = [
        "subsidy_recovery_receivable_event", "subsidy_recovery_part_event", "subsidy_recovery_order_event",
        "subsidy_recovery_movement", "subsidy_recovery_allocation", "subsidy_recovery_setoffclaim",
        "subsidy_recovery_instalment", "subsidy_recovery_interruption", "subsidy_recovery_letter",
        "subsidy_recovery_refund_event",
    ]  # fmt: skip
