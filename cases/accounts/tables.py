"""The table of recommendations that nothing is left of."""

from datetime import date

from sqlmodel import Field, SQLModel


class RecommendationOver(SQLModel, table=True):
    """A recommendation of a notice that stands no more, as nothing was late any more on a day; never changed."""

    __tablename__ = "recommendation_over"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    recommended_on: date
    over_on: date
