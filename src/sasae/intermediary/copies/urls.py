from django.urls import path

from sasae.intermediary.copies import batch_views, past_views, views

app_name = "copies"
urlpatterns = [
    path("copies/", views.copies, name="copies"),
    path("copies/<int:number>/", views.copy, name="copy"),
    path("copies/past/", past_views.past, name="past"),
    path("copies/batches/", batch_views.batches, name="batches"),
    path("copies/batches/<int:number>/", batch_views.batch, name="batch"),
    path("copies/freshness/", batch_views.freshness, name="freshness"),
]
