from django.urls import path

from sasae.subsidy.people import views

app_name = "people"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/protected/", views.protected_persons, name="protected"),
    path("people/by-number/", views.by_number, name="by_number"),
    path("people/<str:atena_no>/", views.person, name="person"),
    path("people/<str:atena_no>/account/", views.account, name="account"),
]
