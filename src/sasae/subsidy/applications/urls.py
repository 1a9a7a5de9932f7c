from django.urls import path

from sasae.subsidy.applications import desk_views, views

app_name = "applications"
urlpatterns = [
    path("applications/", views.applications, name="applications"),
    path("applications/take/", views.take, name="take"),
    path("applications/new/", desk_views.enter, name="enter"),
    path("applications/<str:number>/", views.application, name="application"),
    path("applications/<str:number>/confirm/", desk_views.confirm, name="confirm"),
    path("applications/<str:number>/withdraw/", desk_views.withdraw, name="withdraw"),
    path("applications/<str:number>/identify/<str:place>/", desk_views.identify, name="identify"),
    path("applications/<str:number>/applicant/<int:match>/confirm/", desk_views.confirm_applicant, name="confirm_applicant"),
    path("applications/<str:number>/applicant/<int:match>/reject/", desk_views.reject_applicant, name="reject_applicant"),
]
