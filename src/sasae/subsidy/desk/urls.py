from django.urls import path

from sasae.subsidy.desk import bulk_views, note_views, views

app_name = "desk"
urlpatterns = [
    path("desk/", views.work, name="work"),
    path("desk/assign/", bulk_views.assign, name="assign"),
    path("desk/due/", bulk_views.set_due, name="set_due"),
    path("desk/notes/", bulk_views.note_all, name="note_all"),
    path("desk/searches/", views.keep_search, name="keep_search"),
    path("desk/files/", bulk_views.take_out, name="take_out"),
    path("desk/files/<int:run>/", bulk_views.file, name="file"),
    path("desk/files/<int:run>/content/", bulk_views.download, name="download"),
    path("desk/notes/<int:pk>/", note_views.note, name="note"),
    path("desk/cases/<str:case>/", views.handling, name="handling"),
    path("desk/people/<str:atena_no>/", note_views.timeline, name="timeline"),
    path("desk/people/<str:atena_no>/notes/", note_views.notes, name="notes"),
]
