/// getopt_long (glibc), which Swift's Glibc module leaves out, with its global variables kept on the C side.
#ifndef KARTKA_CGETOPT_H
#define KARTKA_CGETOPT_H

#include <getopt.h>

/// What one call of getopt_long has found.
struct cgetopt_step {
    /// The option's `val`; -1 at the end; '?' or ':' for an error.
    int code;
    /// The option's value, inside argv; NULL if it has none.
    const char *value;
    /// Index in argv of what comes next.
    int next_index;
    /// The `val` of the option in error; 0 for an unknown long option.
    int culprit;
};

/// Begins anew: call it before the first `cgetopt_next` of an argv. Not for several threads at once.
void cgetopt_reset(void);

struct cgetopt_step cgetopt_next(int argc, char **argv, const char *shorts, const struct option *longs);

#endif
