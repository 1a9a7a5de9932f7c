from django.urls import path

from sasae.subsidy.desk import note_views, views

app_name = "desk"
urlpatterns = [
    path("desk/", views.work, name="work"),
    path("desk/assign/", views.assign, name="assign"),
    path("desk/searches/", views.keep_search, name="keep_search"),
    path("desk/files/", views.take_out, name="take_out"),
    path("desk/files/<int:run>/", views.file, name="file"),
    path("desk/files/<int:run>/content/", views.download, name="download"),
    path("desk/notes/<int:pk>/", note_views.note, name="note"),
    path("desk/applications/<str:number>/", views.handling, name="handling"),
    path("desk/people/<str:atena_no>/", note_views.timeline, name="timeline"),
    path("desk/people/<str:atena_no>/notes/", note_views.notes, name="notes"),
]
