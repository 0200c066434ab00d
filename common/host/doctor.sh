#!/usr/bin/env bash
# doctor.sh: each tool, where it is and its version, or the command that installs it. Status 3 when
# one is missing.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/tools.sh

version_of() {
    case $1 in
    :*) ;;
    mcopy) mtools --version 2>/dev/null ;;
    *) "$1" --version 2>/dev/null </dev/null ;;
    esac | grep -o '[0-9][0-9.]*[0-9]' | head -n 1
}

status=0
while IFS='|' read -r name debian brew what; do
    [ -n "$name" ] || continue
    if place=$(have_tool "$name"); then
        printf '  %-20s %-9s %s\n' "${name#:}" "$(version_of "$name")" "$place"
    else
        status=3
        printf '  %-20s missing: %s (%s)\n' "${name#:}" \
            "$(install_command "$(package_of "$debian" "$brew")")" "$what"
    fi
done <<<"$tools"
exit $status
