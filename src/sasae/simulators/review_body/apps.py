from django.apps import AppConfig


class ReviewBodyConfig(AppConfig):
    name = "sasae.simulators.review_body"
    label = "simulators_review_body"
    verbose_name = "審査支払機関（模擬）"
