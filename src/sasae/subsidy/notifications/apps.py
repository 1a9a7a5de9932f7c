from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "sasae.subsidy.notifications"
    label = "subsidy_notifications"
    verbose_name = "届出"
    append_only = [
        "subsidy_notifications_notification_event",
        "subsidy_notifications_review_event",
        "subsidy_notifications_consequence_event",
    ]
