#!/usr/bin/env bash
# Put the checkout that this lies in into service, as root: deploy/upgrade.sh
# Back to the release before: deploy/upgrade.sh --rollback
#
# With PREFIX (see install.sh), RESTART names a command that restarts the application server 1 or 2.
set -euo pipefail
cd "$(dirname "$0")/.."
PREFIX=${PREFIX:-}
root=$PREFIX/srv/admm
env_file=$PREFIX/etc/admm/portal.env
exec 9> "$root/lock"
flock --nonblock 9 || { echo "Another upgrade is under way." >&2; exit 1; }

on_server() { [ -z "$PREFIX" ]; }

manage() { # RELEASE COMMAND...
    RELEASE=$1 deploy/manage.sh "${@:2}"
}

copy_release() { # RELEASE
    mkdir "$1"
    tar --exclude=./.git --exclude='./.venv*' --exclude=./var --exclude='__pycache__' --exclude='./.*_cache' -cf - . |
        tar --no-same-owner -xf - -C "$1"
    # Releases with the same packages share them.
    local venv
    venv=$root/venvs/$(sha256sum requirements.txt | cut -c1-12)
    if [ ! -e "$venv/bin/gunicorn" ]; then
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --require-hashes -r requirements.txt
    fi
    if grep -q '^SENTRY_DSN=.' "$env_file"; then
        "$venv/bin/pip" install --quiet --require-hashes -r requirements-sentry.txt
    fi
    if grep -q '^OIDC_ISSUER=.' "$env_file"; then
        "$venv/bin/pip" install --quiet --require-hashes -r requirements-oidc.txt
    fi
    if grep -q '^STORAGE_URL=.' "$env_file"; then
        "$venv/bin/pip" install --quiet --require-hashes -r requirements-s3.txt
    fi
    ln -s "$venv" "$1/.venv"
    "$1/.venv/bin/python" -m compileall -q "$1"/{admm_site,meetings,initiatives}
}

# Names of files hold a hash of their content: those of several releases lie side by side. The list of them is that
# of one release, and read when a server starts.
collect_static_files() { # RELEASE
    manage "$1" collectstatic --noinput --verbosity 0
}

try_out() { # RELEASE; a server that never answers would hold up every other visitor
    manage "$1" shell --verbosity 0 --command '
from django.conf import settings
from django.test import Client
import admm_site.wsgi
for path in ("/readyz", "/"):
    status = Client().get(path, secure=True, headers={"host": settings.ALLOWED_HOSTS[0]}).status_code
    assert status == 200, f"{path}: {status}"
'
}

is_ready() { # SERVER
    local host latest=$((SECONDS + 30))
    host=$(sed -n 's/^ALLOWED_HOSTS=\([^,]*\).*/\1/p' "$env_file")
    until curl --silent --fail --output /dev/null --max-time 5 --unix-socket "$PREFIX/run/admm-$1/web.sock" \
        --header "Host: $host" http://portal/readyz; do
        ((SECONDS < latest)) || { echo "Server $1 isn't ready after 30 seconds." >&2; return 1; }
        sleep 0.5
    done
}

put_into_service() { # RELEASE; the one server answers while the other is restarted
    local server
    ln -sfn "$1" "$root/current.new"
    mv -T "$root/current.new" "$root/current"
    for server in 1 2; do
        if on_server; then systemctl restart "admm-web@$server"; else "$RESTART" "$server"; fi || return
        is_ready "$server" || return
    done
}

remove_old_releases() {
    local release venv
    for release in $(ls -d "$root"/releases/* | head -n -3); do
        case $release in "$current" | "$1") ;; *) rm -rf "$release" ;; esac
    done
    for venv in "$root"/venvs/*; do
        readlink "$root"/releases/*/.venv | grep -qxF "$venv" || rm -rf "$venv"
    done
}

give_up() {
    echo "Nothing was put into service." >&2
    rm -rf "$release"
    if [ -n "$current" ]; then collect_static_files "$current"; fi
}

current=$(readlink "$root/current" || true)

if [ "${1:-}" = --rollback ]; then
    previous=$(readlink "$root/previous") || { echo "There is no earlier release." >&2; exit 1; }
    collect_static_files "$previous"
    put_into_service "$previous"
    ln -sfn "$current" "$root/previous"
    echo "In service again: ${previous##*/}. The database stays as it is."
    exit
fi

release=$root/releases/$(date -u +%Y%m%d-%H%M%S)
trap give_up EXIT
copy_release "$release"
manage "$release" check --deploy --fail-level WARNING
if [ -n "$current" ]; then
    manage "$current" backup "$PREFIX/var/backups/admm/before-${release##*/}.tar"
fi
manage "$release" migrate --verbosity 0
collect_static_files "$release"
try_out "$release"
trap - EXIT

if put_into_service "$release"; then
    if [ -n "$current" ]; then ln -sfn "$current" "$root/previous"; fi
    remove_old_releases "$release"
    echo "In service: ${release##*/}"
elif [ -n "$current" ]; then
    echo "The new release doesn't work: back to ${current##*/}." >&2
    collect_static_files "$current"
    put_into_service "$current"
    rm -rf "$release"
    exit 1
else
    exit 1
fi
