#!/usr/bin/env bash
# Set the portal up on Debian 12, as root: deploy/install.sh admm.example.org
# A second run brings the configuration up to date; settings, certificate and content stay.
#
# INSIDE=10.0.0.2:8001 lets the nginx of another machine reach the application servers of this one.
#
# PREFIX=/some/folder puts everything below that folder and touches no packages, accounts or services, and
# HTTP, HTTPS, REDIS and METRICS are ports: `make production-check` runs it so.
set -euo pipefail
cd "$(dirname "$0")/.."
export PREFIX=${PREFIX:-}
HTTP=${HTTP:-80} HTTPS=${HTTPS:-443} REDIS=${REDIS:-6379} METRICS=${METRICS:-9145}
env_file=$PREFIX/etc/admm/portal.env
host=${1:-$(sed -n 's/^ALLOWED_HOSTS=\([^,]*\).*/\1/p' "$env_file" 2>/dev/null || true)}
[ -n "$host" ] || { echo "Name the host: deploy/install.sh admm.example.org" >&2; exit 2; }

# An address that an earlier run was given stays.
inside_file=$PREFIX/etc/nginx/sites-enabled/admm-inside.conf
INSIDE=${INSIDE:-$(sed -n 's/^ *listen \(.*\);$/\1/p' "$inside_file" 2>/dev/null || true)}

on_server() { [ -z "$PREFIX" ]; }

install_system() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qq --no-install-recommends nginx postgresql redis-server python3-venv openssl curl
    id admm >/dev/null 2>&1 || adduser --system --ingroup www-data --home /var/lib/admm --no-create-home admm
    runuser -u postgres -- psql -qtAc "SELECT 1 FROM pg_roles WHERE rolname = 'admm'" | grep -q 1 ||
        runuser -u postgres -- createuser admm
    runuser -u postgres -- psql -qtAc "SELECT 1 FROM pg_database WHERE datname = 'admm'" | grep -q 1 ||
        runuser -u postgres -- createdb --owner admm admm
}

make_folders() {
    local owner=()
    if on_server; then owner=(-o admm -g www-data); fi
    install -d "$PREFIX"/etc/{admm,admm/tls,nginx/sites-enabled,redis,systemd/system} "$PREFIX"/srv/admm/{releases,venvs} \
        "$PREFIX"/var/log/nginx
    install -d "${owner[@]}" -m 0750 "$PREFIX"/var/lib/admm{,/acme,/media,/static}
    install -d "${owner[@]}" -m 0700 "$PREFIX"/var/backups/admm
}

render() { # SOURCE TARGET
    local without=()
    [ -e /proc/net/if_inet6 ] || without=(-e '/# IPv6$/d')
    sed "${without[@]}" -e "s|@PREFIX@|$PREFIX|g; s|@HOST@|$host|g; s|@HTTP@|$HTTP|g; s|@HTTPS@|$HTTPS|g" \
        -e "s|@INSIDE@|$INSIDE|g; s|@REDIS@|$REDIS|g; s|@METRICS@|$METRICS|g; s|@SECRET_KEY@|${secret_key:-}|g" "$1" > "$2"
}

write_settings() {
    [ ! -e "$env_file" ] || return 0
    local secret_key
    secret_key=$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')
    (umask 077 && render deploy/portal.env "$env_file")
}

write_certificate() {
    local tls=$PREFIX/etc/admm/tls
    [ ! -e "$tls/fullchain.pem" ] || return 0
    (umask 077 && openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$host" \
        -addext "subjectAltName=DNS:$host" -keyout "$tls/privkey.pem" -out "$tls/fullchain.pem" 2>/dev/null)
    echo "The certificate is self-signed for now: docs/operate.md says how to get another."
}

write_configuration() {
    local unit
    render deploy/nginx.conf "$PREFIX/etc/nginx/sites-enabled/admm.conf"
    if [ -n "$INSIDE" ]; then render deploy/nginx_inside.conf "$inside_file"; fi
    for unit in deploy/systemd/*; do
        render "$unit" "$PREFIX/etc/systemd/system/${unit##*/}"
    done
    cp deploy/redis.conf "$PREFIX/etc/redis/admm.conf"
}

start_services() {
    grep -qx 'include /etc/redis/admm.conf' /etc/redis/redis.conf ||
        echo 'include /etc/redis/admm.conf' >> /etc/redis/redis.conf
    rm -f /etc/nginx/sites-enabled/default
    nginx -t
    systemctl daemon-reload
    systemctl restart redis-server
    systemctl enable admm-web@1 admm-web@2
}

if on_server; then install_system; fi
make_folders
write_settings
write_certificate
write_configuration
if on_server; then start_services; fi
deploy/upgrade.sh
if on_server; then
    systemctl enable --now admm-periodic.timer
    systemctl reload-or-restart nginx
fi
