/// Counts what a thread allocates: the benchmarks' own malloc, which hands on to that of the C library.
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

/// Allocations of this thread since it was last set to zero, by libcrypto and by all others.
typedef struct {
    unsigned long crypto;
    unsigned long others;
} callocations_count;

/// Counts from zero.
void callocations_begin(void);

/// What comes between the two isn't counted.
void callocations_pause(void);
void callocations_resume(void);

/// Stops counting.
callocations_count callocations_end(void);

/// Gives back to the system what is free.
void callocations_trim(void);

#endif
