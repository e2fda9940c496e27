"""The YAML files people save: read strictly, kindly, and without ever quoting a secret."""

from pipeline.adapters.sidecar.loader import load, load_noting, redact

__all__ = ["load", "load_noting", "redact"]
