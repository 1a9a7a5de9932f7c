from django.apps import AppConfig


class ContractorsConfig(AppConfig):
    name = "sasae.subsidy.contractors"
    label = "subsidy_contractors"
    verbose_name = "委託"
    append_only = [
        "subsidy_contractors_contract_event",
        "subsidy_contractors_request_event",
        "subsidy_contractors_worker_event",
        "subsidy_contractors_report_event",
        "subsidy_contractors_entrusted_event",
        "subsidy_contractors_audit_event",
        "subsidy_contractors_defect_event",
    ]
