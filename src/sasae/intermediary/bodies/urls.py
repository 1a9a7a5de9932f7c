from django.urls import path, re_path

from sasae.intermediary.bodies import change_views, predecessor_views, views

app_name = "bodies"
urlpatterns = [
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/predecessors/", predecessor_views.every, name="predecessors"),
    re_path(r"^bodies/predecessors/(?P<code>[0-9]{6})/$", predecessor_views.turn, name="turn"),
    re_path(r"^bodies/(?P<code>[0-9]{6})/$", change_views.body, name="body"),
    re_path(r"^bodies/(?P<code>[0-9]{6})/end/$", change_views.propose, name="propose"),
    path("bodies/changes/<int:number>/", change_views.change, name="change"),
    path("bodies/changes/<int:number>/<str:step>/", change_views.take, name="take"),
]
