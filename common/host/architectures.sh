# shellcheck shell=bash
# The architectures, each with its other names. Sourced by run.sh and test.sh.
architectures='
riscv64 riscv rv64
aarch64 arm64 arm armv8
x86_64 x86-64 amd64 x86 x64
'

# Prints the architecture with that name; fails if there is none.
arch_named() { # NAME
    local name others
    while read -r name others; do
        case " $name $others " in
        "  "*) ;;
        *" $1 "*) echo "$name" && return ;;
        esac
    done <<<"$architectures"
    return 1
}

# Prints steps/NN-name for a step's number; fails if there is none.
step_folder() { # N
    local number folder
    case $1 in
    '' | *[!0-9]* | ???*) return 1 ;;
    esac
    printf -v number %02d "$((10#$1))"
    folder=(steps/"$number"-*)
    [ -d "${folder[0]}" ] && echo "${folder[0]}"
}
