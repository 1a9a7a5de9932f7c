from django.urls import path

from sasae.intermediary.limits import views

app_name = "limits"
urlpatterns = [
    path("limits/", views.limits, name="limits"),
    path("limits/new/", views.propose, name="propose"),
    path("limits/<int:number>/", views.change, name="change"),
    path("limits/<int:number>/<slug:step>/", views.take, name="take"),
]
