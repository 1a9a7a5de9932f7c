"""What a member of staff of this service may be given, and the pairs nobody may combine."""

RIGHTS: dict[str, str] = {}

EXCLUSIVE: list[tuple[str, str]] = []
