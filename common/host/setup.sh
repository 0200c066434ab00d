#!/usr/bin/env bash
# setup.sh [--slides] [--book] [--linux [ARCH]] [--build DIR]: installs what is missing, and nothing else, with the system's
# package manager; with --slides also what the slides need, Marp out of npm's packages among it; with --book these, and what
# the book needs; with --linux it also fetches Linux as a guest, into the build folder.
set -eu
export LC_ALL=C # what apt-get prints is read
cd "$(dirname "$0")/../.."
. common/host/commands.sh
. common/host/tools.sh
. common/host/architectures.sh

usage() {
    fail 2 "usage: ./run.sh setup [--slides] [--book] [--linux [ARCH]] [--build DIR]"
}

slides='' book='' linux='' build=$PWD/build
while [ $# -gt 0 ]; do
    case $1 in
    --slides) [ -z "$slides" ] && slides=1 || usage ;;
    --book) [ -z "$book" ] && book=1 || usage ;;
    --linux)
        [ -z "$linux" ] && linux=all || usage
        case ${2:---} in
        --*) ;;
        *) linux=$(arch_named "$2") && shift || usage ;;
        esac
        ;;
    --build)
        take_build "${2:-}" || usage
        shift
        ;;
    *) usage ;;
    esac
    shift
done
slides=$slides$book # the book has the slides in it
[ -z "$slides" ] || tools+=$slide_tools

# The packages of what is missing, each once; with "pages" the pages of what has no package here.
missing() { # [pages]
    local name
    while IFS='|' read -r name _; do
        [ -n "$name" ] || continue
        have_tool "$name" >/dev/null || package_of "$name"
    done <<<"$tools" | sort -u | if [ $# -gt 0 ]; then grep '^https:'; else grep -v '^https:'; fi || true
}

install_packages() {
    local packages install page sudo
    for page in $(missing pages); do
        echo "setup: this system has no package of ${page##*/}: $(install_command "$page")"
    done
    packages=$(missing)
    [ -n "$packages" ] || return 0
    case $(package_manager) in
    apt-get)
        sudo=$([ "$(id -u)" = 0 ] || echo sudo)
        echo "setup: apt-get update"
        $sudo apt-get update -qq
        packages=$(missing) # now that the names of packages are known
        ;;
    none)
        echo "setup: neither apt-get, dnf, pacman nor brew is here; please install: ${packages//$'\n'/ }" >&2
        exit 3
        ;;
    esac
    install=$(install_command "${packages//$'\n'/ }")
    echo "setup: $install"
    [ -z "$slides" ] || size_of "$install"
    DEBIAN_FRONTEND=noninteractive $install >/dev/null
}

# Says what an installation takes, before it is done.
size_of() {
    case $1 in
    *apt-get*) ${1/install -y/install --assume-no} 2>/dev/null | sed -n 's/^After this operation, /setup: /p' || true ;;
    *) echo "setup: about 500 MB of disk space will be used." ;;
    esac
}

# Installs what a package-lock.json lists, with npm, into a folder of build/.
install_node() { # NAME FOLDER FILES-FROM OPTION SIZE
    echo "setup: npm ci, in build/$2 ($5)"
    mkdir -p "build/$2" && cp "$3/package.json" "$3/package-lock.json" "build/$2/"
    (cd "build/$2" && npm ci --loglevel error --no-audit --no-fund </dev/null >/dev/null) || {
        echo "setup: npm could not install $1; ./run.sh setup $4 tries again" >&2
        exit 1
    }
    cp "$3/package-lock.json" "build/$2/installed"
}

# What is there and will not do, one a line.
too_old() {
    local name place problem
    while IFS='|' read -r name _; do
        [ -n "$name" ] && place=$(have_tool "$name") || continue
        problem=$(version_problem "$name" "$place")
        [ -z "$problem" ] || echo "setup: $name: $problem ($place)"
    done <<<"$tools"
}

before=$(missing)$(missing pages)
install_packages
if [ -n "$slides" ] && ! have_tool :marp >/dev/null; then
    before+=marp
    install_node Marp marp slides --slides "136 MB"
fi
if [ -n "$book" ] && ! have_tool :vitepress >/dev/null; then
    before+=vitepress
    install_node VitePress vitepress slides/book --book "106 MB"
fi
[ -z "$linux" ] || bash common/host/linux.sh "$build/linux" "${linux#all}"
if [ -z "$before" ]; then
    old=$(too_old)
    [ -z "$old" ] || { echo "$old" >&2 && exit 3; }
    echo "setup: nothing is missing."
    exit 0
fi
exec bash common/host/doctor.sh
