"""The public directory."""

from typing import Any

import sqlalchemy as sa

from app.models import Exam, Organisation
from app.projection.cursor import text_key, uuid_key
from app.projection.node import Ask, Connection, ListOf, Node, Order, Row
from app.schema.ids import PREFIXES
from app.schema.nodes.base import PUBLIC_CURSOR


def recognised(row: Row, ask: Ask) -> sa.Select[Any]:
    exam = ask.alias(Exam)
    return sa.select(*exam.c).where(exam.c.code == sa.any_(row.c.recognised_exams)).order_by(exam.c.position)


PROFILE = Node(Organisation, prefix=PREFIXES["OrganisationProfile"], many={"recognisedExams": ListOf(recognised)})

PROFILES = Connection(lambda _args: Order("organisation", (text_key("sort_name"), uuid_key())), PUBLIC_CURSOR)
