"""The model port: a provider model or the embedded engine, behind one interface."""

from agents.model.port import ModelPort, ModelUnavailable
from agents.model.provider import connect

__all__ = ["ModelPort", "ModelUnavailable", "connect"]
