"""How a web domain is written: host names alone, without scheme, path or user."""

import re
from typing import Final

DOMAIN: Final = re.compile(r"([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")
LONGEST_DOMAIN: Final = 253
