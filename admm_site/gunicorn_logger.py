"""gunicorn's own messages, in the format of the portal's log."""

import os

from gunicorn.glogging import Logger

from .log_format import JSONFormatter


class PortalLogger(Logger):
    def setup(self, cfg):
        super().setup(cfg)
        if os.environ.get("LOG_FORMAT", "").strip() == "json":
            for handler in self.error_log.handlers:
                handler.setFormatter(JSONFormatter())
