#define _GNU_SOURCE
#include "callocations.h"

#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The C library's own functions, which stay reachable under these names.
extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *start, size_t bytes);
extern void *__libc_memalign(size_t alignment, size_t bytes);

static _Thread_local int is_counting;
static _Thread_local callocations_count count;
static uintptr_t crypto_start, crypto_end;

static int find_crypto(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size, (void)unused;
    if (strstr(object->dlpi_name, "libcrypto") == NULL) return 0;
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[index];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
        crypto_start = object->dlpi_addr + part->p_vaddr;
        crypto_end = crypto_start + part->p_memsz;
    }
    return 1;
}

void callocations_begin(void) {
    if (crypto_end == 0) dl_iterate_phdr(find_crypto, NULL);
    count = (callocations_count){0, 0};
    is_counting = 1;
}

void callocations_pause(void) { is_counting = 0; }

void callocations_resume(void) { is_counting = 1; }

callocations_count callocations_end(void) {
    is_counting = 0;
    return count;
}

static inline void note(void *caller) {
    if (!is_counting) return;
    uintptr_t address = (uintptr_t)caller;
    if (address >= crypto_start && address < crypto_end) count.crypto++;
    else count.others++;
}

void *malloc(size_t bytes) {
    note(__builtin_return_address(0));
    return __libc_malloc(bytes);
}

void *calloc(size_t items, size_t bytes) {
    note(__builtin_return_address(0));
    return __libc_calloc(items, bytes);
}

void *realloc(void *start, size_t bytes) {
    note(__builtin_return_address(0));
    return __libc_realloc(start, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
    note(__builtin_return_address(0));
    return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **start, size_t alignment, size_t bytes) {
    note(__builtin_return_address(0));
    void *made = __libc_memalign(alignment, bytes);
    if (made == NULL) return ENOMEM;
    *start = made;
    return 0;
}

void callocations_trim(void) { malloc_trim(0); }
