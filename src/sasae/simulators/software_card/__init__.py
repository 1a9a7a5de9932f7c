"""Stands where a number card and its reader stand: a page of its own origin that takes the PIN and signs.

Protocol: the browser comes to /sign (GET) with

    kind        signing (署名用) or user (利用者証明用)
    digest      SHA-256 of what is to be signed, or the challenge of a log-in: 64 hex digits
    label       what is signed, in words for the holder; at most 200 characters
    return_to   where the browser goes next; its origin must be one of settings.SASAE_CARD_RETURNS
    state       given back as it came; at most 500 characters

and leaves with a form the holder sends by a button: POST to `return_to` with `state`, `signature` (CMS, DER) and
`certificate` (DER), both base64, or with `state` and `error=cancelled` when the holder gives up. Whoever asked sees
neither PIN nor key. Works without scripts.

PINs of every card: 署名用 Sasae123 (capital and small letters are the same), 利用者証明用 1234. Five and three wrong
tries lock a card; /unlock stands for the ward office, which unlocks, renews and stops cards. Magic persons: see
card_authority/actions.py.
"""
