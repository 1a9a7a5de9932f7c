from django.urls import path

from sasae.foundation.moves import views

app_name = "moves"
urlpatterns = [
    path("users/moves/", views.files, name="files"),
    path("users/moves/new/", views.take, name="take"),
    path("users/moves/<int:number>/", views.file, name="file"),
    path("users/moves/<int:number>/approve/", views.approve, name="approve"),
    path("users/moves/<int:number>/cancel/", views.cancel, name="cancel"),
    path("users/moves/<int:number>/confirm/", views.confirm, name="confirm"),
]
