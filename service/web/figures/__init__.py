"""The figures (统计): any period, cut any way, with the tickets behind each count."""
