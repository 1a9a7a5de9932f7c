"""The covered family of the notifications' tests, here as well."""

from tests.subsidy.notifications.conftest import confirmed, decided, family, linkage, notify

__all__ = ["confirmed", "decided", "family", "linkage", "notify"]
