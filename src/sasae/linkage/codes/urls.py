from django.urls import path

from sasae.linkage.codes import views

app_name = "codes"
urlpatterns = [path("codes/", views.requests, name="requests")]
