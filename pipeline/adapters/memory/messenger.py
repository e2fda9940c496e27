"""Notices kept in memory, with the answers a test asks for."""

from dataclasses import dataclass, field

from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.notices import Notice


@dataclass(slots=True, kw_only=True)
class MemoryMessenger:
    """What was told, by its mark: the same notice again is the same one."""

    outcome: Outcome = Outcome.SENT
    told: dict[str, Notice] = field(default_factory=dict)

    def tell(self, notice: Notice) -> DeliveryReport:
        """Keep it, unless told to refuse."""
        if self.outcome in {Outcome.SENT, Outcome.UNCERTAIN}:
            self.told.setdefault(notice.mark, notice)
        return DeliveryReport(outcome=self.outcome, proof=notice.mark)
