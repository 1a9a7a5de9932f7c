from django.urls import path

from sasae.linkage.provisions import views

app_name = "provisions"
urlpatterns = [
    path("provisions/", views.provisions, name="provisions"),
    path("provisions/runs/<str:number>/", views.run, name="run"),
    path("provisions/runs/<str:number>/cancel/", views.cancel, name="cancel"),
    path("provisions/<str:information>/start/", views.start, name="start"),
]
