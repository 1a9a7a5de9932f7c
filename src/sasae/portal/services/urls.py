from django.urls import path

from sasae.portal.services import views

app_name = "services"
urlpatterns = [
    path("", views.search, name="search"),
    path("could-i/", views.could_i, name="could_i"),
    path("help/", views.offices, name="offices"),
    path("help/<slug:code>/", views.guide, name="help"),
    path("services/<slug:code>/", views.service, name="service"),
]
