"""The agents: the turn pipeline, the model port, the embedded engine, the procedures."""
