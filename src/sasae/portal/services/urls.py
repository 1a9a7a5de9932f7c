from django.urls import path

from sasae.portal.services import views

app_name = "services"
urlpatterns = [
    path("", views.search, name="search"),
    path("services/<slug:code>/", views.service, name="service"),
]
