from django.urls import path

from sasae.subsidy.entitlements import asking_views, views

app_name = "entitlements"
urlpatterns = [
    path("examinations/", views.approvals, name="approvals"),
    path("examinations/prepare/<str:number>/", views.prepare, name="prepare"),
    path("examinations/<int:pk>/", views.examination, name="examination"),
    path("examinations/<int:pk>/request/", views.request_approval, name="request"),
    path("examinations/<int:pk>/approve/", views.approve, name="approve"),
    path("examinations/<int:pk>/return/", views.send_back, name="return"),
    path("examinations/<int:pk>/ask/", asking_views.ask, name="ask"),
    path("examinations/<int:pk>/inquire/<str:atena_no>/", views.inquire, name="inquire"),
    path("examinations/<int:pk>/answers/<int:inquiry>/correct/", views.correct_answer, name="correct_answer"),
]
