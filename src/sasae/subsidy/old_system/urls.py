from django.urls import path

from sasae.subsidy.old_system import views

app_name = "old_system"
urlpatterns = [
    path("old-system/", views.migrations, name="migrations"),
    path("old-system/new/", views.new, name="new"),
    path("old-system/files/", views.described, name="described"),
    path("old-system/<str:number>/", views.migration, name="migration"),
    path("old-system/<str:number>/give/", views.give, name="give"),
    path("old-system/<str:number>/step/", views.step, name="step"),
    path("old-system/<str:number>/differences/", views.differences, name="differences"),
    path("old-system/<str:number>/report/", views.paper, name="report"),
]
