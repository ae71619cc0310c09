"""What a lender offers, as data (`*.yaml` beside this file), and which rules reach it."""

from servicing.products.definition import Event, Fees, Product, Subscription, Tier
from servicing.products.library import BadProduct, load_product, load_products

__all__ = [
    "BadProduct",
    "Event",
    "Fees",
    "Product",
    "Subscription",
    "Tier",
    "load_product",
    "load_products",
]
