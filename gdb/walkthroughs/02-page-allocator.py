"""Step 2: memory for everything that follows."""
FREE = "zones->free_pages zones->orders_free"
FIRST = {"riscv64": "0x1234abcd", "aarch64": "0x1234abcc", "x86_64": "0x1234abcd"}
BITS = ("One: they grow from the zone's unround start up to its end, which is round. So the two numbers above\n"
        "are the same: the lists that are not empty are the number of pages, written in binary.")
ROOT = "One: a root has 4 KiB. It is zero, as every block that is handed out. (The 512 pages are back.)"
STATE_OF_PAGE = "p/x zones->state[$page - zones->first]"

STOPS = [
    {"title": "main()",
     "tell": "The machine has told us where its RAM is, and what of it is taken. That is all we know:\n"
             "no page is free yet, because nobody has written down that it is.",
     "go": ["tbreak main", "continue"], "show": ["p/x machine.ram[machine.ram_ranges - 1]", "p zones"],
     "ask": "An allocator has to keep notes. In which memory, when there is no allocator yet?",
     "answer": "At the start of the very RAM that they describe: a struct zone, with a byte for each page."},
    {"title": "the allocator is set up",
     "tell": "page_alloc_init() has run. Bit n of orders_free says that there is a free block of 2^n pages.",
     "go": ["tbreak show_allocator", "continue"], "watch": FREE,
     "show": ["p/x *zones", "p/t zones->orders_free", "p/t zones->free_pages"],
     "ask": "Two neighbours of the same size make one larger block. How many blocks of an order can there be?",
     "answer": {"riscv64": BITS, "aarch64": BITS,
                "x86_64": "Two: they grow from the zone's unround start up, and shrink again towards its unround\n"
                          "end. So a few lists describe all of it. Were the end round, each order would have one\n"
                          "block at most, and the two numbers above would be the same."}},
    {"title": "page_alloc(0): one page is asked for",
     "tell": "Order 0 is a block of one page.",
     "go": ["tbreak *page_alloc", "continue"], "watch": FREE,
     "ask": "Which block will be cut, and which bits of orders_free will change?",
     "then": ["finish"],
     "answer": "The smallest that is large enough: the lowest bit that is set. If it is larger than wanted,\n"
               "the halves that are not needed go to the lists below it."},
    {"title": "one page is taken",
     "tell": "One page fewer. A bit is gone, and those below it are set.",
     "go": ["set $page = (unsigned long)$ / 4096"], "watch": FREE, "show": [STATE_OF_PAGE],
     "ask": "0x40 says: a block in use starts here, of order 0. What does its buddy's byte say?",
     "then": ["p/x ($page ^ 1) * 4096", "p/x zones->state[($page ^ 1) - zones->first]"],
     "answer": "A buddy's number differs in one bit. 0x80 is: a free block of order 0. 0x00 is: none starts here,\n"
               "as in the pages that hold the notes themselves. When the page is freed, this byte is all that\n"
               "has to be looked at."},
    {"title": "512 pages",
     "tell": "A guest's memory comes in pieces of 2 MiB, which is order 9.",
     "go": ["tbreak *page_alloc", "continue", "finish"], "watch": FREE,
     "ask": "How is the block aligned, and who wants it so?",
     "then": ["p/x (unsigned long)$ % (512 * 4096)"],
     "answer": "To its own size. An entry of a table that maps 2 MiB at once has no room for the lower bits."},
    {"title": "the page comes back",
     "tell": "page_free() is given no size: the byte has it.",
     "go": ["tbreak *page_free", "continue"], "watch": FREE,
     "ask": "Where will the page be afterwards?",
     "then": ["finish", STATE_OF_PAGE],
     "answer": "In one block with its buddy if that is free, and so on upwards. The byte says: free (0x80), and\n"
               "of which order. The 0 that was returned is no error: OK is NULL."},
    {"title": "as it was before",
     "tell": "One page more, and the blocks that had been cut are whole.",
     "watch": FREE},
    {"title": "the same page, freed again",
     "tell": "A mistake, on purpose. The list would have the page twice, and hand it out twice.",
     "go": ["tbreak *page_free", "continue"], "show": [STATE_OF_PAGE],
     "ask": "How can page_free() know?", "then": ["finish"],
     "answer": "The byte at the page does not say `in use`, and the block that it is inside of is a free one.\n"
               "What comes back is the sentence that the step prints."},
    {"title": "an address from the middle",
     "tell": "The block of 512 pages is in use. This is its second page.",
     "go": ["tbreak *page_free", "continue", "finish"],
     "ask": "Why is this refused, and not the whole block freed?",
     "answer": "Whoever frees the middle has lost the start, and that is a bug. It should be seen."},
    {"title": "a stage-2 root",
     "tell": "Since then every page was taken, one by one, and given back. Now the allocator gives the guest\n"
             "of step 1 its root.",
     "go": ["tbreak enter_guest", "continue"], "watch": FREE, "show": ["p root", "x/2gx root"],
     "ask": "How many pages does it have, and what is in them?",
     "answer": {"riscv64": "Four: a root has 16 KiB. They are zero, as every block that is handed out.",
                "aarch64": ROOT, "x86_64": ROOT}},
    {"title": "the last host instruction",
     "tell": "The same guest as in step 1, behind a root that was allocated.",
     "go": ["world-switches on", "continue"], "show": ["stage2-map"],
     "then": {arch: [f"stage2 {pc}"] for arch, pc in FIRST.items()},
     "ask": "What will the guest find at its first address?",
     "answer": "No entry: the page was zeroed when it was handed out. That is what makes it a table."},
    {"title": "one stepi over the border", "tell": "The CPU is the guest's.",
     "go": ["stepi"], "show": ["guest-regs"]},
    {"title": "out again", "tell": "And it dies as it did in step 1.", "go": ["continue"]},
    {"title": "the end", "tell": "The report, and the machine is switched off.",
     "go": ["world-switches off", "tbreak power_off", "continue"]},
]
