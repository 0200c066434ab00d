# Guests and their disk. guest/NAME/ARCH.S becomes /sbin/NAME: linked at 0, cut to a flat image. A
# guest with a main.c beside it is an ELF, linked by guest/lib/ARCH.ld together with guest/lib/ARCH.S.

guests     := $(patsubst guest/%/$(ARCH).S,%,$(wildcard guest/*/$(ARCH).S))
c_guests   := $(filter-out lib,$(patsubst guest/%/main.c,%,$(wildcard guest/*/main.c)))
guests     := $(sort $(filter-out lib,$(guests)) $(c_guests))
guest_dir  := $(build)/guest
guest_bins := $(addprefix $(guest_dir)/,$(guests))

# A guest has the same bytes wherever the project lies.
GUEST_FLAGS := --target=$(target) $(guest_flags) -ffreestanding -nostdlib -fno-pic -O2 -g \
               -Wall -Wextra -Werror -iquote guest/lib -fdebug-compilation-dir=.

disk: $(build)/disk.img

$(guest_dir)/%.S.o: guest/%/$(ARCH).S Makefile guest/guest.mk
	@mkdir -p $(@D)
	$(CC) $(GUEST_FLAGS) -MMD -MP -c -o $@ $<

$(guest_dir)/%.c.o: guest/%/main.c Makefile guest/guest.mk
	@mkdir -p $(@D)
	$(CC) $(GUEST_FLAGS) -std=gnu11 -MMD -MP -c -o $@ $<

$(addprefix $(guest_dir)/,$(filter-out $(c_guests),$(guests))): $(guest_dir)/%: $(guest_dir)/%.S.o guest/flat.ld
	$(LD) -static --build-id=none -T guest/flat.ld -e _start -o $@.elf $<
	llvm-objcopy -O binary -j .text $@.elf $@

$(addprefix $(guest_dir)/,$(c_guests)): $(guest_dir)/%: $(guest_dir)/%.c.o $(guest_dir)/lib.S.o guest/lib/$(ARCH).ld
	$(LD) -static --build-id=none -T guest/lib/$(ARCH).ld -o $@ $(guest_dir)/lib.S.o $<

# A flat image of your own: make flat ARCH=riscv64 SRC=mine.S OUT=mine. On x86_64 step 5 starts it in
# 16-bit real mode: such a source begins with .code16.
flat:
	$(if $(filter-out $(OUT),$(SRC)),,$(error make flat wants SRC=FILE.S and OUT=FILE))
	$(if $(OUT),,$(error make flat wants SRC=FILE.S and OUT=FILE))
	$(CC) $(GUEST_FLAGS) -c -o $(OUT).o $(SRC)
	$(LD) -static --build-id=none -T guest/flat.ld -e 0 -o $(OUT).elf $(OUT).o
	llvm-objcopy -O binary -j .text $(OUT).elf $(OUT)

# Made anew only when a guest's bytes changed.
$(build)/disk.img: $(guest_bins) common/host/disk.sh
	common/host/disk.sh $@ $(guest_bins)

-include $(wildcard $(guest_dir)/*.d)
