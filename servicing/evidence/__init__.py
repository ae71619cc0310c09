"""Files that borrowers send about a dispute: admitted, kept by hash, never trusted."""
