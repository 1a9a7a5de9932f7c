from django.urls import path

from sasae.linkage.codes import views

app_name = "codes"
urlpatterns = [
    path("codes/", views.requests, name="requests"),
    path("codes/<str:unified_no>/", views.one, name="request"),
    path("codes/<str:unified_no>/again/", views.again, name="again"),
]
