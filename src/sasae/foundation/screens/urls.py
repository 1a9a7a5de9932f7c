"""The home page and the health answer."""

from django.urls import path

from sasae.foundation.screens import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
]
