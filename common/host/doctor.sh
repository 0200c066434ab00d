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

show "$tools"
status=$?
echo "For the slides (./run.sh setup --slides):"
show "$slide_tools"
if place=$(have_tool :marp); then
    printf '  %-20s %-9s %s\n' marp "$(version_of :marp "$place")" "$place"
else
    printf '  %-20s missing: ./run.sh setup --slides (makes the slides)\n' marp
fi
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
