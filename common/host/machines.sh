# shellcheck shell=bash
# The machines, each with the other names that people have for it. Sourced by run.sh and test.sh.
machines='
riscv64 riscv rv64
aarch64 arm64 arm armv8
x86_64 x86-64 amd64 x86 x64
'

# Prints the machine that goes by that name; fails when there is none.
machine_named() { # NAME
    local machine others
    while read -r machine others; do
        case " $machine $others " in
        "  "*) ;;
        *" $1 "*) echo "$machine" && return ;;
        esac
    done <<<"$machines"
    return 1
}

# Prints steps/NN-name for a step's number; fails when there is none.
step_folder() { # N
    local folder
    case $1 in
    '' | *[!0-9]* | ???*) return 1 ;;
    esac
    folder=$(echo steps/"$(printf %02d "$((10#$1))")"-*)
    [ -d "$folder" ] && echo "$folder"
}
