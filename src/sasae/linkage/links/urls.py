from django.urls import path

from sasae.linkage.links import views

app_name = "links"
urlpatterns = [
    path("links/", views.bases, name="bases"),
    path("links/connections/", views.connections, name="connections"),
]
