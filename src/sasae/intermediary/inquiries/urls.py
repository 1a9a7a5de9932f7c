from django.urls import path

from sasae.intermediary.inquiries import views

app_name = "inquiries"
urlpatterns = [
    path("inquiries/", views.inquiries, name="inquiries"),
    path("inquiries/<str:processing_no>/", views.inquiry, name="inquiry"),
    path("inquiries/<str:processing_no>/again/", views.again, name="again"),
    path("inquiries/<str:processing_no>/giving-up/", views.giving_up, name="giving_up"),
]
