from django.urls import path, re_path

from sasae.foundation.special_access import views

app_name = "special_access"
urlpatterns = [
    path("emergencies/", views.emergencies, name="emergencies"),
    path("emergencies/take/", views.take, name="take"),
    path("emergencies/own/<str:number>/", views.own, name="own"),
    path("emergencies/own/<str:number>/back/", views.give_back, name="give_back"),
    path("emergencies/<str:number>/", views.emergency, name="emergency"),
    path("windows/", views.windows, name="windows"),
    path("windows/new/", views.new_window, name="new_window"),
    path("windows/<int:pk>/", views.window, name="window"),
    re_path(r"^windows/(?P<pk>\d+)/(?P<verb>open|close)/$", views.move_window, name="move_window"),
]
