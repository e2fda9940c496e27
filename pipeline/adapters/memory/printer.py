"""A printer in memory: it takes jobs, and finishes or loses them as it is told."""

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain.printing import JobStanding


@dataclass(slots=True)
class MemoryPrinter:
    """What it was given, in order; a job's number is its place, from 1."""

    jobs: list[tuple[str, bytes]] = field(default_factory=list)
    standings: dict[int, JobStanding] = field(default_factory=dict)
    """what is told of a job; one that is not here is done"""

    def start(self, name: str, document: Path) -> int:
        """Take a job."""
        self.jobs.append((name, document.read_bytes()))
        return len(self.jobs)

    def find(self, name: str) -> int | None:
        """The newest job of that name."""
        return max((place for place, (one, _) in enumerate(self.jobs, 1) if one == name), default=None)

    def standing(self, job: int) -> JobStanding:
        """Where a job stands."""
        if not 1 <= job <= len(self.jobs):
            return JobStanding.LOST
        return self.standings.get(job, JobStanding.DONE)
