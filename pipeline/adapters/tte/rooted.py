"""The `Judge` port: `judge.py` with the office's own list of trusted roots, whose libraries are imported when the first file is judged."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.signing import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class RootedJudge:
    """Judges by the roots an office trusts."""

    trust_roots: tuple[Path, ...]
    state_roots: tuple[Path, ...] = ()
    """those of them that are a state certification centre's"""

    def verify(self, document: Path) -> Verification:
        """All that the signatures of `document` say."""
        from pipeline.adapters.tte.judge import verify

        return verify(document, self.trust_roots, self.state_roots)

    def adds_one_signature(self, approved: Path, signed: Path) -> bool:
        """Whether `signed` is `approved` with one more valid signature and nothing else."""
        from pipeline.adapters.tte.proof import prove

        return not prove(approved, signed, self.trust_roots).fault
