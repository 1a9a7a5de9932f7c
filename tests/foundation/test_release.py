"""Guarded texts: no way out but release()."""

import copy
import json
import pickle
from types import SimpleNamespace

import pytest
from django.db import connection, models
from django.template import Context, Template

from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK, GuardedText, GuardedTextField, ReleaseRefused, release
from tests.showings import let_see

SHELTER = "川崎市秘密町1-2-3"
HANAKO = "000000000000042"
SYSTEM = Actor("batch:1", "一斉更新", "batch")


class TestNoWayOut:
    guarded = GuardedText(SHELTER)

    @pytest.mark.parametrize(
        "way",
        [
            str,
            repr,
            lambda g: f"{g}",
            lambda g: f"{g:>20}",
            lambda g: "%s %r" % (g, g),  # noqa: UP031
            lambda g: "{}".format(g),  # noqa: UP032
            lambda g: "".join(map(str, [g])),
            lambda g: Template("{{ g }}").render(Context({"g": g})),
            lambda g: Template("{{ g|upper }}{{ g|safe }}{{ g|slice:':3' }}").render(Context({"g": g})),
            lambda g: json.dumps({"g": g}, default=str),
            lambda g: str([g]) + str({"g": g}),
            lambda g: str(copy.copy(g)) + str(copy.deepcopy([g])),
            lambda g: str(vars(g)) if hasattr(g, "__dict__") else "",
        ],
    )
    def test_it_turns_into_its_mask(self, way):
        said = way(self.guarded)
        assert not set("秘密町") & set(said)

    @pytest.mark.parametrize(
        "way",
        [
            json.dumps,
            pickle.dumps,
            bytes,
            list,
            len,
            lambda g: g + "",
            lambda g: g[0],
            lambda g: "秘密" in g,
            lambda g: g.encode(),
            lambda g: sorted([g, GuardedText("a")]),
        ],
    )
    def test_it_refuses_to_be_taken_apart(self, way):
        with pytest.raises((TypeError, AttributeError)):
            way(self.guarded)

    def test_equal_texts_are_equal_and_never_equal_to_a_str(self):
        assert self.guarded == GuardedText(SHELTER)
        assert self.guarded != GuardedText("ほか")
        assert self.guarded != SHELTER

    def test_nothing_is_shown_as_nothing(self):
        assert str(GuardedText("")) == ""
        assert not GuardedText("")


class TestRelease:
    pytestmark = pytest.mark.django_db(databases=["default", "journal"])
    guarded = GuardedText(SHELTER)

    def test_an_unprotected_person_s_text_comes_out_without_a_line(self, staff):
        actor = staff().actor
        text = release(self.guarded, actor=actor, way="screen", person=HANAKO, protected=False, reason="窓口")
        assert text == SHELTER
        assert not HistoryEntry.objects.filter(event__startswith="protected.").exists()

    def test_on_screen_a_protected_person_s_text_is_masked_without_the_right(self, staff):
        actor = staff("history.view").actor
        asked = {"actor": actor, "way": "screen", "person": HANAKO, "protected": True, "reason": "窓口"}
        assert release(self.guarded, **asked) == MASK

    def test_with_the_right_and_another_s_permission_it_is_shown_and_journaled(self, staff):
        user = staff("protected.view")
        actor = user.actor
        asked = {"actor": actor, "way": "screen", "person": HANAKO, "protected": True, "reason": "窓口"}
        assert release(self.guarded, **asked) == MASK
        let_see(SimpleNamespace(staff=user), HANAKO)
        assert release(self.guarded, **asked) == SHELTER
        entry = HistoryEntry.objects.get(event="protected.released")
        assert (entry.persons, entry.actor_id) == ([HANAKO], actor.id)
        assert SHELTER not in json.dumps(entry.detail, ensure_ascii=False)

    def test_into_a_file_it_does_not_go_without_the_right(self, staff, refusals):
        actor = staff("history.view").actor
        with pytest.raises(ReleaseRefused):
            release(self.guarded, actor=actor, way="file", person=HANAKO, protected=True, reason="一覧")
        assert "protected.refused" in refusals()[-1]

    def test_a_notice_to_the_person_is_printed_and_journaled(self):
        text = release(self.guarded, actor=SYSTEM, way="print", person=HANAKO, protected=True, reason="交付通知")
        assert text == SHELTER
        assert HistoryEntry.objects.get(event="protected.released").detail["way"] == "印刷"

    def test_without_a_reason_nothing_leaves(self):
        with pytest.raises(ReleaseRefused):
            release(self.guarded, actor=SYSTEM, way="print", person=HANAKO, protected=True, reason="")


class Lodging(models.Model):
    """A model of this test alone; its table is made in the test's transaction."""

    address = GuardedTextField("住所", blank=True, max_length=300)

    class Meta:
        app_label = "trial"
        db_table = "trial_lodging"
        managed = False


@pytest.fixture
def lodgings(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE trial_lodging (id bigserial PRIMARY KEY, address text NOT NULL) ON COMMIT DROP"
        )
    return Lodging.objects


class TestField:
    def test_it_goes_into_the_column_and_comes_back_guarded(self, lodgings):
        lodgings.create(address=SHELTER)
        back = lodgings.get(address=SHELTER)
        assert back.address == GuardedText(SHELTER)
        assert str(back.address) == MASK

    def test_values_and_lists_give_guarded_texts_too(self, lodgings):
        lodgings.create(address=GuardedText(SHELTER))
        assert str(list(lodgings.values("address"))) == str([{"address": GuardedText(SHELTER)}])
        assert SHELTER not in str(list(lodgings.values_list("address", flat=True)))

    def test_a_form_never_shows_what_is_stored(self, lodgings):
        from django.forms import modelform_factory

        row = lodgings.create(address=SHELTER)
        form = modelform_factory(Lodging, fields=["address"])(instance=row)
        assert SHELTER not in form.as_p()

    def test_a_form_takes_a_new_text(self, lodgings):
        from django.forms import modelform_factory

        row = lodgings.create(address=SHELTER)
        form = modelform_factory(Lodging, fields=["address"])({"address": "新しい住所"}, instance=row)
        assert form.is_valid(), form.errors
        assert form.save(commit=False).address == GuardedText("新しい住所")

    def test_a_dump_holds_the_mask(self, lodgings):
        from django.core.serializers import serialize

        lodgings.create(address=SHELTER)
        assert SHELTER not in serialize("json", lodgings.all())
