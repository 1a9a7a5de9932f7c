from django.urls import path

from sasae.foundation.assessment import pack_views, views

app_name = "assessment"
urlpatterns = [
    path("assessment/", views.states, name="states"),
    path("assessment/packs/", pack_views.packs, name="packs"),
    path("assessment/packs/order/", pack_views.order, name="pack_order"),
    path("assessment/packs/<int:number>/", pack_views.pack, name="pack"),
    path("assessment/packs/<int:number>/file/", pack_views.download, name="pack_file"),
    path("assessment/<str:clause>/", views.clause, name="clause"),
]
