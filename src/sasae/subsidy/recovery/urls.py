from django.urls import path, re_path

from sasae.subsidy.recovery import views

app_name = "recovery"
urlpatterns = [
    path("recovery/", views.receivables, name="receivables"),
    path("recovery/proposals/", views.proposals, name="proposals"),
    re_path(r"^recovery/new/(?P<kind>claim|line)/(?P<pk>[0-9]+)/$", views.new, name="new"),
    path("recovery/reminders/", views.remind_picked, name="remind_picked"),
    path("recovery/orders/<int:pk>/approve/", views.approve, name="approve"),
    path("recovery/orders/<int:pk>/drop/", views.drop_order, name="drop_order"),
    path("recovery/<str:number>/", views.receivable, name="receivable"),
    path("recovery/<str:number>/decide/", views.decide, name="decide"),
    path("recovery/<str:number>/drop/", views.drop, name="drop"),
    path("recovery/<str:number>/pay/", views.pay, name="pay"),
    path("recovery/<str:number>/order/", views.order, name="order"),
    path("recovery/<str:number>/interrupt/", views.interrupt, name="interrupt"),
    path("recovery/<str:number>/remind/", views.remind, name="remind"),
    path("recovery/<str:number>/slip/", views.slip, name="slip"),
    path("recovery/<str:number>/close/", views.close, name="close"),
]
