"""What lies on terminals, alone: for a system that registers none of its own."""

from django.urls import path

from sasae.foundation.terminals import views

app_name = "terminals"
urlpatterns = [
    path("terminal-files/", views.files, name="files"),
    path("terminal-files/<int:number>/", views.file, name="file"),
    path("terminal-files/<int:number>/steps/<str:step>/", views.take_file, name="take_file"),
]
