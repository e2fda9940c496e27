"""The register, the documents, a printer and the clock in memory: twins for tests of whoever uses them, held to the same contract as the real ones."""

from pipeline.adapters.memory.clock import FixedClock
from pipeline.adapters.memory.documents import MemoryDocuments
from pipeline.adapters.memory.printer import MemoryPrinter
from pipeline.adapters.memory.register import MemoryRegister

__all__ = ["FixedClock", "MemoryDocuments", "MemoryPrinter", "MemoryRegister"]
