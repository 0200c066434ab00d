# What ./run.sh step 6 ARCH --main tests/demand/fences.c is made of.
drop := 06-demand-paging/demand.c
link := --wrap=stage2_fence --wrap=stage2_map_leaf --wrap=stage2_map --wrap=stage2_unmap --wrap=page_free \
        --wrap=memory_clean
