# shellcheck shell=bash disable=SC2034
# What run.sh shares with the commands that are scripts of their own.

fail() { # status, message
    echo "run.sh: $2" >&2
    exit "$1"
}

# Sets $build to what --build names, from where the user is. Fails if nothing does.
take_build() { # VALUE
    case ${1:---} in
    --*) return 1 ;;
    /*) build=$1 ;;
    *) build=${caller:?run.sh sets it}/$1 ;;
    esac
}

# Ends if a tool is missing, with the command that installs it.
need_for() { # OPTION-OF-SETUP TOOL...
    local tool
    for tool in "${@:2}"; do
        have_tool "$tool" >/dev/null || fail 3 "${tool#:} is missing: ./run.sh setup $1"
    done
}
