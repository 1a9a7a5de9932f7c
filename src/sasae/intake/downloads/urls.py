from django.urls import path

from sasae.intake.downloads import views

app_name = "downloads"
urlpatterns = [
    path("downloads/", views.downloads, name="downloads"),
    path("downloads/take/", views.take, name="take"),
    path("downloads/quarantine/<str:receipt_number>/", views.quarantine, name="quarantine"),
    path("downloads/quarantine/<str:receipt_number>/fetch/", views.fetch_again, name="fetch_again"),
    path("downloads/quarantine/<str:receipt_number>/send-back/", views.send_back, name="send_back"),
]
