from django.urls import path

from sasae.subsidy.certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/<str:number>/", views.certificate, name="certificate"),
]
