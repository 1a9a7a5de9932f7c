from django.urls import path

from sasae.foundation.removals import views

app_name = "removals"
urlpatterns = [
    path("removals/", views.removals, name="removals"),
    path("removals/list/", views.list_due, name="list_due"),
    path("removals/<int:number>/", views.removal, name="removal"),
    path("removals/<int:number>/certificate/", views.certificate, name="certificate"),
    path("removals/<int:number>/steps/<slug:step>/", views.take, name="take"),
]
