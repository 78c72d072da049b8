#include "kartka.h"

// In C, so that the numbers and the text can't differ from the header that the library was built with.

uint32_t kartka_version(void) { return KARTKA_VERSION; }

const char *kartka_version_string(void) { return KARTKA_VERSION_STRING; }
