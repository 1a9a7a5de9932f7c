-- What is sealed to a version of the body's key that is no longer in use is sealed anew, and nothing else of it changes.

GRANT UPDATE (sealed_key) ON copy_batch TO BODY_ROLE;
