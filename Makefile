# Builds step STEP (1..5) for ARCH: make STEP=3 ARCH=riscv64. run.sh calls this with the two set.
#
# Step N is made of the plumbing (common/ and arch/ARCH/) and of the folders of steps 1 to N. Each
# step.mk says what its folder adds, and seldom what of an earlier one it drops. Only step N's own
# main.c is taken, or with MAIN=FILE.c that file in its place; a FILE.mk beside it may add others, and
# options for the linker. UBSAN=1 builds with the compiler's checks for undefined behaviour, each of
# which traps.

STEP ?= 5
ARCH ?= riscv64

steps := $(sort $(notdir $(wildcard steps/[0-9][0-9]-*)))
used  := $(wordlist 1,$(STEP),$(steps))
step  := $(lastword $(used))
build := build/$(ARCH)
out   := $(build)/$(if $(UBSAN),ubsan/)$(step)
main  := $(or $(MAIN),steps/$(step)/main.c)
image := $(out)/$(if $(MAIN),$(subst /,-,$(basename $(MAIN))),hypervisor).elf

# --- What step N is made of ---

plumbing := $(addprefix arch/$(ARCH)/,boot.S traps.S boot.c console.c power.c traps.c) \
            $(addprefix common/,machine.c options.c panic.c print.c string.c)
include arch/$(ARCH)/arch.mk

sources  :=
offsets  :=

define use_step
add :=
drop :=
include steps/$(1)/step.mk
sources := $$(filter-out $$(addprefix steps/,$$(drop)),$$(sources)) $$(addprefix steps/$(1)/,$$(add))
endef

$(foreach s,$(used),$(eval $(call use_step,$(s))))
add  :=
link :=
-include $(MAIN:.c=.mk)
sources := $(main) $(if $(MAIN),$(addprefix $(dir $(MAIN)),$(add))) $(sources) $(plumbing)

# --- How it is built ---

CC := clang
LD := ld.lld -z max-page-size=4096

# A step includes from its own folder and those before it, so that it cannot reach forward.
includes := $(addprefix -iquote steps/,$(used)) -iquote arch/$(ARCH) -iquote common -iquote $(out)
common_flags := --target=$(target) $(arch_flags) -ffreestanding -nostdlib -fno-pic -g $(includes)
ASFLAGS := $(common_flags)
CFLAGS  := $(common_flags) -std=gnu11 -O2 -fomit-frame-pointer -fno-stack-protector \
           -Wall -Wextra -Werror -Wno-unused-parameter -Wno-initializer-overrides \
           -DARCH_HEADER='"$(ARCH).h"' \
           $(if $(UBSAN),-fsanitize=undefined -fsanitize-trap=undefined)

objects := $(patsubst %,$(out)/%.o,$(sources))
guests  := $(patsubst guest/%/,%,$(dir $(wildcard guest/*/$(ARCH).S)))

.PHONY: all disk flat files clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(image) $(firmware) $(out)/compile_commands.json

$(image): $(objects) arch/$(ARCH)/link.ld
	$(LD) -static -nostdlib --build-id=none --fatal-warnings $(link) -T arch/$(ARCH)/link.ld -o $@ $(objects)

# A change of the sources, of their order or of the flags builds anew what it touches.
$(objects): Makefile arch/$(ARCH)/arch.mk $(addsuffix /step.mk,$(addprefix steps/,$(used)))

$(out)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -MJ $@.json -c -o $@ $<

$(out)/%.S.o: %.S
	@mkdir -p $(@D)
	$(CC) $(ASFLAGS) -MMD -MP -MJ $@.json -c -o $@ $<

# Structure offsets for assembly, out of the C structures: each OFFSET() in the source leaves a line
# "->NAME value" in the compiler's assembly output.
ifneq ($(offsets),)
$(out)/offsets.h: $(offsets)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -MT $@ -MF $(out)/offsets.d -S -o $(out)/offsets.s $<
	sed -n 's/.*->\([A-Z0-9_]*\) \([0-9]*\).*/#define \1 \2/p' $(out)/offsets.s > $@

$(filter %.S.o,$(objects)): $(out)/offsets.h
endif

$(out)/compile_commands.json: $(objects)
	@{ echo '['; cat $(objects:=.json) | sed '$$ s/,$$//'; echo ']'; } > $@
	@ln -sf $(ARCH)/$(step)/compile_commands.json build/compile_commands.json

# --- Firmware, guests and their disk ---

$(build)/firmware.elf: $(addprefix arch/$(ARCH)/,firmware.S firmware.ld image.h registers.h)
	@mkdir -p $(@D)
	$(CC) $(ASFLAGS) -c -o $@.o $<
	$(LD) -static -nostdlib --build-id=none -T arch/$(ARCH)/firmware.ld -o $@ $@.o

$(build)/firmware.bin: $(build)/firmware.elf
	llvm-objcopy -O binary $< $@

include guest/guest.mk

files:
	@printf '%s\n' $(filter steps/%,$(sources)) $(offsets) $(filter-out steps/%,$(sources))

# What was built; build/marp was downloaded.
clean:
	rm -rf $(filter-out build/marp,$(wildcard build/*))

-include $(objects:.o=.d) $(out)/offsets.d
