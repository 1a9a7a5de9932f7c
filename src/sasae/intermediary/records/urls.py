from django.urls import path

from sasae.intermediary.records import views

app_name = "records"
urlpatterns = [path("records/", views.records, name="records")]
