"""Where one role finds one database: the server, and the servers that stand by for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DatabasePlace:
    """One log-in to one database; `standbys` are the servers (host, port) that take over from the first."""

    host: str
    port: int
    name: str
    user: str
    password: str
    standbys: tuple[tuple[str, int], ...] = ()

    @property
    def server(self) -> dict[str, str]:
        """Where the server is, as libpq takes it: of several the one that can be written to."""
        every = [(self.host, self.port), *self.standbys]
        told = {"host": ",".join(host for host, _ in every), "port": ",".join(str(port) for _, port in every)}
        return {**told, "target_session_attrs": "read-write"} if self.standbys else told

    @property
    def dsn(self) -> str:
        """As libpq takes it."""
        said = {**self.server, "dbname": self.name, "user": self.user}
        return " ".join(f"{key}={_quoted(value)}" for key, value in {**said, "password": self.password}.items())


def _quoted(value: str) -> str:
    """A value of a connection string: names may hold spaces."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
