from django.urls import path

from sasae.intake.carrying import views

app_name = "carrying"
urlpatterns = [
    path("carrying/", views.carried, name="carried"),
    path("carrying/new/", views.carry, name="carry"),
    path("carrying/keys/new/", views.make_key, name="make_key"),
    path("carrying/keys/<str:code>/", views.key, name="key"),
    path("carrying/<int:number>/", views.one, name="one"),
    path("carrying/<int:number>/erased/", views.erased, name="erased"),
]
