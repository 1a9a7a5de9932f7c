"""Rules, courses and who has taken them."""

from django.urls import path

from sasae.foundation.instruction import session_views, views

app_name = "instruction"
urlpatterns = [
    path("instruction/", views.own, name="own"),
    path("instruction/rules/", views.rules, name="rules"),
    path("instruction/office/", views.office, name="office"),
    path("instruction/office/prompt/", views.prompt, name="prompt"),
    path("instruction/everyone/", views.everyone, name="everyone"),
    path("instruction/sessions/", session_views.sessions, name="sessions"),
    path("instruction/sessions/new/", session_views.register, name="register"),
    path("instruction/sessions/<int:pk>/", session_views.session, name="session"),
    path("instruction/sessions/<int:pk>/cancel/<int:attendance>/", session_views.cancel, name="cancel"),
]
