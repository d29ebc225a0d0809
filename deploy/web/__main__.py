"""`make assets`: build the pages' style, fonts and scripts into services/gateway/static."""

import sys

from deploy.node import NodeFailed
from deploy.web.building import STATIC, build

try:
    build(STATIC)
except NodeFailed as failed:
    sys.exit(str(failed))
