from django.urls import path

from sasae.subsidy.notifications import desk_views, family_views, mend_views, number_views, review_views, views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/reviews/", review_views.reviews, name="reviews"),
    path("notifications/reviews/consequences/", review_views.consequences, name="consequences"),
    path("notifications/reviews/consequences/<int:pk>/", review_views.tick, name="tick"),
    path("notifications/reviews/<int:pk>/", review_views.review, name="review"),
    path("notifications/reviews/<int:pk>/examine/", review_views.examine, name="examine"),
    path("notifications/reviews/<int:pk>/number/", number_views.number, name="number"),
    path("notifications/reviews/<int:pk>/settle/", review_views.settle, name="settle"),
    path("notifications/new/<str:atena_no>/", desk_views.choose, name="choose"),
    path("notifications/new/<str:atena_no>/<str:kind>/", desk_views.enter, name="enter"),
    path("notifications/<str:number>/", views.notification, name="notification"),
    path("notifications/<str:number>/confirm/", desk_views.confirm, name="confirm"),
    path("notifications/<str:number>/mend/", mend_views.mend, name="mend"),
    path("notifications/<str:number>/withdraw/", desk_views.withdraw, name="withdraw"),
    path("notifications/facts/<int:pk>/correct/", family_views.correct, name="correct"),
    path("people/<str:atena_no>/family/", family_views.family, name="family"),
]
