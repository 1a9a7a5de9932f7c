"""The contract port of 中間サーバー: other systems' only door."""

from django.urls import path

from sasae.deployment.urls.common import ERROR_PAGES, health
from sasae.intermediary.api import api

handler400, handler403, handler404, handler500 = ERROR_PAGES
urlpatterns = [*health(), path("", api.urls)]
