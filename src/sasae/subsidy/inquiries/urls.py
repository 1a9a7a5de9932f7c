from django.urls import path

from sasae.subsidy.inquiries import views

app_name = "inquiries"
urlpatterns = [
    path("file-inquiries/", views.inquiries, name="inquiries"),
    path("file-inquiries/new/", views.receive, name="receive"),
    path("file-inquiries/<str:number>/", views.inquiry, name="inquiry"),
    path("file-inquiries/<str:number>/note/", views.note, name="note"),
    path("file-inquiries/<str:number>/answer/", views.answer, name="answer"),
]
