from django.urls import path

from sasae.foundation.audits import views

app_name = "audits"
urlpatterns = [
    path("audits/", views.samples, name="samples"),
    path("audits/draw/", views.draw, name="draw"),
    path("audits/<int:number>/", views.sample, name="sample"),
    path("audits/<int:number>/again/", views.again, name="again"),
    path("audits/drawn/<int:number>/", views.drawn, name="drawn"),
]
