"""The journal's page."""

from django.urls import path

from sasae.foundation.history import views

app_name = "history"
urlpatterns = [path("history/", views.entries, name="entries")]
