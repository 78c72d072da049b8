/// The inverse modulo the order of P-256, for p256_table.c.
#ifndef ORDER_INVERSE_H
#define ORDER_INVERSE_H

#include <stdint.h>

/// Writes 1 / value mod n; both little endian, in limbs of 64 bits. 1 on success, 0 if the value is 0.
///
/// The time depends on the value: for public numbers only. The value is below n, the order of P-256.
int ccrypto_p256_order_inverse(uint64_t inverse[4], const uint64_t value[4]);

#endif
