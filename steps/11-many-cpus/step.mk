# All CPUs of the machine: their start, the lock, what one asks another; and guests with several CPUs.
add := lock.c cpus.c own_exits.c vcpus.c $(ARCH)_*.[cS] $(if $(filter aarch64 x86_64,$(ARCH)),psci_cpus.c)
