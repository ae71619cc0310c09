"""The model that a case scripts in a provider's place."""
