"""What an agent may do to a line of credit: typed reads, and quotes that a person confirms."""
