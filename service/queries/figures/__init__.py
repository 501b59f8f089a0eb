"""The figures every hotline reports (统计指标): one definition each, whoever asks."""
