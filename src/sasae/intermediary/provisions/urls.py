from django.urls import path

from sasae.intermediary.provisions import views

app_name = "provisions"
urlpatterns = [
    path("provisions/", views.provisions, name="provisions"),
    path("provisions/<str:permit_no>/", views.provision, name="provision"),
    path("provisions/<str:permit_no>/decision/", views.decision, name="decision"),
]
