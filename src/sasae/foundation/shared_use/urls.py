"""The signs and their decision; where terminals and addresses are."""

from django.urls import path

from sasae.foundation.shared_use import views

app_name = "shared_use"
urlpatterns = [
    path("users/signs/", views.signs, name="signs"),
    path("users/signs/<int:pk>/", views.sign, name="sign"),
    path("terminal-sites/", views.placings, name="placings"),
    path("terminal-sites/<int:pk>/end/", views.end_placing, name="end_placing"),
]
