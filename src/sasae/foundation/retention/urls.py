from django.urls import path

from sasae.foundation.retention import views

app_name = "retention"
urlpatterns = [
    path("retention/", views.runs, name="runs"),
    path("retention/list/", views.list_due, name="list_due"),
    path("retention/holds/", views.holds, name="holds"),
    path("retention/holds/place/", views.place_hold, name="place_hold"),
    path("retention/holds/<int:number>/", views.hold, name="hold"),
    path("retention/holds/<int:number>/<slug:step>/", views.take_hold, name="take_hold"),
    path("retention/<int:number>/", views.run, name="run"),
    path("retention/<int:number>/certificate/", views.certificate, name="certificate"),
    path("retention/<int:number>/steps/<slug:step>/", views.take, name="take"),
]
