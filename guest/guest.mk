# Guests and their disk. The folder guest/NAME becomes /sbin/NAME there:
#   ARCH.S alone   a flat image, entered at its first byte
#   C files        an ELF of all of them, of ARCH.S if it is there, and of what starts them, guest/lib/ARCH.S
# A guest that has files of the first kind only for some architectures exists only for those.

guest_dir   := $(build)/guest
guest_parts := $(build)/guest-parts
with_asm    := $(filter-out lib,$(patsubst guest/%/$(ARCH).S,%,$(wildcard guest/*/$(ARCH).S)))
with_c      := $(patsubst guest/%/main.c,%,$(wildcard guest/*/main.c))
for_others  := $(filter-out $(with_asm),$(patsubst guest/%/,%,$(dir $(wildcard guest/*/*.S))))
flat_guests := $(filter-out $(with_c),$(with_asm))
c_guests    := $(filter-out $(for_others),$(with_c))
guest_bins  := $(addprefix $(guest_dir)/,$(sort $(flat_guests) $(c_guests)))
kernel_bins := $(if $(wildcard guest/kernel/$(ARCH)/boot.S),$(guest_dir)/kernel $(guest_dir)/initrd)
guest_lib   := $(addprefix $(guest_parts)/lib/,$(addsuffix .o,print.c line.c serial.c date.c doorbell.c $(if $(filter aarch64,$(ARCH)),pl011.c,ns16550a.c) \
                 $(notdir $(wildcard $(addprefix guest/lib/$(ARCH)_*.,c S)))))
own_guest   := $(image:.elf=.guest)
flash       := $(guest_dir)/flash.bin $(guest_dir)/flash40.bin

# A guest has the same bytes wherever the project lies.
GUEST_FLAGS := --target=$(target) $(guest_flags) -ffreestanding -nostdlib -fno-pic -O2 -g \
               -Wall -Wextra -Werror -Wno-unused-parameter -iquote guest/lib -fdebug-compilation-dir=.

disk: $(if $(guest_add),$(own_guest)/disk.img,$(build)/disk.img)

$(guest_parts)/%.S.o: guest/%.S Makefile guest/guest.mk
	@mkdir -p $(@D)
	$(CC) $(GUEST_FLAGS) -MMD -MP -c -o $@ $<

$(guest_parts)/%.c.o: guest/%.c Makefile guest/guest.mk
	@mkdir -p $(@D)
	$(CC) $(GUEST_FLAGS) -std=gnu11 -MMD -MP -c -o $@ $<

$(addprefix $(guest_dir)/,$(flat_guests)): $(guest_dir)/%: $(guest_parts)/%/$(ARCH).S.o guest/flat.ld
	@mkdir -p $(@D)
	$(LD) -static --build-id=none -T guest/flat.ld -e 0 -o $@.elf $<
	llvm-objcopy -O binary $@.elf $@

# Of the library a guest takes what it uses.
define link_c_guest
$(guest_dir)/$(1): $(guest_parts)/lib/$(ARCH).S.o $(guest_lib) \
                   $(patsubst guest/%,$(guest_parts)/%.o,$(wildcard guest/$(1)/*.c guest/$(1)/$(ARCH).S)) guest/lib/$(ARCH).ld
	@mkdir -p $$(@D)
	$(LD) -static --build-id=none --start-lib $(guest_lib) --end-lib -T guest/lib/$(ARCH).ld -o $$@ $$(filter-out $(guest_lib),$$(filter %.o,$$^))
endef
$(foreach guest,$(c_guests),$(eval $(call link_c_guest,$(guest))))

# Made again only when a guest's bytes have changed.
$(build)/disk.img: $(guest_bins) $(kernel_bins) $(flash) common/host/disk.sh
	sh common/host/disk.sh $@ $(guest_bins) $(kernel_bins) $(flash)

# What step 6's guest finds as flash, unless it is given another file: 4,096 numbered lines of 16 bytes. In its
# walkthrough they are 10,240, so that pages can be taken back.
$(guest_dir)/flash.bin: lines := 4096
$(guest_dir)/flash40.bin: lines := 10240
$(flash): guest/guest.mk
	@mkdir -p $(@D)
	awk 'BEGIN { for (i = 0; i < $(lines); i++) printf "flash %08x:\n", i }' >$@

# For `run.sh flat`, which assembles a guest of a person's own as those here are.
guest-flags:
	@echo '$(GUEST_FLAGS)'

-include $(wildcard $(guest_parts)/*/*.d)

# --- guest/kernel and its programs: build/ARCH/guest/kernel, and the initrd with /bin/NAME for each ---

kernel_parts  := $(build)/kernel-parts
program_parts := $(build)/program-parts
kernel        := $(guest_dir)/kernel
programs      := $(foreach p,$(patsubst guest/programs/%.c,%,$(wildcard guest/programs/*.c)),$(if $(findstring _,$p),,$p))
kernel_o      := $(patsubst %,$(kernel_parts)/%.o,$(wildcard guest/kernel/$(ARCH)/*.S guest/kernel/$(ARCH)/*.c guest/kernel/*.c) \
                 $(addprefix common/,fdt.c panic.c print.c string.c) guest/lib/$(if $(filter aarch64,$(ARCH)),pl011.c,ns16550a.c))
program_lib   := $(patsubst %,$(program_parts)/%.o,guest/programs/lib/$(ARCH).S $(wildcard guest/programs/lib/*.c) \
                 common/print.c common/string.c)

kernel_arch_riscv64  := -march=rv64imac -mabi=lp64 -mcmodel=medany -mno-relax
kernel_arch_aarch64  := -march=armv8-a -mgeneral-regs-only -mstrict-align
kernel_arch_x86_64   := -march=x86-64 -mgeneral-regs-only -mno-red-zone -mcmodel=kernel
kernel_at_riscv64    := --defsym=KERNEL_BASE=0xffffffc000000000 --defsym=LOADED=0x80200000
kernel_at_aarch64    := --defsym=KERNEL_BASE=0xffffff8000000000 --defsym=LOADED=0x40200000
kernel_at_x86_64     := --defsym=KERNEL_BASE=0xffffffff80000000 --defsym=LOADED=0x100000
program_arch_riscv64 := -march=rv64gc -mabi=lp64d -mcmodel=medany -mno-relax
program_arch_aarch64 := -march=armv8-a
program_arch_x86_64  := -march=x86-64

KERNEL_FLAGS  := --target=$(target) $(kernel_arch_$(ARCH)) -ffreestanding -nostdlib -fno-pic -O2 -g -fno-stack-protector \
                 -fomit-frame-pointer -Wall -Wextra -Werror -Wno-unused-parameter -fdebug-compilation-dir=. \
                 -iquote guest/kernel -iquote guest/kernel/$(ARCH) -iquote common -iquote guest/lib
PROGRAM_FLAGS := --target=$(target) $(program_arch_$(ARCH)) -ffreestanding -nostdlib -fno-pic -O2 -g -fno-stack-protector \
                 -Wall -Wextra -Werror -Wno-unused-parameter -fdebug-compilation-dir=. \
                 -iquote guest/programs/lib -iquote guest/kernel -iquote guest/kernel/$(ARCH) -iquote common -iquote guest/lib

.PHONY: kernel program-flags
kernel: $(kernel) $(if $(filter aarch64,$(ARCH)),$(kernel).bin) $(guest_dir)/initrd

$(kernel_parts)/%.o: % Makefile guest/guest.mk
	@mkdir -p $(@D)
	$(CC) $(KERNEL_FLAGS) $(if $(filter %.c,$<),-std=gnu11) -MMD -MP -c -o $@ $<

$(program_parts)/%.o: % Makefile guest/guest.mk
	@mkdir -p $(@D)
	$(CC) $(PROGRAM_FLAGS) $(if $(filter %.c,$<),-std=gnu11) -MMD -MP -c -o $@ $<

$(kernel): $(kernel_o) guest/kernel/link.ld
	@mkdir -p $(@D)
	$(LD) -static --build-id=none --fatal-warnings $(kernel_at_$(ARCH)) -T guest/kernel/link.ld -o $@ \
	    $(filter %/boot.S.o,$(kernel_o)) --start-lib $(filter-out %/boot.S.o,$(kernel_o)) --end-lib

# QEMU gives the device tree and the initrd only to an image without ELF headers.
$(kernel).bin: $(kernel)
	llvm-objcopy -O binary $< $@

# A program NAME has the files NAME.c and NAME_*.c.
define link_program
$(build)/programs/$(1): $(patsubst %,$(program_parts)/%.o,guest/programs/$(1).c $(wildcard guest/programs/$(1)_*.c)) $(program_lib)
	@mkdir -p $$(@D)
	$(LD) -static --build-id=none --image-base=0x400000 -e _start -o $$@ $$^
	llvm-objcopy --strip-all $$@
endef
$(foreach p,$(programs),$(eval $(call link_program,$p)))

$(guest_dir)/initrd: $(addprefix $(build)/programs/,$(programs)) guest/initrd.py
	@mkdir -p $(@D)
	python3 -S guest/initrd.py $@ $(foreach p,$(programs),bin/$p=$(build)/programs/$p) motd=guest/programs/motd

# For programs of a test's own.
program-flags:
	@echo '$(PROGRAM_FLAGS)'

-include $(wildcard $(patsubst %.o,%.d,$(kernel_o) $(program_lib) $(patsubst %,$(program_parts)/%.o,$(wildcard guest/programs/*.c))))

# --- For an exercise about the guest's kernel: a disk with a kernel of its own. The .mk beside MAIN names, of that folder,
# guest_add, which is linked into the kernel by the options guest_link, and the answer too if answer_in says so; and
# guest_program, which is /bin/init ---

ifneq ($(guest_add),)
guest_add_o     := $(patsubst %,$(kernel_parts)/%.o,$(addprefix $(dir $(MAIN)),$(guest_add)))
kernel_answer   := $(if $(answer_in),$(ANSWER))
kernel_ld       := $(firstword $(wildcard guest/kernel/link.ld guest/kernel/$(ARCH)/link.ld))
guest_program_o := $(patsubst %,$(program_parts)/%.o,$(addprefix $(dir $(MAIN)),$(guest_program)))

$(own_guest)/kernel: $(guest_add_o) $(kernel_answer) $(kernel_o) $(kernel_ld)
	@mkdir -p $(@D)
	$(LD) -static --build-id=none --fatal-warnings $(kernel_at_$(ARCH)) $(guest_link) -T $(kernel_ld) -o $@ \
	    $(filter %/boot.S.o,$(kernel_o)) $(guest_add_o) $(kernel_answer) --start-lib $(filter-out %/boot.S.o,$(kernel_o)) --end-lib

$(own_guest)/init: $(guest_program_o) $(program_lib)
	@mkdir -p $(@D)
	$(LD) -static --build-id=none --image-base=0x400000 -e _start -o $@ $^
	llvm-objcopy --strip-all $@

$(own_guest)/initrd: $(own_guest)/init guest/initrd.py
	python3 -S guest/initrd.py $@ bin/init=$<

$(own_guest)/disk.img: $(own_guest)/kernel $(own_guest)/initrd common/host/disk.sh
	sh common/host/disk.sh $@ $(own_guest)/kernel $(own_guest)/initrd

-include $(patsubst %.o,%.d,$(guest_add_o) $(guest_program_o))
endif
