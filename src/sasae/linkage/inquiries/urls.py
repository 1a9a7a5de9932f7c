from django.urls import path

from sasae.linkage.inquiries import asking_views, views

app_name = "inquiries"
urlpatterns = [
    path("inquiries/", views.inquiries, name="inquiries"),
    path("inquiries/new/", asking_views.new, name="new"),
    path("inquiries/<str:number>/", views.inquiry, name="inquiry"),
    path("inquiries/<str:number>/fetch/", asking_views.fetch, name="fetch"),
    path("inquiries/<str:number>/answer/", asking_views.answer, name="answer"),
]
