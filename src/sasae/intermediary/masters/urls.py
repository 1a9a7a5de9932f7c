from django.urls import path

from sasae.intermediary.masters import difference_views, views

app_name = "masters"
urlpatterns = [
    path("masters/", views.masters, name="masters"),
    path("masters/differences/", difference_views.differences, name="differences"),
]
