#ifndef CPCSC_H
#define CPCSC_H
#endif
