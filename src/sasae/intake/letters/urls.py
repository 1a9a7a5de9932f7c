from django.urls import path

from sasae.intake.letters import views

app_name = "letters"
urlpatterns = [
    path("letters/", views.replies, name="replies"),
    path("letters/<str:receipt_number>/read/", views.read, name="read"),
    path("letters/<str:receipt_number>/<int:reply>/<int:number>/", views.paper, name="paper"),
    path("letters/<str:receipt_number>/<int:reply>/<int:number>/pages/<int:page>/", views.paper_page, name="paper_page"),
]
