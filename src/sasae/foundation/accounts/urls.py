"""Log-in and the ID manager's screens."""

from django.urls import path

from sasae.foundation.accounts import review_views, sign_in, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second/", sign_in.second_factor, name="second_factor"),
    path("sign-in/enrol/", sign_in.enrol, name="enrol"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password/", sign_in.change_password, name="change_password"),
    path("users/", views.users, name="users"),
    path("users/personnel/", views.notices, name="notices"),
    path("users/review/", review_views.review, name="review"),
    path("users/review/sign/", review_views.sign, name="sign_review"),
    path("users/reviews/", review_views.reviews, name="reviews"),
    path("users/reviews/<int:pk>/", review_views.reviewed, name="reviewed"),
    path("users/new/", views.new_user, name="new_user"),
    path("users/<int:pk>/", views.user, name="user"),
    path("users/<int:pk>/grant/", views.new_grant, name="new_grant"),
    path("users/<int:pk>/revoke/<int:grant_pk>/", views.revoke, name="revoke"),
    path("users/<int:pk>/close/", views.close, name="close"),
]
