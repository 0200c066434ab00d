#!/usr/bin/env bash
# doctor.sh: each tool, where it is and its version, or the command that installs it. Status 3 when
# one is missing.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/tools.sh

version_of() {
    case $1 in
    :marp) sed -n 's/.*"version"//p' "$(dirname $marp)/package.json" ;;
    :chromium) "$(have_tool :chromium)" --version 2>/dev/null ;;
    :*) ;;
    mcopy) mtools --version 2>/dev/null ;;
    *) "$(have_tool "$1")" --version 2>/dev/null </dev/null ;;
    esac | grep -o '[0-9][0-9.]*[0-9]' | head -n 1
}

# Prints a list's lines; fails when one is missing.
show() {
    local name what place status=0
    while IFS='|' read -r name _ _ _ _ what; do
        [ -n "$name" ] || continue
        if place=$(have_tool "$name"); then
            printf '  %-20s %-9s %s\n' "${name#:}" "$(version_of "$name")" "$place"
        else
            status=3
            printf '  %-20s missing: %s (%s)\n' "${name#:}" \
                "$(install_command "$(package_of "$name")")" "$what"
        fi
    done <<<"$1"
    return $status
}

show "$tools"
status=$?
echo "For the slides (./run.sh setup --slides):"
show "$slide_tools"
if place=$(have_tool :marp); then
    printf '  %-20s %-9s %s\n' marp "$(version_of :marp)" "$place"
else
    printf '  %-20s missing: ./run.sh setup --slides (makes the slides)\n' marp
fi
exit $status
