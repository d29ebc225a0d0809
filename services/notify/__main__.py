"""`python -m services.notify`: run the service."""

from services.notify.service import NOTIFY
from services.notify.settings import NotifySettings
from shared.running import main

if __name__ == "__main__":
    main(NOTIFY, NotifySettings)
