#!/usr/bin/env bash
# setup.sh: installs what is missing, and nothing else, with the system's package manager.
set -eu
cd "$(dirname "$0")/../.."
. common/host/tools.sh

missing() {
    local name debian brew
    while IFS='|' read -r name debian brew _; do
        [ -n "$name" ] || continue
        have_tool "$name" >/dev/null || package_of "$debian" "$brew"
    done <<<"$tools" | sort -u
}

packages=$(missing)
if [ -z "$packages" ]; then
    echo "setup: nothing is missing."
    exit 0
fi
if command -v apt-get >/dev/null; then
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    echo "setup: apt-get update"
    $sudo apt-get update -qq
    packages=$(missing) # now that the names of packages are known
elif ! command -v brew >/dev/null; then
    echo "setup: neither apt-get nor brew is here; please install: $(echo "$packages" | xargs)" >&2
    exit 3
fi
install=$(install_command "$(echo "$packages" | xargs)")
echo "setup: $install"
export DEBIAN_FRONTEND=noninteractive
$install >/dev/null
exec common/host/doctor.sh
