"""旧システムからの移行: files of the system before, looked at, compared and taken over."""
