from django.urls import path

from sasae.portal.inbox import views

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("receipt/<str:number>/", views.receipt, name="receipt"),
]
