#!/usr/bin/env bash
# Run a command of the release in service with its settings and account, as root: deploy/manage.sh createsuperuser
# RELEASE names another one, and PREFIX another folder (see install.sh).
set -euo pipefail
PREFIX=${PREFIX:-}
account=()
if [ -z "$PREFIX" ]; then account=(runuser -u admm -g www-data --); fi
set -a
. "$PREFIX/etc/admm/portal.env"
umask 0027
cd "${RELEASE:-$PREFIX/srv/admm/current}"
exec "${account[@]}" .venv/bin/python manage.py "$@"
