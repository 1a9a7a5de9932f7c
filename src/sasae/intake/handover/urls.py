from django.urls import path

from sasae.intake.handover import difference_views, file_views, views

app_name = "handover"
urlpatterns = [
    path("handover/", views.publications, name="publications"),
    path("handover/answers/", file_views.answers, name="answers"),
    path("handover/differences/", difference_views.differences, name="differences"),
    path("handover/differences/<str:receipt_number>/", difference_views.differences_of, name="differences_of"),
]
