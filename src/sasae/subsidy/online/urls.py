from django.urls import path

from sasae.subsidy.online import claim_views, decision_views, paper_views, sender_views, views

app_name = "online"
urlpatterns = [
    path("notifications/sent/", views.all_sent, name="all_sent"),
    path("notifications/sent/<int:pk>/", views.sent, name="sent"),
    path("notifications/sent/<int:pk>/again/", views.again, name="again"),
    path("notifications/sent/<int:pk>/answer/", views.answer, name="answer"),
    path("notifications/sent/<int:pk>/decide/", decision_views.decide, name="decide"),
    path("notifications/sent/<int:pk>/approve/", decision_views.approve, name="approve"),
    path("notifications/sent/<int:pk>/claim/", claim_views.claim, name="claim"),
    path("notifications/sent/<int:pk>/papers/<int:number>/", paper_views.paper, name="paper"),
    path("notifications/sent/<int:pk>/sender/", sender_views.sender, name="sender"),
    path("notifications/sent/<int:pk>/sender/<int:match>/confirm/", sender_views.confirm, name="confirm_sender"),
    path("notifications/sent/<int:pk>/sender/<int:match>/reject/", sender_views.reject, name="reject_sender"),
    path("notifications/sent/<int:pk>/<int:position>/", views.enter, name="enter"),
]
