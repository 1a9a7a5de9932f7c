from django.urls import path

from sasae.intermediary.inquiries import views

app_name = "inquiries"
urlpatterns = [path("inquiries/", views.inquiries, name="inquiries")]
