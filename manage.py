#!/usr/bin/env python
"""Runs the portal's commands; `manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

from admm_site.environment import SettingError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admm_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(str(error))
