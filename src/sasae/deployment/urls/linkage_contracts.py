"""The contract port of システム連携基盤: other systems' only door."""

from django.urls import include, path

from sasae.deployment.urls.common import ERROR_PAGES, health
from sasae.linkage.api import api

handler400, handler403, handler404, handler500 = ERROR_PAGES
urlpatterns = [*health(), path("", include("sasae.linkage.non_residents.urls")), path("", api.urls)]
