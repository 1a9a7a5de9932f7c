"""Progress of batch runs."""

from django.urls import path

from sasae.foundation.batch import views

app_name = "batch"
urlpatterns = [
    path("batch/", views.runs, name="runs"),
    path("batch/<int:pk>/", views.run, name="run"),
    path("batch/<int:pk>/progress/", views.run_progress, name="progress"),
    path("batch/<int:pk>/resume/", views.resume, name="resume"),
    path("batch/<int:pk>/cancel/", views.cancel, name="cancel"),
]
