from django.urls import path

from sasae.subsidy.renewals import letter_views, rehearsal_views, target_views, views

app_name = "renewals"
urlpatterns = [
    path("renewals/", views.renewals, name="renewals"),
    path("renewals/open/", views.open_renewal, name="open"),
    path("renewals/<int:pk>/", views.renewal, name="renewal"),
    path("renewals/<int:pk>/steps/<slug:key>/start/", views.start, name="start"),
    path("renewals/<int:pk>/again/", views.again, name="judge_again"),
    path("renewals/steps/<int:pk>/approve/", views.approve, name="approve"),
    path("renewals/steps/<int:pk>/return/", views.send_back, name="send_back"),
    path("renewals/<int:pk>/targets/", views.targets, name="targets"),
    path("renewals/targets/<int:pk>/", target_views.target, name="target"),
    path("renewals/targets/<int:pk>/<slug:paper>/", target_views.take, name="take"),
    path("renewals/letters/<int:pk>/returned/", letter_views.returned, name="returned"),
    path("rehearsals/", rehearsal_views.rehearsals, name="rehearsals"),
    path("rehearsals/new/", rehearsal_views.rehearse, name="rehearse"),
    path("rehearsals/<int:pk>/", rehearsal_views.rehearsal, name="rehearsal"),
    path("rehearsals/<int:pk>/again/", rehearsal_views.again, name="again"),
    path("rehearsals/lines/<int:pk>/", rehearsal_views.line, name="line"),
    path("whatif/", rehearsal_views.what_if, name="whatif"),
    path("replays/", views.replays, name="replays"),
]
