# A guest whose kernel has the bugs, and whose program finds them.
add           := ../1-system-call/boot.c $(ARCH)_facts.c
guest_add     := bug.c $(ARCH)_facts.c
guest_link    := $(addprefix --wrap=,paging_init space_fault space_remove load_root)
guest_program := prowl.c $(ARCH)_facts.c
