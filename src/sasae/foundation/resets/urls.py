"""Asking for a reset, granting it, reading what was done to one's own ID, and the two pages before the log-in."""

from django.urls import path

from sasae.foundation.resets import code_views, views

app_name = "resets"
urlpatterns = [
    path("sign-in/reset/", code_views.code, name="code"),
    path("sign-in/reset/new/", code_views.anew, name="anew"),
    path("resets/", views.asked, name="asked"),
    path("resets/new/", views.new, name="new"),
    path("resets/own/", views.own, name="own"),
    path("resets/<int:pk>/", views.request_page, name="request"),
    path("resets/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("users/resets/", views.resets, name="resets"),
    path("users/resets/<int:pk>/", views.reset, name="reset"),
    path("users/resets/<int:pk>/grant/", views.grant, name="grant"),
    path("users/resets/<int:pk>/decline/", views.decline, name="decline"),
]
