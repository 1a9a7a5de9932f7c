"""The pages of the inspection of looks."""

from django.urls import path

from sasae.foundation.inspections import views

app_name = "inspections"
urlpatterns = [
    path("inspections/", views.sheets, name="sheets"),
    path("inspections/cases/", views.cases, name="cases"),
    path("inspections/own/", views.own, name="own"),
    path("inspections/own/<int:pk>/", views.explain, name="explain"),
    path("inspections/<int:pk>/", views.sheet, name="sheet"),
    path("inspections/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("inspections/<int:pk>/send-back/", views.send_back, name="send_back"),
]
