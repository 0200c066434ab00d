#!/usr/bin/env bash
# doctor.sh: each tool, where it is and its version, or the command that installs it. Status 3 when
# one is missing, or its version will not do.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/tools.sh

# Prints a list's lines; fails when a tool is missing, or its version will not do.
show() {
    local name what place problem status=0
    while IFS='|' read -r name _ _ _ _ _ what; do
        [ -n "$name" ] || continue
        if place=$(have_tool "$name"); then
            problem=$(version_problem "$name" "$place")
            [ -z "$problem" ] || status=3
            printf '  %-20s %-9s %s\n' "${name#:}" "$(version_of "$name" "$place")" "$place${problem:+: $problem}"
        else
            status=3
            printf '  %-20s missing: %s (%s)\n' "${name#:}" \
                "$(install_command "$(package_of "$name")")" "$what"
        fi
    done <<<"$1"
    return $status
}

# A package of npm's, which setup installs with an option.
show_package() { # NAME OPTION WHAT
    local place
    if place=$(have_tool "$1"); then
        printf '  %-20s %-9s %s\n' "${1#:}" "$(version_of "$1" "$place")" "$place"
    else
        printf '  %-20s missing: ./run.sh setup %s (%s)\n' "${1#:}" "$2" "$3"
    fi
}

show "$tools"
status=$?
echo "For the slides (./run.sh setup --slides):"
show "$slide_tools"
show_package :marp --slides "makes the slides"
echo "For the book (./run.sh setup --book):"
show_package :vitepress --book "makes the book"
echo "Linux as a guest (./run.sh setup --linux):"
for arch in riscv64 aarch64 x86_64; do
    if [ -e "build/linux/$arch/packages" ]; then
        printf '  %-20s %-9s %s\n' "linux $arch" "$(sed -n '1s/.* //p' "build/linux/$arch/packages")" \
            "build/linux/$arch$(sed '1d;s/^/, /' "build/linux/$arch/packages" | tr -d '\n')"
    else
        printf '  %-20s missing: ./run.sh setup --linux %s (a guest for step 9, programs for step 8)\n' "linux $arch" "$arch"
    fi
done
exit $status
