"""surat: an office's outgoing letters, from draft to dispatch, on shared folders."""

from typing import Final

__version__: Final = "0.1.0"
