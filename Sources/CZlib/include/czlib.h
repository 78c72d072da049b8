#ifndef KARTKA_CZLIB_H
#define KARTKA_CZLIB_H

#include <zlib.h>

#endif
