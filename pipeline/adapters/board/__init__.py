"""Static pages: what a browser shows without a server of ours."""
