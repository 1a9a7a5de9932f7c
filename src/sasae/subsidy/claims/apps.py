from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "sasae.subsidy.claims"
    label = "subsidy_claims"
    verbose_name = "償還払い"
    append_only = [
        "subsidy_claims_claim_event",
        "subsidy_claims_claimfolder_event",
        "subsidy_claims_hold_event",
        "subsidy_claims_claimpaper_event",
        "subsidy_claims_yearcheck_event",
        "subsidy_claims_attachment",
        "subsidy_claims_claimpaperletter",
    ]
