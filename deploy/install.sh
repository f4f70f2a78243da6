#!/bin/sh
# Puts Guichet where the units look for it. Run as root, in the unpacked folder:
#
#   ./install.sh           install, or bring an installed one up to this version
#
# It makes the user guichet, /etc/guichet/guichet.env (left as it is when there is
# one) and /var/backups/guichet, and starts nothing.
set -eu
cd "$(dirname "$0")"
[ "$(id -u)" -eq 0 ] || { echo "install.sh: run it as root" >&2; exit 1; }

if ! getent passwd guichet >/dev/null; then
  useradd --system --home-dir /var/lib/guichet --shell /usr/sbin/nologin guichet
fi
install -m 0755 guichet /usr/local/bin/guichet.new
mv /usr/local/bin/guichet.new /usr/local/bin/guichet
install -d -m 0755 /usr/share/doc/guichet /etc/guichet
cp -r doc/. LICENSE NOTICE THIRD-PARTY.md sbom.cdx.json /usr/share/doc/guichet/
install -d -m 0700 -o guichet -g guichet /var/backups/guichet /var/lib/guichet
if [ ! -e /etc/guichet/guichet.env ]; then
  cat >/etc/guichet/guichet.env <<'SETTINGS'
# How people reach the desk; it stands in letters.
#GUICHET_URL=https://desk.example.org
# The proxy before it, which speaks TLS with the world.
#GUICHET_PROXIES=127.0.0.1
# Or without a proxy: the address to answer on, and a certificate.
#GUICHET_LISTEN=0.0.0.0:443
#GUICHET_TLS_CERT=/etc/guichet/cert.pem
#GUICHET_TLS_KEY=/etc/guichet/key.pem
SETTINGS
  chown root:guichet /etc/guichet/guichet.env
  chmod 0640 /etc/guichet/guichet.env
fi
if [ -d /etc/systemd/system ]; then
  install -m 0644 systemd/*.service systemd/*.timer /etc/systemd/system/
  if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
fi
echo "installed. Next: edit /etc/guichet/guichet.env, then"
echo "  systemctl enable --now guichet guichet-backup.timer"
echo "  journalctl -u guichet      # shows the code with which the desk is set up"
