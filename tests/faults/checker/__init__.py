"""What does a fault run leave behind that the promise does not allow?

It knows the contract and the tables and imports nothing of what it checks: what it needs of either is said again here.
"""

from tests.faults.checker.evidence import Evidence
from tests.faults.checker.gather import gather
from tests.faults.checker.verdict import RULES, verdict

__all__ = ["RULES", "Evidence", "gather", "verdict"]
