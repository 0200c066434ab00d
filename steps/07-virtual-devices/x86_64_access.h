/* x86_64: what an instruction needs when its access is finished. */
#pragma once

struct access_rest {
    uint8_t unused;
};
