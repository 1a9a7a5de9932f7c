from django.apps import AppConfig


class ContractorEndsConfig(AppConfig):
    name = "sasae.intake.contractor_ends"
    label = "intake_contractor_ends"
    verbose_name = "委託先の従事の終わり"
