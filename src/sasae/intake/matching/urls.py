from django.urls import path

from sasae.intake.matching import views

app_name = "matching"
urlpatterns = [
    path("matching/", views.queue, name="queue"),
    path("matching/<str:receipt_number>/", views.identification, name="identification"),
    path("matching/<str:receipt_number>/decide/", views.decide, name="decide"),
    path("matching/<str:receipt_number>/ask/", views.ask_again, name="ask_again"),
]
