"""The register of terminals and what lies on them."""

from django.urls import path

from sasae.foundation.terminals import file_urls, views

app_name = "terminals"
urlpatterns = [
    path("terminals/", views.terminals, name="terminals"),
    path("terminals/new/", views.register, name="register"),
    path("terminals/this/", views.enrol, name="enrol"),
    path("terminals/<str:code>/", views.terminal, name="terminal"),
    path("terminals/<str:code>/steps/<str:step>/", views.take, name="take"),
    *file_urls.urlpatterns,
]
