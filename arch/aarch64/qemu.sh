# shellcheck shell=bash disable=SC2034
# AArch64: QEMU's virt machine, with EL2. The pvpanic device is how power_off() gives status 1.
# Sourced by run.sh.
qemu="qemu-system-aarch64"
cpu_model="cortex-a72"
machine=(-machine "virt,virtualization=on,gic-version=3"
    -device pvpanic-pci -action "panic=exit-failure")
disk_device=virtio-blk-device
recorded=(-global virtio-mmio.ioeventfd=off)
case ${cpu:-} in
cortex-a7 | cortex-a7,* | cortex-a15*) # QEMU would refuse the image of 64 bits without a word
    fail 1 "--cpu $cpu: a CPU of 32 bits, on which no AArch64 hypervisor runs" ;;
esac

# For --bare. QEMU starts a flat image as Linux's, with a device tree.
bare_machine=(-machine "virt,gic-version=3") bare_cpu=cortex-a72 bare_image=kernel.bin

# QEMU's status for power_off(0) and power_off(1).
success=0 failure=1
