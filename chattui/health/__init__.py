"""Health: the live checks, from the clock to the administrator's rights, in `examine`.

Nothing is changed at Google: what is sent either only asks, or is refused for its own content.
"""

from chattui.health.checks import MARKS, STEPS, Check, State, summary, titles
from chattui.health.examination import examine
from chattui.health.source import Source

__all__ = ["MARKS", "STEPS", "Check", "Source", "State", "examine", "summary", "titles"]
