from django.urls import path

from sasae.intermediary.retention import hold_views, views

app_name = "deletions"
urlpatterns = [
    path("deletions/", views.runs, name="runs"),
    path("deletions/list/", views.list_due, name="list_due"),
    path("deletions/holds/", hold_views.holds, name="holds"),
    path("deletions/holds/place/", hold_views.place, name="place_hold"),
    path("deletions/holds/<int:number>/", hold_views.hold, name="hold"),
    path("deletions/holds/<int:number>/<slug:step>/", hold_views.take, name="take_hold"),
    path("deletions/<int:number>/", views.run, name="run"),
    path("deletions/<int:number>/certificate/", views.certificate, name="certificate"),
    path("deletions/<int:number>/steps/<slug:step>/", views.take, name="take"),
]
