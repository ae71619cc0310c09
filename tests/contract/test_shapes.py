"""The servicing side's shapes and the assistant's views are two ends of one contract."""

from servicing.contract import account, ledger, payments, plans, quotes, rights
from servicing.contract.shape import Shape
from tools import plan_views, views
from tools.values import View

VIEW_OF = {"Quote": "QuoteView"}


def shapes() -> list[type[Shape]]:
    found = [
        one
        for module in (account, ledger, payments, plans, quotes, rights)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Shape) and one is not Shape
    ]
    return list(dict.fromkeys(found))


def test_every_shape_has_a_view_of_the_same_members() -> None:
    assert len(shapes()) > 20
    for shape in shapes():
        name = VIEW_OF.get(shape.__name__, shape.__name__)
        view: type[View] = getattr(views if hasattr(views, name) else plan_views, name)
        assert set(shape.model_fields) == set(view.model_fields), shape.__name__
