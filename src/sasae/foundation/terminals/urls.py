"""The register of terminals and what lies on them."""

from django.urls import path

from sasae.foundation.terminals import check_views, file_urls, views

app_name = "terminals"
urlpatterns = [
    path("terminals/", views.terminals, name="terminals"),
    path("terminals/new/", views.register, name="register"),
    path("terminals/this/", views.enrol, name="enrol"),
    path("terminals/checks/", check_views.rooms, name="rooms"),
    path("terminals/checks/room/", check_views.check_room, name="check_room"),
    path("terminals/checks/list/", check_views.checks, name="checks"),
    path("terminals/<str:code>/", views.terminal, name="terminal"),
    path("terminals/<str:code>/steps/<str:step>/", views.take, name="take"),
    *file_urls.urlpatterns,
]
