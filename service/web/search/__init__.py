"""Search (查询): all tickets a person may see, by words and filters that stand in the address."""
