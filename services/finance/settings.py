"""What finance is told from outside."""

from shared.settings import ServiceSettings


class FinanceSettings(ServiceSettings):
    """`first_year`: the academic year (the one that it begins in) of the alliance's first core grant."""

    first_year: int = 2026
