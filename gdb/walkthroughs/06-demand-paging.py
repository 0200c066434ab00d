"""Step 6: memory on demand. The guest is flash: it reads a file of 64 pages as memory, from one end to the other, and
then its first word once more."""
CHANGES_MACHINE = True  # it makes memory short
PAGE = 4096
FLASH = {"riscv64": 0x22000000, "aarch64": 0x4000000, "x86_64": 0xffc00000}
FIRST_PAGE_SHORT = 40  # of flash: when it is read, memory is made short


def each(template):
    """For each architecture: {first} is its flash's first address, {short} that of the page of that number."""
    def fill(text, base):
        return text.format(first=f"{base:#x}", short=f"{base + FIRST_PAGE_SHORT * PAGE:#x}")
    return {arch: [fill(line, base) for line in template] if isinstance(template, list) else fill(template, base)
            for arch, base in FLASH.items()}


STATE = {"riscv64": "pc sepc scause stval htval", "aarch64": "pc ELR_EL2 ESR_EL2 FAR_EL2 HPFAR_EL2",
         "x86_64": "pc exit_rings->vcpu->vmcb.rip exit_rings->vcpu->vmcb.exitcode exit_rings->vcpu->vmcb.exitinfo2"}
PC = {"riscv64": "exit_rings->vcpu->pc", "aarch64": "exit_rings->vcpu->pc", "x86_64": "exit_rings->vcpu->vmcb.rip"}
GIVEN = {arch: f"{pc} exit_rings->last->gpa zones->free_pages" for arch, pc in PC.items()}
COUNTS = "flashes->pages_read flashes->mapped flashes->taken_back zones->free_pages"
FENCED = "stage2_unmap() has returned, and the last thing that it did was the fence. Now the page can be freed."

STOPS = [
    {"title": "main()",
     "tell": "In step 5 the guest has all of its memory before its first instruction. This step puts other\n"
             "handlers into the table of exits.",
     "go": ["tbreak main", "continue"], "show": ["p exit_handlers[EXIT_STAGE2_FAULT]"],
     "ask": "stop_guest() is the handler of stage-2 faults so far. What has to be there instead?",
     "then": ["tbreak guest_from_options", "continue", "p exit_handlers[EXIT_STAGE2_FAULT]"],
     "answer": "A handler that gives memory at the address that faulted, and lets the guest run on."},
    {"title": "the promise",
     "tell": "The guest has been loaded, and is about to be entered for the first time.",
     "go": ["tbreak switch_worlds", "continue"], "show": ["guest-memory"],
     "ask": "It was promised 64 MiB of RAM and a file as flash. What has it been given, and why that?",
     "then": ["stage2-map"],
     "answer": "What the loader wrote: the guest's image. Nothing has been read of its flash."},
    {"title": "the first fault",
     "tell": "The guest has used its stack, which is in memory that was only promised.",
     "go": ["world-switches exit", "continue"], "watch": STATE, "show": ["guest-x /1i"],
     "ask": "Has this instruction been executed?",
     "answer": "No. The pc that the CPU saved is its address: it can be executed again."},
    {"title": "the empty entry",
     "tell": "The exit has been decoded, and give_memory() is called. The GPA is the address that faulted.",
     "go": ["world-switches off", "tbreak *give_memory", "continue"], "watch": GIVEN,
     "show": ["exits 1", "stage2 exit_rings->last->gpa"],
     "ask": "The table says nothing about this address. What says whether the guest may use it?",
     "answer": "The list of its regions. RAM has this address, so RAM's function `give` is called."},
    {"title": "a page, which is zero",
     "tell": "give_ram() has allocated a page, and is about to map it.",
     "go": ["tbreak *demand_map", "continue"], "watch": GIVEN, "show": ["p/x page", "x/2gx page"],
     "ask": "Why does it matter that the page is zero?",
     "answer": "Somebody else may have had it before. The guest must not see what they left there."},
    {"title": "the page is given",
     "tell": "The page is mapped, and the loop is about to enter the guest again.",
     "go": ["tbreak switch_worlds", "continue", "set $gpa = exit_rings->last->gpa & ~0xfff"], "watch": GIVEN,
     "show": ["stage2 exit_rings->last->gpa", "exits 1"],
     "ask": "Compare the pc with that before. Where will the guest resume?",
     "answer": "At the same pc. The handler did not move it, and it changed the kind of the exit to `demand fault`."},
    {"title": "the guest goes on",
     "tell": "The guest is entered, and executes the instruction once more.",
     "go": ["world-switches entry", "continue", "stepi"], "show": ["guest-x /1i", "stepi"],
     "ask": "Can the guest find out that the page was not there before?", "then": ["stage2 $gpa"],
     "answer": "Only by a clock: the instruction took long. No register and no byte of its memory tells it."},
    {"title": "a second fault: flash",
     "tell": "The guest reads the first word of its flash. No byte of that file has been read from the disk so far.",
     "go": ["world-switches off", "tbreak *give_flash", "continue"], "watch": COUNTS,
     "show": each(["exits 1", "stage2 {first}"])},
    {"title": "the page is read",
     "tell": "give_flash() has read one page of the file into a page of the machine's memory.",
     "go": ["tbreak *demand_map", "continue"],
     "show": ["p/x *(unsigned int *)page", "p *(char (*)[15])page"], "watch": COUNTS,
     "ask": "Why is the page mapped only after it was read?",
     "answer": "If the disk fails, nothing has to be undone: the guest has never seen the page."},
    {"title": "the page is mapped",
     "tell": "The guest will find the first word of the file at the first address of its flash.",
     "go": ["tbreak switch_worlds", "continue"], "watch": COUNTS,
     "show": each(["stage2 {first}", "guest-x /1xw {first}", "guest-memory"]),
     "ask": "How does the entry say that this memory is read-only?",
     "answer": {"riscv64": "W, bit 2, is 0. A write faults too, but nothing can be given: the guest is stopped.",
                "aarch64": "S2AP, bit 7, is 0. A write faults too, but nothing can be given: the guest is stopped.",
                "x86_64": "R/W, bit 1, is 0. A write faults too, but nothing can be given: the guest is stopped."}},
    {"title": "the next page",
     "tell": "The guest has read 1024 words. The next one is on the next page.",
     "go": ["tbreak *give_flash", "continue"], "watch": COUNTS, "show": ["exits 1"]},
    {"title": "memory is short",
     "tell": f"{FIRST_PAGE_SHORT} pages have been read. Now gdb makes memory short: the allocator keeps only one "
             "stretch\nof RAM, and the bitmap of its free lists is cleared. So page_alloc() finds nothing.",
     "go": {arch: [f"tbreak *give_flash if gpa == {base + FIRST_PAGE_SHORT * PAGE:#x}", "continue",
                   "set var zones->next = 0", "set var zones->orders_free = 0"] for arch, base in FLASH.items()},
     "watch": COUNTS,
     "ask": "give_flash() needs a page. Which page of the guest can be taken back?",
     "answer": "One of flash: its content is also on the disk. It will be the oldest. RAM has no other copy."},
    {"title": "before it is taken back",
     "tell": "page_alloc() has failed, and flash_take_back() unmaps the first page of the flash.",
     "go": ["tbreak *stage2_unmap", "continue"], "watch": COUNTS, "show": each(["stage2 {first}"]),
     "ask": "Three things have to be done: free the page, unmap it, fence. In which order?",
     "answer": "Unmap, fence, free."},
    {"title": "first: unmapped",
     "tell": "stage2_unmap() has cleared the entry. What it does next is the fence.",
     "go": ["tbreak *stage2_fence", "continue"], "watch": COUNTS, "show": each(["stage2 {first}"]),
     "ask": "What if somebody else got the page now?",
     "answer": "The TLB may still hold the old translation. The guest could read what the new owner writes."},
    {"title": "second: the fence; third: freed",
     "tell": {"riscv64": FENCED, "aarch64": FENCED,
              "x86_64": FENCED + "\n(The fence is a request: vmrun fulfils it before the guest runs on.)"},
     "go": {arch: ["tbreak *page_free", "continue", f"set $page = (unsigned long)${register} / 4096"]
            for arch, register in {"riscv64": "a0", "aarch64": "x0", "x86_64": "rdi"}.items()},
     "watch": COUNTS,
     "show": ["p/x zones->state[$page - zones->first]"],
     "ask": "0x40 says: in use. What will the byte say, and what will page_alloc() find?",
     "then": ["finish", "p/x zones->state[$page - zones->first]", "p/x zones->orders_free"],
     "answer": "0x80: free. It is the only page that page_alloc() can find, so it will be given."},
    {"title": "the same page, for another address",
     "tell": f"The guest gets page {FIRST_PAGE_SHORT} of the file, in the memory that held page 0.",
     "go": ["tbreak switch_worlds", "continue"], "watch": COUNTS,
     "show": each(["p/x $page * 4096", "stage2 {short}", "p *(char (*)[15])($page * 4096)", "stage2 {first}"])},
    {"title": "a page that was taken back is needed again",
     "tell": "The guest has read the whole file, and takes the first word once more, to print it.",
     "go": {arch: [f"tbreak *give_flash if gpa == {base:#x}", "continue"] for arch, base in FLASH.items()},
     "watch": COUNTS, "show": ["exits 1"],
     "ask": "Every page since then was given in the place of another. Which one will go now?",
     "answer": "The one that was read first of those that are mapped, although it may be needed next. A better\n"
               "choice would have to know what the guest has used."},
    {"title": "read again",
     "tell": "The page has been read from the disk a second time.",
     "go": ["tbreak switch_worlds", "continue"], "watch": COUNTS,
     "show": each(["stage2 {first}", "guest-x /1xw {first}"])},
    {"title": "the end",
     "tell": "The guest prints what it found, and asks for power-off.",
     "go": ["tbreak power_off", "continue"], "watch": COUNTS, "show": ["guest-memory"]},
]
