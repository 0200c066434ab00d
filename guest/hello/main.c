/* Says hello, and shuts down in good order. */
#include "guest.h"

int main(void)
{
    static const char hello[] = "Hello from the other world!\n";
    console_write(hello, sizeof hello - 1);
    shut_down();
}
