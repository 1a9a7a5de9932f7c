"""Code requests (符号取得要求), made without being asked when a new individual number arrives."""
