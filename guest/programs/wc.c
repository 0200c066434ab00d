/* Counts the lines, words and bytes of its input. */
#include "user.h"

int main(int argc, char **argv, char **environment)
{
    static char buffer[4096];
    long length, lines = 0, words = 0, bytes = 0;
    bool in_word = false;
    while ((length = read(0, buffer, sizeof buffer)) > 0) {
        bytes += length;
        for (long i = 0; i < length; i++) {
            bool space = buffer[i] == ' ' || buffer[i] == '\t' || buffer[i] == '\n';
            lines += buffer[i] == '\n';
            words += in_word && space;
            in_word = !space;
        }
    }
    words += in_word;
    printf("%ld %ld %ld\n", lines, words, bytes);
    return length < 0;
}
