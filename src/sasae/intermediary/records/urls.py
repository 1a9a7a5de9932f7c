from django.urls import path

from sasae.intermediary.records import difference_views, views

app_name = "records"
urlpatterns = [
    path("records/", views.records, name="records"),
    path("records/differences/", difference_views.differences, name="differences"),
    path("records/differences/<int:number>/", difference_views.difference, name="difference"),
    path("records/differences/<int:number>/explanation/", difference_views.explanation, name="explanation"),
    path("records/<int:number>/", views.record, name="record"),
    path("records/<int:number>/correction/", views.correction, name="correction"),
]
