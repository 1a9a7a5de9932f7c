from django.urls import path

from sasae.intermediary.keys import views

app_name = "keys"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/<int:number>/confirm/", views.confirm, name="confirm"),
    path("keys/<int:number>/revoke/", views.revoke, name="revoke"),
    path("keys/<int:number>/retire/", views.retire, name="retire"),
]
