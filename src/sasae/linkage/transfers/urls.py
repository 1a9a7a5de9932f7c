from django.urls import path

from sasae.linkage.transfers import views

app_name = "transfers"
urlpatterns = [
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/permissions/", views.permissions, name="permissions"),
    path("transfers/<str:number>/", views.transfer, name="transfer"),
]
