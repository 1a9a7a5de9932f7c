from django.urls import path

from sasae.intermediary.masters import views

app_name = "masters"
urlpatterns = [path("masters/", views.masters, name="masters")]
