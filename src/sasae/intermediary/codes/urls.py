from django.urls import path

from sasae.intermediary.codes import views

app_name = "codes"
urlpatterns = [path("codes/", views.codes, name="codes")]
