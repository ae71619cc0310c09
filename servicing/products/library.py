"""Reading product definitions."""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from servicing.products.checks import contradictions
from servicing.products.definition import Product


class BadProduct(ValueError):
    """A definition can't be used; the message names the file, and each field that is wrong."""


def load_product(text: str, source: str = "definition") -> Product:
    """Read one definition; raises `BadProduct`."""
    try:
        product = Product.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise BadProduct(f"{source}: not YAML: {error}") from error
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'definition'}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        )
        raise BadProduct(f"{source}: {found}") from error
    wrong = contradictions(product)
    if wrong:
        raise BadProduct(f"{source}: {'; '.join(wrong)}")
    return product


def load_products(*folders: Path) -> dict[str, Product]:
    """Read the definitions that ship with the package, and a lender's own folders, by id.

    Raises `BadProduct`, also when two files define one id.
    """
    packaged = Path(str(files("servicing.products")))
    return _by_id(path for folder in (packaged, *folders) for path in sorted(folder.glob("*.yaml")))


def _by_id(paths: Iterable[Path]) -> dict[str, Product]:
    found: dict[str, Product] = {}
    for path in paths:
        product = load_product(path.read_text(encoding="utf-8"), path.name)
        if product.id in found:
            raise BadProduct(f"{path.name}: a product {product.id!r} is already there")
        found[product.id] = product
    return found
