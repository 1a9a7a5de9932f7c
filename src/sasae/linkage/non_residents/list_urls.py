"""The page for people; the numbers themselves are given at the contracts' listener (`urls`)."""

from django.urls import path

from sasae.linkage.non_residents import list_views

app_name = "non_resident_list"
urlpatterns = [path("non-residents/", list_views.non_residents, name="non_residents")]
