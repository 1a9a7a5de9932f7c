from django.urls import path

from sasae.subsidy.transfers import permission_views, views

app_name = "transfers"
urlpatterns = [
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/permissions/", permission_views.permissions, name="permissions"),
    path("transfers/permissions/new/", permission_views.new, name="new"),
    path("transfers/permissions/<str:number>/", permission_views.permission, name="permission"),
    path("transfers/permissions/<str:number>/permit/", permission_views.permit, name="permit"),
    path("transfers/permissions/<str:number>/refuse/", permission_views.refuse, name="refuse"),
    path("transfers/permissions/<str:number>/withdraw/", permission_views.withdraw, name="withdraw"),
    path("transfers/<int:pk>/", views.transfer, name="transfer"),
]
