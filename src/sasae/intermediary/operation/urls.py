from django.urls import path

from sasae.intermediary.operation import figure_views, views

app_name = "operation"
urlpatterns = [
    path("operation/", views.status, name="status"),
    path("operation/maintenance/", views.maintenance, name="maintenance"),
    path("operation/maintenance/end/", views.end_maintenance, name="end_maintenance"),
    path("operation/try/", views.try_connection, name="try_connection"),
    path("operation/figures/", figure_views.figures, name="figures"),
    path("operation/bodies/", figure_views.body_figures, name="body_figures"),
]
