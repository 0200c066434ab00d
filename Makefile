# Builds step STEP for ARCH: make STEP=3 ARCH=riscv64. run.sh calls this with the two set.
#
# Step N is made of the plumbing (common/ and arch/ARCH/) and of the folders of steps 1 to N. Each
# step.mk says what its folder adds, and seldom what of an earlier one it drops. Only step N's own
# main.c is taken, or with MAIN=FILE.c that file in its place; a FILE.mk beside it may add files, drop
# some, and give options for the linker. ANSWER=FILE.o links an exercise's answer with MAIN, its grader,
# into IMAGE, or, if FILE.mk says answer_in := kernel, into the guest's kernel (guest.mk). UBSAN=1
# builds with the compiler's checks for undefined behaviour, each of which traps. BUILD=DIR puts
# what is made into that folder instead of build/.

# No rules but those here: make would look for an RCS and an SCCS file of each source, which costs more than the rest.
MAKEFLAGS += -r

# These come from the command line alone: a variable of the same name in the environment changes nothing.
$(foreach v,STEP ARCH MAIN ANSWER IMAGE UBSAN BUILD,$(if $(filter environment%,$(origin $v)),$(eval $v :=)))

steps := $(sort $(notdir $(wildcard steps/[0-9][0-9]-*)))
STEP  := $(or $(STEP),$(words $(steps)))
ARCH  := $(or $(ARCH),riscv64)
BUILD := $(or $(BUILD),build)

used  := $(wordlist 1,$(STEP),$(steps))
step  := $(lastword $(used))
build := $(BUILD)/$(ARCH)
out   := $(build)/$(if $(UBSAN),ubsan/)$(step)
main  := $(or $(MAIN),steps/$(step)/main.c)
image := $(or $(IMAGE),$(out)/$(if $(MAIN),$(subst /,-,$(basename $(MAIN))),hypervisor).elf)

# --- What step N is made of ---

plumbing := $(addprefix arch/$(ARCH)/,boot.S traps.S boot.c console.c power.c traps.c) \
            $(addprefix common/,clock.c machine.c options.c panic.c print.c string.c)
include arch/$(ARCH)/arch.mk

sources :=
structs :=

# $(call here,STEP,NAMES): those files of the step's folder; a name with a * in it means all that are like it.
here = $(foreach f,$(2),$(if $(findstring *,$(f)),$(wildcard steps/$(1)/$(f)),steps/$(1)/$(f)))

define use_step
add     :=
drop    :=
offsets :=
include steps/$(1)/step.mk
structs += $$(call here,$(1),$$(offsets))
sources := $$(filter-out $$(addprefix steps/,$$(drop)),$$(sources)) $$(filter-out $$(structs),$$(call here,$(1),$$(add)))
endef

$(foreach s,$(used),$(eval $(call use_step,$(s))))
add  :=
drop :=
link :=
guest_add :=
answer_in :=
-include $(MAIN:.c=.mk)
sources := $(main) $(if $(MAIN),$(addprefix $(dir $(MAIN)),$(add))) $(if $(ANSWER),common/grade.c common/random.c) \
           $(filter-out $(addprefix steps/,$(drop)),$(sources)) $(plumbing)

# --- How it is built ---

CC := clang
LD := ld.lld -z max-page-size=4096

# A step includes from its own folder and those before it, so that it cannot reach forward. The plumbing includes from none.
includes = $(addprefix -iquote steps/,$(1)) -iquote arch/$(ARCH) -iquote common
common_flags := --target=$(target) $(arch_flags) -ffreestanding -nostdlib -fno-pic -g
ASFLAGS := $(common_flags) $(call includes,$(used)) -iquote $(out)
C_FLAGS := $(common_flags) -std=gnu11 -O2 -fomit-frame-pointer -fno-stack-protector \
           -Wall -Wextra -Werror -Wno-unused-parameter -Wno-initializer-overrides \
           -Wno-missing-field-initializers -DARCH=$(ARCH) \
           $(if $(UBSAN),-fsanitize=undefined -fsanitize-trap=undefined -DCHECKED=1,-DCHECKED=0)
CFLAGS  := $(C_FLAGS) $(call includes,$(used))

# What a C file of the plumbing or of a step becomes does not depend on STEP, so all steps share its object. Step N's own
# assembly, which reads offsets.h, is in $(out), and so is a MAIN from elsewhere.
shared   := $(build)/$(if $(UBSAN),ubsan/)objects
is_shared = $(and $(filter %.c,$(1)),$(filter arch/% common/% steps/%,$(1)))
objects  := $(foreach f,$(sources),$(if $(call is_shared,$f),$(shared),$(out))/$f.o)
hypervisor_answer := $(if $(answer_in),,$(ANSWER))

.PHONY: all disk guest-flags compiler files clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(image) $(firmware) $(out)/compile_commands.json

# The order of the sources is that of the image.
$(image): $(objects) $(hypervisor_answer) arch/$(ARCH)/link.ld $(addsuffix /step.mk,$(addprefix steps/,$(used)))
	$(LD) -static -nostdlib --build-id=none --fatal-warnings $(link) -T arch/$(ARCH)/link.ld -o $@ $(objects) $(hypervisor_answer)

# A change of the flags rebuilds what it touches.
$(objects): Makefile arch/$(ARCH)/arch.mk

# The steps whose headers a file may include: steps/05-NAME/FILE.c those of 1 to 5.
steps_of = $(if $(filter steps/%,$(1)),$(wordlist 1,$(patsubst 0%,%,$(firstword $(subst -, ,$(word 2,$(subst /, ,$(1)))))),$(steps)))

$(shared)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(call includes,$(call steps_of,$<)) -MMD -MP -MJ $@.json -c -o $@ $<

$(out)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -MJ $@.json -c -o $@ $<

$(out)/%.S.o: %.S
	@mkdir -p $(@D)
	$(CC) $(ASFLAGS) -MMD -MP -MJ $@.json -c -o $@ $<

# Structure offsets for assembly, out of the C structures: each OFFSET() in the sources leaves a line
# "->NAME value" in the compiler's assembly output.
ifneq ($(structs),)
$(out)/%.c.s: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -MT $@ -MF $(@:.s=.d) -S -o $@ $<

$(out)/offsets.h: $(structs:%=$(out)/%.s)
	sed -n 's/.*->\([A-Z0-9_]*\) \([0-9]*\).*/#define \1 \2/p' $^ > $@

$(filter %.S.o,$(objects)): $(out)/offsets.h
endif

$(out)/compile_commands.json: $(objects)
	@{ echo '['; cat $(objects:=.json) | sed '$$ s/,$$//'; echo ']'; } > $@
	@ln -sf $(ARCH)/$(step)/compile_commands.json $(BUILD)/compile_commands.json

# --- Firmware, guests and their disk ---

$(build)/firmware/%.o: arch/$(ARCH)/%.S $(addprefix arch/$(ARCH)/,firmware.h image.h registers.h memory_map.h)
	@mkdir -p $(@D)
	$(CC) $(ASFLAGS) -c -o $@ $<

$(build)/firmware.elf: $(addprefix $(build)/firmware/,firmware.o firmware_calls.o) arch/$(ARCH)/firmware.ld
	$(LD) -static -nostdlib --build-id=none -T arch/$(ARCH)/firmware.ld -o $@ $(filter %.o,$^)

$(build)/firmware.bin: $(build)/firmware.elf
	llvm-objcopy -O binary $< $@

include guest/guest.mk

files:
	@printf '%s\n' $(filter steps/%,$(sources)) $(structs) $(filter-out steps/%,$(sources))

# For an exercise's answer, which is looked at before it is linked.
compiler:
	@echo '$(CC) $(if $(answer_in),$(KERNEL_FLAGS) -std=gnu11,$(CFLAGS))'

# What was built; marp, vitepress and linux were downloaded.
clean:
	rm -rf $(filter-out $(BUILD)/marp $(BUILD)/vitepress $(BUILD)/linux,$(wildcard $(BUILD)/*))

-include $(objects:.o=.d) $(structs:%=$(out)/%.d)
