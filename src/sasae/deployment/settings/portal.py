"""Settings of サービス検索・電子申請機能."""

from sasae.deployment.home import Home
from sasae.deployment.settings.base import card_pages, listener, present, service_settings

TITLE = "サービス検索・電子申請機能"
AREAS = [
    "sasae.portal.languages",
    "sasae.portal.services",
    "sasae.portal.forms",
    "sasae.portal.submissions",
    "sasae.portal.signatures",
    "sasae.portal.inbox",
    "sasae.portal.looks",
    "sasae.portal.municipality",
    "sasae.foundation.custody",
    "sasae.foundation.retention",
    "sasae.foundation.audits",
    "sasae.foundation.terminals",
]

globals().update(
    service_settings(
        "portal",
        TITLE,
        present(AREAS),
        form_targets=card_pages(),
        context_processors=("sasae.portal.signatures.sessions.page", "sasae.portal.languages.choice.page"),
    )
)
SASAE_TERMINALS = Home.load().settings.get("terminals", {})
SASAE_TERMINALS_UNDER = "/municipality/"  # what only permitted terminals reach
SASAE_CUSTODY_SOURCE = "sasae.portal.taking_out"  # what may leave on a medium
SASAE_RETENTION_SOURCE = "sasae.portal.keeping"  # what is deleted when its time is over
SASAE_AUDIT_KINDS = "sasae.portal.audit_kinds"  # what an auditor draws samples from
if listener() == "people":
    MIDDLEWARE = list(globals()["MIDDLEWARE"])
    MIDDLEWARE.insert(
        MIDDLEWARE.index("sasae.foundation.gate.GateMiddleware"),
        "sasae.foundation.terminals.middleware.PermittedTerminals",
    )
SASAE_RESIDENT = "sasae.portal.signatures.sessions.actor"
SASAE_RESIDENT_LOGIN_URL = "signatures:sign_in"
