"""Objects of the module sys that are easiest made in Python; run once at start-up."""

import sys
from _types import SimpleNamespace

sys.implementation = SimpleNamespace(**sys.implementation)
sys.monitoring.events = SimpleNamespace(**sys.monitoring.events)
