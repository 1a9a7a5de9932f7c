from django.urls import path

from sasae.intermediary.retention import views

app_name = "retention"
urlpatterns = [
    path("retention/", views.runs, name="runs"),
    path("retention/list/", views.list_due, name="list_due"),
    path("retention/<int:number>/", views.run, name="run"),
    path("retention/<int:number>/<slug:step>/", views.take, name="take"),
]
