"""The ports of the contract, one module a noun. Each signature says whose books it opens."""
