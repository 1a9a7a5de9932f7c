from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "sasae.subsidy.claims"
    label = "subsidy_claims"
    verbose_name = "償還払い"
    append_only = ["subsidy_claims_claim_event"]
