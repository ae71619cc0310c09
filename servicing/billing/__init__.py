"""The arithmetic of a cycle: interest, minimum, fees, allocation; and closing a cycle."""
