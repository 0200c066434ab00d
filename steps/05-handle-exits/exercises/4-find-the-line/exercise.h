/* Exercise 5.4: which line went wrong, and when? */
#pragma once

/* What you found in a recording. */
struct found {
    unsigned line; /* of books.c */
    unsigned exit; /* the number of the exit that was being handled, as timeline shows it */
};

/* Your answer, for one seed: recordings 1 to 3. */
extern const struct found found[3];

/* It calls nothing. */
