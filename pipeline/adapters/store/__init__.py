"""What the product knows for good: the register (SQLite) and the documents (files named by their digest)."""

from pipeline.adapters.store.documents import FileDocuments
from pipeline.adapters.store.register import SqlRegister

__all__ = ["FileDocuments", "SqlRegister"]
