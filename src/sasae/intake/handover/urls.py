from django.urls import path

from sasae.intake.handover import difference_views, views

app_name = "handover"
urlpatterns = [
    path("handover/", views.publications, name="publications"),
    path("handover/differences/", difference_views.differences, name="differences"),
    path("handover/differences/<str:receipt_number>/", difference_views.differences_of, name="differences_of"),
]
