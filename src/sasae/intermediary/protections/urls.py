from django.urls import path

from sasae.intermediary.protections import views

app_name = "protections"
urlpatterns = [
    path("protections/", views.protections, name="protections"),
    path("protections/new/", views.protect, name="protect"),
    path("protections/<int:number>/", views.protection, name="protection"),
    path("protections/<int:number>/lift/", views.ask_to_lift, name="ask_to_lift"),
    path("protections/<int:number>/settle/", views.settle_lifting, name="settle_lifting"),
]
