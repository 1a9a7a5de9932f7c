from django.urls import path

from sasae.subsidy.contractors import people_views, request_views, views, watching_views

app_name = "contractors"
urlpatterns = [
    path("contractors/", views.every, name="contracts"),
    path("contractors/new/", views.new, name="new"),
    path("contractors/requests/<str:number>/", request_views.asked, name="request"),
    path("contractors/requests/<str:number>/permit/", request_views.permit, name="permit"),
    path("contractors/requests/<str:number>/refuse/", request_views.refuse, name="refuse"),
    path("contractors/requests/<str:number>/contract/", request_views.below, name="below"),
    path("contractors/workers/<str:number>/pledge/", people_views.pledge, name="pledge"),
    path("contractors/workers/<str:number>/leave/", people_views.leave, name="leave"),
    path("contractors/reports/<int:pk>/handle/", watching_views.handle, name="handle"),
    path("contractors/entrusted/<int:pk>/settle/", watching_views.settle, name="settle"),
    path("contractors/audits/<int:pk>/finish/", watching_views.finish, name="finish"),
    path("contractors/defects/<int:pk>/mend/", watching_views.mend, name="mend"),
    path("contractors/defects/<int:pk>/see/", watching_views.see, name="see"),
    path("contractors/<str:number>/", views.contract, name="contract"),
    path("contractors/<str:number>/clauses/", views.check, name="clauses"),
    path("contractors/<str:number>/confirm/", views.confirm, name="confirm"),
    path("contractors/<str:number>/end/", views.end, name="end"),
    path("contractors/<str:number>/requests/new/", request_views.new, name="ask"),
    path("contractors/<str:number>/workers/new/", people_views.new, name="name_worker"),
    path("contractors/<str:number>/reports/new/", watching_views.report, name="report"),
    path("contractors/<str:number>/entrusted/new/", watching_views.entrust, name="entrust"),
    path("contractors/<str:number>/audits/new/", watching_views.plan, name="plan"),
]
