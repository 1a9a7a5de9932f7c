from django.urls import path

from sasae.linkage.people import views

app_name = "people"
urlpatterns = [
    path("people/", views.search, name="search"),
    path("people/<str:atena_no>/", views.person, name="person"),
    path("people/<str:atena_no>/number/", views.number, name="number"),
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/take/", views.take, name="take"),
    path("feeds/<slug:system>/all/", views.take_all, name="take_all"),
    path("feeds/held/", views.held, name="held"),
    path("feeds/held/<int:number>/", views.held_change, name="held_change"),
    path("feeds/held/<int:number>/dismiss/", views.dismiss, name="dismiss"),
    path("feeds/held/<int:number>/take/", views.take_one, name="take_one"),
]
