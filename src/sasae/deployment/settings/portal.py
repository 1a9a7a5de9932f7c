"""Settings of サービス検索・電子申請機能."""

from sasae.deployment.settings.base import card_pages, present, service_settings

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
SASAE_RESIDENT = "sasae.portal.signatures.sessions.actor"
SASAE_RESIDENT_LOGIN_URL = "signatures:sign_in"
