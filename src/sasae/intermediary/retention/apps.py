from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "sasae.intermediary.retention"
    label = "intermediary_retention"
    verbose_name = "保存期限切れ情報の消去"
