/// ECDSA verification on P-256 with a table of multiples of the public key.
///
/// libcrypto 3.0 has such a table for the base point G only, and spends five sixths of a verification on the
/// key's multiple. Its calls on curves are public but deprecated since 3.0: a later version may take them
/// without making a table, so that each table has to be tried before it is relied on.
#ifndef P256_TABLE_H
#define P256_TABLE_H

/// The table of one public key. After its making only read, by any number of threads.
typedef struct ccrypto_p256_table ccrypto_p256_table;

/// What a verification works in: for one thread at a time, and any table.
typedef struct ccrypto_p256_scratch ccrypto_p256_scratch;

/// A table yet to be computed, of the point 04 ‖ x ‖ y. NULL if it isn't on the curve, or on failure.
ccrypto_p256_table *ccrypto_p256_table_new(const unsigned char point[65]);

/// Computes the multiples: some 20 ms, 150 KB. 1 on success, which doesn't mean that there is a table now.
int ccrypto_p256_table_precompute(ccrypto_p256_table *table);

/// Whether libcrypto says that it has computed a table. Without one, verification is right but slow.
int ccrypto_p256_table_is_precomputed(const ccrypto_p256_table *table);

void ccrypto_p256_table_free(ccrypto_p256_table *table);

ccrypto_p256_scratch *ccrypto_p256_scratch_new(const ccrypto_p256_table *table);

void ccrypto_p256_scratch_free(ccrypto_p256_scratch *scratch);

/// FIPS 186-5 §6.4.2 for r ‖ s and a digest of 32 bytes. 1 valid, 0 invalid, -1 failure.
int ccrypto_p256_table_verify(
    const ccrypto_p256_table *table, ccrypto_p256_scratch *scratch, const unsigned char signature[64],
    const unsigned char digest[32]);

/// Makes a digest and a signature that is valid for it under the key, without the private half: verification
/// will come upon u1 = a and u2 = b, both in 1…n−1. Nobody knows a message of that digest.
///
/// Uses none of the key's table. 1 on success; 0 on failure, and if r or s would be out of range.
int ccrypto_p256_sample(
    const ccrypto_p256_table *table, const unsigned char point[65], const unsigned char a[32],
    const unsigned char b[32], unsigned char signature[64], unsigned char digest[32]);

#endif
