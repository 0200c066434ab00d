"""Step 2: memory for everything that follows."""
FREE = "zones->free_pages/d zones->orders_free"
FIRST = {"riscv64": "0x1234abcd", "aarch64": "0x1234abcc", "x86_64": "0x1234abcd"}
BITS = ("At most one: block sizes grow from the zone's unaligned start to its aligned end. So the numbers\n"
        "are equal: the set bits, one for each non-empty list, are the number of pages in binary.")
ROOT = "One: a root has 4 KiB. It is zero, like every block that is handed out. (The 512 pages are free.)"
STATE_OF_PAGE = "p/x zones->state[$page - zones->first]"

STOPS = [
    {"title": "main()",
     "tell": "The hypervisor has learned where the RAM is, and which part of it is in use. No page can be\n"
             "allocated yet, because the allocator has no record of any.",
     "go": ["tbreak main", "continue"], "show": ["p/x machine.ram[machine.ram_ranges - 1]", "p zones"],
     "ask": "An allocator needs memory for its own data. Where from, before there is an allocator?",
     "answer": "From the start of the RAM that the data describes: a struct zone, with a byte for each page."},
    {"title": "the allocator is set up",
     "tell": "page_alloc_init() has run. Bit n of orders_free says that a block of 2^n pages is free.",
     "go": ["tbreak show_allocator", "continue"], "watch": FREE,
     "show": ["p/x *zones", "p/t zones->orders_free", "p/t zones->free_pages"],
     "ask": "Two neighbours of the same size make one larger block. How many blocks of an order can there be?",
     "answer": {"riscv64": BITS, "aarch64": BITS,
                "x86_64": "At most two: sizes grow from the unaligned start and shrink towards the unaligned\n"
                          "end. With an aligned end it would be one, and the two numbers would be equal."}},
    {"title": "page_alloc(0): one page is asked for",
     "tell": "Order 0 is a block of one page.",
     "go": ["tbreak *page_alloc", "continue"], "watch": FREE,
     "ask": "Which block will be split, and which bits of orders_free will change?",
     "then": ["finish"],
     "answer": "The smallest that is large enough: the lowest set bit. If it is larger than requested, the\n"
               "halves that are not needed go to the lists of the smaller orders."},
    {"title": "one page is taken",
     "tell": "One page fewer is free. One bit is cleared, and those below it are set.",
     "go": ["set $page = (unsigned long)$ / 4096"], "watch": FREE, "show": [STATE_OF_PAGE],
     "ask": "0x40 says: a block in use starts here, of order 0. What does its buddy's byte say?",
     "then": ["p/x ($page ^ 1) * 4096", "p/x zones->state[($page ^ 1) - zones->first]"],
     "answer": "A buddy's number differs in one bit. 0x80 means that a free block of order 0 starts there. 0x00\n"
               "means that none starts there, as in the pages that hold the allocator's own data. When the page\n"
               "is freed, this byte is all that the allocator has to look at."},
    {"title": "512 pages",
     "tell": "A guest's memory comes in pieces of 2 MiB, which is order 9.",
     "go": ["tbreak *page_alloc", "continue", "finish"], "watch": FREE,
     "ask": "How is the block aligned, and why?",
     "then": ["p/x (unsigned long)$ % (512 * 4096)"],
     "answer": "To its own size. An entry of a table that maps 2 MiB at once has no room for the lower bits."},
    {"title": "the page is freed",
     "tell": "page_free() gets no size, because the byte says it.",
     "go": ["tbreak *page_free", "continue"], "watch": FREE,
     "ask": "Where will the page be afterwards?",
     "then": ["finish", STATE_OF_PAGE],
     "answer": "In one block with its buddy, if the buddy is free, and so on upwards. The byte says free (0x80),\n"
               "and of which order. The returned 0 means no error: OK is NULL."},
    {"title": "as it was before",
     "tell": "One page more is free, and the blocks that were split are merged again.",
     "watch": FREE},
    {"title": "the same page, freed again",
     "tell": "A mistake, on purpose. If it succeeded, the page would be in the list twice, and two callers\n"
             "could get it.",
     "go": ["tbreak *page_free", "continue"], "show": [STATE_OF_PAGE],
     "ask": "How can page_free() know?", "then": ["finish"],
     "answer": "The page's byte does not say `in use`, and the block that contains the page is free. The\n"
               "function returns the sentence that the step prints."},
    {"title": "an address from the middle",
     "tell": "The block of 512 pages is in use. This is its second page.",
     "go": ["tbreak *page_free", "continue", "finish"],
     "ask": "Why is this refused, and not the whole block freed?",
     "answer": "The caller has lost the block's address: a bug, which should be reported."},
    {"title": "a stage-2 root",
     "tell": "Meanwhile the step has allocated every page, one by one, and freed them all. Now it allocates the\n"
             "root for the guest of step 1.",
     "go": ["tbreak enter_guest", "continue"], "watch": FREE, "show": ["p root", "x/2gx root"],
     "ask": "How many pages does the root have, and what is in them?",
     "answer": {"riscv64": "Four: a root has 16 KiB. They are zero, like every block that is handed out.",
                "aarch64": ROOT, "x86_64": ROOT}},
    {"title": "the last host instruction",
     "tell": "The same guest as in step 1, with a root that was allocated.",
     "go": ["world-switches on", "continue"], "show": ["stage2-map"],
     "then": {arch: [f"stage2 {pc}"] for arch, pc in FIRST.items()},
     "ask": "What will the guest find at its first address?",
     "answer": "No valid entry, because the page was zeroed when it was handed out. So it is an empty table."},
    {"title": "one stepi into the guest", "tell": "Now the guest has the CPU.",
     "go": ["stepi"], "show": ["guest-regs"]},
    {"title": "the trap out of the guest", "tell": "The guest dies as in step 1.", "go": ["continue"]},
    {"title": "the end", "tell": "The report, and the machine is switched off.",
     "go": ["world-switches off", "tbreak power_off", "continue"]},
]
