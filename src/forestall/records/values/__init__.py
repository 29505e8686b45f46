"""Value types that know how to check, compare and combine themselves; nothing else parses them."""
