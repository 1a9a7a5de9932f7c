from django.urls import path, re_path

from sasae.foundation.special_access import cover_views, views

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
    path("covers/", cover_views.own, name="covers"),
    path("covers/all/", cover_views.every, name="every_cover"),
    path("covers/deputies/", cover_views.deputies, name="deputies"),
    path("covers/deputies/<int:pk>/end/", cover_views.end_deputy, name="end_deputy"),
    path("covers/absences/<int:pk>/back/", cover_views.come_back, name="come_back"),
    path("covers/absences/<int:pk>/take/", cover_views.take, name="take_cover"),
    path("covers/<str:number>/", cover_views.cover, name="cover"),
]
