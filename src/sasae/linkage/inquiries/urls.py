from django.urls import path

from sasae.linkage.inquiries import views

app_name = "inquiries"
urlpatterns = [
    path("inquiries/", views.inquiries, name="inquiries"),
    path("inquiries/<str:number>/", views.inquiry, name="inquiry"),
]
