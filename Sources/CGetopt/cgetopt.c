#include "cgetopt.h"

void cgetopt_reset(void) {
    // glibc: 0 starts over and looks again at a leading '+' or ':' of the short options.
    optind = 0;
    opterr = 0;
}

struct cgetopt_step cgetopt_next(int argc, char **argv, const char *shorts, const struct option *longs) {
    optarg = 0;
    int code = getopt_long(argc, argv, shorts, longs, 0);
    struct cgetopt_step step = {code, optarg, optind, optopt};
    return step;
}
