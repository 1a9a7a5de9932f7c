"""Setting a password or an authenticator anew when it was lost: a supervisor asks after having seen the person, the ID manager grants."""
