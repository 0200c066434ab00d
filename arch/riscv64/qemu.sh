# shellcheck shell=bash disable=SC2034,SC2100
# RISC-V: QEMU's virt machine, with the H extension. Sourced by run.sh with $built set.
qemu=qemu-system-riscv64
cpu_model=rv64,h=true
machine=(-machine virt -bios "${firmware:-$built/firmware.bin}")
disk_device=virtio-blk-device
recorded=(-global virtio-mmio.ioeventfd=off)
case ${cpu:-} in
rv64i | rv64i,* | rv64e | rv64e,* | rv32i | rv32i,* | rv32e | rv32e,*) # not even the firmware could say so
    fail 1 "--cpu $cpu: a CPU without CSRs (Zicsr), so no guest can be entered" ;;
esac

# For --bare: OpenSBI is the firmware.
bare_machine=(-machine virt) bare_cpu=rv64 bare_image=kernel

# QEMU's status for power_off(0) and power_off(1).
success=0 failure=1
