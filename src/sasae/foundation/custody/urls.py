from django.urls import path

from sasae.foundation.custody import views

app_name = "custody"
urlpatterns = [
    path("media/", views.media, name="media"),
    path("media/new/", views.register, name="register"),
    path("media/<str:code>/", views.medium, name="medium"),
    path("media/<str:code>/steps/<str:step>/", views.take_medium, name="take_medium"),
    path("takings-out/", views.takings, name="takings"),
    path("takings-out/ways/", views.ways_out, name="ways_out"),
    path("takings-out/new/", views.ask, name="ask"),
    path("takings-out/<int:number>/", views.taking, name="taking"),
    path("takings-out/<int:number>/file/", views.hand_over, name="hand_over"),
    path("takings-out/<int:number>/password/", views.password, name="password"),
    path("takings-out/<int:number>/steps/<str:step>/", views.take, name="take"),
]
