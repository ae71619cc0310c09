"""Who talks: the borrower of a case, and the model that a case scripts."""
