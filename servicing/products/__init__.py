"""What a lender offers, as data (`*.yaml` beside this file)."""

from servicing.products.definition import Product, Tier, load_product, load_products

__all__ = ["Product", "Tier", "load_product", "load_products"]
