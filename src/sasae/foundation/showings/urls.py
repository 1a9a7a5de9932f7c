"""Asking to see where protected persons are to be found, and permitting it."""

from django.urls import path

from sasae.foundation.showings import views

app_name = "showings"
urlpatterns = [
    path("showings/", views.showings, name="showings"),
    path("showings/ask/", views.ask, name="ask"),
    path("showings/<int:pk>/", views.showing, name="showing"),
    path("showings/<int:pk>/grant/", views.grant, name="grant"),
    path("showings/<int:pk>/decline/", views.decline, name="decline"),
    path("showings/<int:pk>/end/", views.end, name="end"),
]
