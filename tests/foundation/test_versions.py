"""Row versions: what a row was before, kept by the database, whoever changed it."""

import pytest
from django.db import DatabaseError, connection, transaction

from sasae.foundation.accounts import actions
from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.history import SYSTEM
from tests.staff import at

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")


def versions(model, **of):
    event = model._meta.apps.get_model("accounts", f"{model.__name__}Event")
    return list(event.objects.filter(**of).order_by("pgh_id"))


def test_every_state_of_a_row_is_kept(staff):
    user = staff(login_id="hanako", office="川崎区役所")
    actions.change_user(user, {"office": "幸区役所"}, by=BY)
    kept = versions(User, pgh_obj_id=user.pk)
    assert [(one.pgh_label, one.office) for one in kept] == [("insert", "川崎区役所"), ("update", "幸区役所")]


def test_many_rows_changed_at_once_are_kept_one_by_one(staff):
    users = [staff() for _ in range(3)]
    before = len(versions(User))
    User.objects.filter(pk__in=[user.pk for user in users]).update(office="高津区役所")
    assert len(versions(User)) == before + 3


def test_a_log_in_makes_no_version_and_the_password_is_in_none(signed_in):
    client = signed_in()
    kept = versions(User, pgh_obj_id=client.staff.pk)
    assert [one.pgh_label for one in kept] == ["insert"]
    assert not hasattr(kept[0], "password")


def test_a_version_knows_the_request_and_the_operator(signed_in):
    manager = signed_in("accounts.view", "accounts.manage")
    manager.post(at("/users/new/"), {"login_id": "saburo", "name": "高津 三郎", "office": "高津区役所"})
    context = versions(User, login_id="saburo")[0].pgh_context.metadata
    assert context["actor"] == manager.staff.login_id
    assert len(context["request"]) == 32


@pytest.mark.parametrize("verb", ["UPDATE {} SET pgh_id=pgh_id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["accounts_user_event", "accounts_grant_event"])
def test_versions_cannot_be_changed(staff, table, verb):
    staff("history.view")
    assert versions(Grant)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
