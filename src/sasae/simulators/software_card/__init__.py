"""Stands where a number card and its reader stand: a page of its own origin that takes the PIN and signs.

Protocol: the browser comes to /sign with `kind` (signing or user), `digest` (SHA-256, hex), `label`, `return_to` and
`state`; it leaves with a form that posts `state`, `signature` (CMS, DER) and `certificate` (DER), both base64, to
`return_to`, or `state` and `error` when the holder gives up. Whoever asked sees neither PIN nor key. Works without scripts.

PINs of every card: 署名用 Sasae123, 利用者証明用 1234. Five and three wrong tries lock a card; /unlock mends it.
"""
