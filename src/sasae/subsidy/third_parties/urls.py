from django.urls import path, re_path

from sasae.subsidy.third_parties import views

app_name = "third_parties"
urlpatterns = [
    path("third-parties/", views.injuries, name="injuries"),
    path("third-parties/new/", views.new, name="new"),
    path("third-parties/new/<str:number>/", views.of_notification, name="of_notification"),
    path("third-parties/<str:number>/", views.injury, name="injury"),
    path("third-parties/<str:number>/correct/", views.correct, name="correct"),
    path("third-parties/<str:number>/collect/", views.collect, name="collect"),
    path("third-parties/<str:number>/judge/", views.judge, name="judge"),
    path("third-parties/<str:number>/claim/", views.claim_money, name="claim_money"),
    path("third-parties/<str:number>/settle/", views.settle, name="settle"),
    path("third-parties/<str:number>/heal/", views.heal, name="heal"),
    re_path(r"^third-parties/(?P<number>[^/]+)/(?P<how>close|reopen|withdraw)/$", views.end, name="end"),
]
