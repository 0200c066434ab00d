# What ./run.sh step 7 x86_64 --main tests/decode/x86_64.c is made of, besides step 7.
add := ../../common/random.c
