from django.urls import path

from sasae.linkage.people import views

app_name = "people"
urlpatterns = [
    path("people/", views.search, name="search"),
    path("people/<str:atena_no>/", views.person, name="person"),
    path("people/<str:atena_no>/number/", views.number, name="number"),
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/take/", views.take, name="take"),
]
