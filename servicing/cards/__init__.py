"""Card authorisations: credit held until the merchant's capture, in two phases."""
