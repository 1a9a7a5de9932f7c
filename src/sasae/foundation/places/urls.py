from django.urls import path

from sasae.foundation.places import views

app_name = "places"
urlpatterns = [
    path("sites/", views.sites, name="sites"),
    path("sites/new/", views.register_site, name="register_site"),
    path("sites/<str:code>/", views.site, name="site"),
    path("sites/<str:code>/inspect/", views.inspect, name="inspect"),
    path("site-inspections/<int:number>/steps/<str:step>/", views.decide, name="decide"),
    path("site-findings/<int:number>/steps/<str:step>/", views.follow, name="follow"),
    path("locked-places/", views.places, name="places"),
    path("locked-places/new/", views.register_place, name="register_place"),
    path("locked-places/<int:number>/", views.place, name="place"),
    path("locked-places/<int:number>/steps/<str:step>/", views.take_place, name="take_place"),
]
