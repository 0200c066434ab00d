#!/usr/bin/env bash
# vscode.sh N ARCH: runs step N, stopped before its first instruction until a debugger connects to
# build/gdb.sock, and leaves its ELF as build/debug.elf. For .vscode/tasks.json.
set -u
cd "$(dirname "$0")/../.." || exit
mkdir -p build && rm -f build/gdb.sock build/debug.elf

# Until run.sh, which takes this process over, has ended.
announce() {
    while kill -0 $$ 2>/dev/null; do
        if [ -S build/gdb.sock ]; then
            (cd build && ln -sf "$1/$(printf %02d "$2")"-*/hypervisor.elf debug.elf)
            echo "QEMU waits for the debugger. Its console is here."
            return
        fi
        sleep 0.1
    done
}

echo "Building step $1 for $2"
announce "$2" "$1" &
exec bash run.sh step "$1" "$2" -- -S -gdb unix:build/gdb.sock,server=on,wait=off
