"""The desk as its callers see it: who is at work, what they read, and the port to the books."""

from tools.desk.model import LIMITS, ROLES, Limit, Role, Staff, StaffAct
from tools.desk.ports import Desk

__all__ = ["LIMITS", "ROLES", "Desk", "Limit", "Role", "Staff", "StaffAct"]
