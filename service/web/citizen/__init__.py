"""The citizen's pages (市民页面), without a log-in: progress, and a rating by its link."""
