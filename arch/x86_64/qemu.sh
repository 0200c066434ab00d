# shellcheck shell=bash
# x86_64: QEMU's q35 machine, with an AMD CPU that has SVM. Sourced by run.sh.
#
# Only isa-debug-exit lets a guest of QEMU's choose its exit status, and it gives (value << 1) | 1:
# never 0. A 0 is what QEMU gives when a person leaves it (Ctrl-A X). A triple fault would end QEMU
# with 0 as well, under -no-reboot; therefore reboot=reset: the machine starts again, and boot.c, which
# leaves a mark in the CMOS memory, finds that, says so and fails.
qemu=qemu-system-x86_64
cpu=EPYC,check=off
machine=(-machine q35 -accel tcg -device isa-debug-exit,iobase=0xf4,iosize=0x04 -action reboot=reset)
disk_device=virtio-blk-pci

# Our exit status for QEMU's: 33 is power_off(0) (arch/x86_64/power.c), 0 a person who left, 124 the
# time limit; every other one is a failure, ours or QEMU's.
status_of_qemu() {
    case $1 in
    0 | 33) echo 0 ;;
    124) echo 124 ;;
    *) echo 1 ;;
    esac
}
