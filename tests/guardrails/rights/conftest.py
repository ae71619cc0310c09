from typing import TYPE_CHECKING

import pytest

from guardrails.rights import RightsDetector

if TYPE_CHECKING:
    from api.ears import Ears


@pytest.fixture
def detector(ears: "Ears") -> RightsDetector:
    """The detector as it is served."""
    return ears.rights
