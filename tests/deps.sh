#!/bin/sh
# Brings missing Debian packages: deps.sh "what for" PACKAGE...; says what and why; sudo when not root.
set -u
why=$1
shift
missing=
for p in "$@"; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null; then
    echo "These packages are needed for $why, and there is no apt-get here to bring them:$missing" >&2
    exit 1
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "These packages are needed for $why; install them as root, there is no sudo here:$missing" >&2
        exit 1
    }
    sudo=sudo
fi
echo "Installing what $why needs:$missing"
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null && exit 0
$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null &&
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null
