"""The card's page: PIN, signature, the way back; whom it does not answer."""

import base64
import hashlib
import re
import subprocess
from html import unescape

import pytest

from sasae.simulators.card_authority import actions
from sasae.simulators.card_authority.models import Card
from sasae.simulators.town.cast import CAST

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("sasae.simulators.urls_public"),
    pytest.mark.usefixtures("loaded"),
]
PORTAL = "https://portal.example:8443"
PAYLOAD = b'{"form":"certificate_application"}'
MISAKI, HINA, OSAMU = (CAST[key].atena_no for key in ("misaki", "hina", "osamu"))
ASKED = {
    "kind": "signing",
    "digest": hashlib.sha256(PAYLOAD).hexdigest(),
    "return_to": f"{PORTAL}/signatures/returned",
    "state": "s-t_a.t~e",
    "label": "ひとり親家庭等医療証の交付申請",
}


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.SASAE_CARD_RETURNS = [PORTAL]


def sign(client, card=MISAKI, pin=actions.SIGNING_PIN, **changes):
    return client.post("/sign", {**ASKED, "card": card, "pin": pin, **changes})


def hidden(response) -> dict[str, str]:
    """The fields that go back to the portal."""
    text = response.content.decode()
    form = re.search(rf'<form method="post" action="{re.escape(PORTAL)}[^>]*>(.*?)</form>', text, re.S)
    assert form is not None
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[1])}


def problem(response) -> str:
    assert response.status_code == 200
    found = re.search(r'role="alert">.*?<a href="#\w+">(.*?)</a>', response.content.decode(), re.S)
    return found[1] if found else ""


@pytest.mark.parametrize(("kind", "pin"), [("signing", "Sasae123"), ("user", "1234")])
def test_the_signature_goes_back_and_openssl_believes_it(client, tmp_path, kind, pin):
    assert "署名する" in client.get("/sign", ASKED).content.decode()
    back = hidden(sign(client, pin=pin, kind=kind))
    assert back["state"] == ASKED["state"]
    for name in ("signature", "certificate"):
        (tmp_path / name).write_bytes(base64.b64decode(back[name], validate=True))
    (tmp_path / "payload").write_bytes(PAYLOAD)
    (tmp_path / "root.der").write_bytes(client.get(f"/ca/{kind}.cer").content)
    subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem"], cwd=tmp_path, check=True
    )
    command = (
        "openssl cms -verify -inform DER -in signature -content payload -binary -CAfile root.pem -purpose any "
        "-no_check_time -certsout certs.pem -out said"
    )
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "said").read_bytes() == PAYLOAD
    assert (
        bytes(getattr(Card.objects.get(atena_no=MISAKI), f"{kind}_certificate"))
        == (tmp_path / "certificate").read_bytes()
    )


def test_the_holder_sees_what_is_asked_and_by_whom(client):
    text = client.get("/sign", ASKED).content.decode()
    assert all(each in text for each in (ASKED["label"], ASKED["digest"], PORTAL, "佐藤　美咲"))
    assert "佐藤　陽菜" not in text  # under 15
    assert "佐藤　陽菜" in client.get("/sign", {**ASKED, "kind": "user"}).content.decode()


def test_words_of_others_stay_words(client):
    text = client.get("/sign", {**ASKED, "label": '<script>"', "state": '"><x>'}).content.decode()
    assert "<script>" not in text
    assert '"><x>' not in text


def test_nothing_inline_and_back_to_the_asker_only(client):
    for response in (client.get("/sign", ASKED), sign(client)):
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert f"form-action 'self' {PORTAL}" in policy
        assert "frame-ancestors 'none'" in policy
        assert response["Cache-Control"] == "no-store"
        assert b"<script" not in response.content
        assert b"style=" not in response.content
    assert client.get("/card.css")["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    "changes",
    [
        {"return_to": "https://evil.example/"},
        {"return_to": "http://portal.example:8443/"},
        {"return_to": "https://portal.example/"},
        {"return_to": "https://portal.example:8443@evil.example/"},
        {"return_to": "https://portal.example:8443\\@evil.example/"},
        {"return_to": "https://portal.example:8443.evil.example/"},
        {"return_to": "javascript:alert(1)//https://portal.example:8443"},
        {"return_to": "//portal.example:8443/"},
        {"return_to": ""},
        {"kind": "other"},
        {"kind": ""},
        {"digest": "00"},
        {"digest": "g" * 64},
        {"digest": ASKED["digest"] + "\n"},
        {"state": ""},
        {"state": "x" * 501},
    ],
    ids=lambda changes: " ".join(f"{name}={value[:30]!r}" for name, value in changes.items()),
)
def test_whom_the_card_does_not_answer(client, changes):
    for response in (client.get("/sign", {**ASKED, **changes}), sign(client, **changes)):
        assert response.status_code == 400
        assert "この依頼には応じられません" in response.content.decode()
        assert b"<form" not in response.content
    assert not Card.objects.exists()


def test_the_signing_pin_has_five_tries(client):
    for left in (4, 3, 2, 1):
        assert problem(sign(client, pin="Sasae124")) == f"暗証番号が違います。あと{left}回間違えるとロックされます。"
    assert "ロックされています" in problem(sign(client, pin="Sasae124"))
    assert "ロックされています" in problem(sign(client))
    assert "signature" in hidden(sign(client, pin="1234", kind="user"))


def test_the_user_pin_has_three_tries(client):
    for _ in range(2):
        assert "あと" in problem(sign(client, kind="user", pin="0000"))
    assert "ロックされています" in problem(sign(client, kind="user", pin="0000"))
    assert "ロックされています" in problem(sign(client, kind="user", pin="1234"))


def test_the_right_pin_gives_the_tries_back(client):
    sign(client, pin="Sasae124")
    sign(client)
    assert Card.objects.get(atena_no=MISAKI).signing_tries == 5


@pytest.mark.parametrize(
    ("kind", "pin"), [("signing", "ｓａｓａｅ１２３"), ("signing", " SASAE123 "), ("user", "１２３４")]
)
def test_widths_and_capitals_are_forgiven(client, kind, pin):
    assert "signature" in hidden(sign(client, kind=kind, pin=pin))


@pytest.mark.parametrize(
    ("kind", "pin"),
    [("signing", ""), ("signing", "Sasae"), ("signing", "S" * 17), ("signing", "Sasae-123"), ("user", "123"), ("user", "12345"), ("user", "abcd")],
)  # fmt: skip
def test_what_can_be_no_pin_costs_no_try(client, kind, pin):
    sign(client)
    assert "で入れてください" in problem(sign(client, kind=kind, pin=pin))
    card = Card.objects.get(atena_no=MISAKI)
    assert (card.signing_tries, card.user_tries) == (5, 3)


def test_children_sign_nothing_but_can_be_told(client):
    assert "15歳未満" in problem(sign(client, card=HINA))
    assert "signature" in hidden(sign(client, card=HINA, kind="user", pin="1234"))


@pytest.mark.parametrize("card", ["", "abc", "999999999999999", "1" * 16, "'; --"])
def test_cards_that_do_not_exist(client, card):
    assert problem(sign(client, card=card))


def test_other_cards_are_found_by_name_reading_and_number(client):
    for words in ("みさき", "美咲", "佐藤 ミサキ", MISAKI[-5:]):
        assert "佐藤　美咲" in client.get("/sign", {**ASKED, "q": words}).content.decode()
    assert "カードが見つかりません" in client.get("/sign", {**ASKED, "q": "いないひと"}).content.decode()


def test_giving_up_goes_back_without_a_signature(client):
    assert hidden(client.get("/sign", ASKED)) == {"state": ASKED["state"], "error": "cancelled"}


def test_the_counter_unlocks_renews_and_stops(client):
    assert "ロックされています" in problem(sign(client, card=OSAMU))
    assert "解除しました" in client.post("/unlock", {"card": OSAMU, "what": "unlock"}).content.decode()
    before = hidden(sign(client, card=OSAMU))["certificate"]
    client.post("/unlock", {"card": OSAMU, "what": "renew"})
    assert hidden(sign(client, card=OSAMU))["certificate"] != before
    assert "止めました" in client.post("/unlock", {"card": OSAMU, "what": "lost"}).content.decode()
    assert client.post("/unlock", {"card": "nobody"}).status_code == 200


def test_the_start_page_tells_the_pins_that_hold(client):
    text = client.get("/").content.decode()
    assert actions.SIGNING_PIN in text
    assert actions.USER_PIN in text
    assert all(CAST[key].name in text for key in ("kenta", "tsuyoshi", "shigeru", "osamu"))
