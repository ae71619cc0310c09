"""How weights that ship were learnt, so that they can be learnt again."""
