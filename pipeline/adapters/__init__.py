"""One outside neighbour each; the only home of third-party imports, structlog excepted."""
