from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "sasae.foundation.retention"
    label = "retention"
    verbose_name = "保存期限を過ぎたものの消去"
