"""The contract port of サービス検索・電子申請機能: other systems' only door."""

from django.urls import path

from sasae.deployment.urls.common import ERROR_PAGES, health
from sasae.portal.api import api

handler400, handler403, handler404, handler500 = ERROR_PAGES
urlpatterns = [*health(), path("", api.urls)]
