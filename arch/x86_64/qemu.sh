# shellcheck shell=bash disable=SC2034
# x86_64: QEMU's q35 machine, with an AMD CPU that has SVM. Sourced by run.sh.
#
# Only isa-debug-exit lets us choose the exit status of QEMU, and it gives (value << 1) | 1:
# never 0. A 0 is what QEMU gives when it is ended from outside. Under -no-reboot a triple fault would
# give 0 as well. Therefore reboot=reset, after any -no-reboot of the user: the machine starts
# again, and boot.c, which leaves a mark in memory, finds that, says so and fails.
qemu="qemu-system-x86_64"
cpu_model=EPYC
cpu_extra=",check=off" # no warnings of what TCG leaves out
machine=(-machine q35 -accel tcg -device "isa-debug-exit,iobase=0xf4,iosize=0x04" ${firmware:+-bios "$firmware"})
more+=(-action reboot=reset) # run.sh's last arguments
disk_device=virtio-blk-pci
recorded=(-global virtio-blk-pci.ioeventfd=off -global apic-common.vapic=off)

# For --bare: QEMU starts the ELF by its PVH note.
bare_machine=(-machine q35) bare_cpu=EPYC,check=off bare_image=kernel

# QEMU's status for power_off(0) and power_off(1) (power.c).
success=33 failure=3
