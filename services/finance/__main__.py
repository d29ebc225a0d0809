"""`python -m services.finance`: run the service."""

from services.finance.service import FINANCE
from services.finance.settings import FinanceSettings
from shared.running import main

if __name__ == "__main__":
    main(FINANCE, FinanceSettings)
