#include "user.h"

int main(int argc, char **argv, char **environment)
{
    return 0;
}
