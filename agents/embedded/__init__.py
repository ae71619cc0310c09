"""The embedded engine: a deterministic dialogue engine behind the model port.

It isn't a language model and says so when asked. It reads nothing itself: the pipeline gives
it the brief. It plans tool calls, and words a reply from their results.
"""

from agents.embedded.chat_model import EmbeddedChatModel

__all__ = ["EmbeddedChatModel"]
