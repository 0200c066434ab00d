link := --wrap=stage2_protect
