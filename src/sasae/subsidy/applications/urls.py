from django.urls import path

from sasae.subsidy.applications import views

app_name = "applications"
urlpatterns = [
    path("applications/", views.applications, name="applications"),
    path("applications/take/", views.take, name="take"),
    path("applications/<str:number>/", views.application, name="application"),
    path("applications/<str:number>/confirm/", views.confirm, name="confirm"),
]
