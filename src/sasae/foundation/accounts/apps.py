"""Named staff, the rights they hold, and how they sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sasae.foundation.accounts"
    label = "accounts"
    verbose_name = "利用者"
    append_only = ["accounts_user_event", "accounts_grant_event", "accounts_review", "accounts_contractor_end"]
