# shellcheck shell=bash disable=SC2034,SC2154
# walkthrough --page DIR: a walkthrough as a page, with what a run of it showed. Sourced by run.sh, whose fail() ends it.

# Takes --page DIR out of the arguments: $page, and the array $others.
take_page() { # ARGUMENTS
    page='' others=()
    while [ $# -gt 0 ]; do
        if [ "$1" = --page ]; then
            [ $# -gt 1 ] || fail 2 "--page needs a value (DIR)"
            page=$2
            shift
        else
            others+=("$1")
        fi
        shift
    done
}

# Says where the page will be. A page that was made from the same files is left as it is, and run.sh ends.
prepare_page() {
    [ -n "${page-}" ] || return 0
    local file
    file=$(absolute "$page")/$tour-$arch.html
    mkdir -p "${file%/*}" 2>/dev/null || fail 1 "--page $page: cannot be written"
    WALKTHROUGH_STAMP=$(cat "$image" "${disk:-/dev/null}" gdb/*.py gdb/walkthrough_page.html gdb/walkthroughs/"$tour"* 2>/dev/null | cksum)
    if grep -qsF "content=\"$WALKTHROUGH_STAMP\"" "$file"; then
        echo "$file"
        exit 0
    fi
    [ -n "$own" ] || make_own
    : >"$own/printed-by-qemu"
    export WALKTHROUGH_STAMP WALKTHROUGH_PAGE=$file WALKTHROUGH_CONSOLE=$own/printed-by-qemu
}

# gdb and QEMU, in this terminal; for a page without it.
run_gdb() {
    local status log
    if [ -z "${page-}" ]; then
        python3 -S "$root/common/host/gdb.py" "${timeout:-0}" "${command[@]}"
        return
    fi
    log=$(python3 -S "$root/common/host/gdb.py" "${timeout:-300}" "${command[@]}" 2>&1 </dev/null)
    status=$?
    [ $status -eq 0 ] || { echo "$log" | tail -n 5 >&2 && return $status; }
    echo "$WALKTHROUGH_PAGE"
}
