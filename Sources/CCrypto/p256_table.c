// All of libcrypto's deprecated calls on curves and points stand in this file; see p256_table.h.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "p256_table.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "order_inverse.h"

struct ccrypto_p256_table {
    /// P-256 with its own base point G, whose table libcrypto has built in.
    EC_GROUP *base;
    /// P-256 with the public key Q in place of G: "precompute for the generator" then makes Q's table.
    EC_GROUP *issuer;
};

struct ccrypto_p256_scratch {
    BN_CTX *context;
    BN_MONT_CTX *order_form, *field_form;
    /// n, p − n, and numbers on the way.
    BIGNUM *order, *order_gap, *r, *s, *digest, *inverse, *u1, *u2, *x, *z, *wanted;
    EC_POINT *base_part, *issuer_part;
};

void ccrypto_p256_table_free(ccrypto_p256_table *table) {
    if (table == NULL) return;
    EC_GROUP_free(table->base);
    EC_GROUP_free(table->issuer);
    OPENSSL_free(table);
}

ccrypto_p256_table *ccrypto_p256_table_new(const unsigned char point[65]) {
    ccrypto_p256_table *table = OPENSSL_zalloc(sizeof *table);
    if (table == NULL) return NULL;
    table->base = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    table->issuer = table->base == NULL ? NULL : EC_GROUP_dup(table->base);
    EC_POINT *key = table->issuer == NULL ? NULL : EC_POINT_new(table->issuer);
    int done = key != NULL && EC_POINT_oct2point(table->issuer, key, point, 65, NULL) == 1
        && EC_GROUP_set_generator(
               table->issuer, key, EC_GROUP_get0_order(table->base), BN_value_one()) == 1;
    EC_POINT_free(key);
    if (done) return table;
    ccrypto_p256_table_free(table);
    return NULL;
}

int ccrypto_p256_table_precompute(ccrypto_p256_table *table) {
    return EC_GROUP_precompute_mult(table->issuer, NULL) == 1;
}

int ccrypto_p256_table_is_precomputed(const ccrypto_p256_table *table) {
    return EC_GROUP_have_precompute_mult(table->issuer) == 1;
}

void ccrypto_p256_scratch_free(ccrypto_p256_scratch *scratch) {
    if (scratch == NULL) return;
    BIGNUM *numbers[] = {
        scratch->order, scratch->order_gap, scratch->r, scratch->s, scratch->digest, scratch->inverse,
        scratch->u1, scratch->u2, scratch->x, scratch->z, scratch->wanted,
    };
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) BN_free(numbers[index]);
    EC_POINT_free(scratch->base_part);
    EC_POINT_free(scratch->issuer_part);
    BN_MONT_CTX_free(scratch->order_form);
    BN_MONT_CTX_free(scratch->field_form);
    BN_CTX_free(scratch->context);
    OPENSSL_free(scratch);
}

static int prepare(ccrypto_p256_scratch *scratch, const ccrypto_p256_table *table) {
    BIGNUM **numbers[] = {
        &scratch->order, &scratch->order_gap, &scratch->r, &scratch->s, &scratch->digest, &scratch->inverse,
        &scratch->u1, &scratch->u2, &scratch->x, &scratch->z, &scratch->wanted,
    };
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        if ((*numbers[index] = BN_new()) == NULL) return 0;
    }
    scratch->context = BN_CTX_new();
    scratch->order_form = BN_MONT_CTX_new();
    scratch->field_form = BN_MONT_CTX_new();
    scratch->base_part = EC_POINT_new(table->base);
    scratch->issuer_part = EC_POINT_new(table->issuer);
    const BIGNUM *field = EC_GROUP_get0_field(table->base);
    return scratch->context != NULL && scratch->order_form != NULL && scratch->field_form != NULL
        && scratch->base_part != NULL && scratch->issuer_part != NULL
        && BN_copy(scratch->order, EC_GROUP_get0_order(table->base)) != NULL
        && BN_usub(scratch->order_gap, field, scratch->order) == 1
        && BN_MONT_CTX_set(scratch->order_form, scratch->order, scratch->context) == 1
        && BN_MONT_CTX_set(scratch->field_form, field, scratch->context) == 1;
}

ccrypto_p256_scratch *ccrypto_p256_scratch_new(const ccrypto_p256_table *table) {
    ccrypto_p256_scratch *scratch = OPENSSL_zalloc(sizeof *scratch);
    if (scratch == NULL || prepare(scratch, table)) return scratch;
    ccrypto_p256_scratch_free(scratch);
    return NULL;
}

/// Reads 32 bytes, big endian, into little-endian limbs.
static void read_limbs(uint64_t limbs[4], const unsigned char bytes[32]) {
    for (int limb = 0; limb < 4; limb++) {
        uint64_t value = 0;
        for (int index = 0; index < 8; index++) value = value << 8 | bytes[(3 - limb) * 8 + index];
        limbs[limb] = value;
    }
}

/// Sets u1 = digest / s and u2 = r / s mod n; 1 on success.
static int divide_by_s(ccrypto_p256_scratch *scratch, const unsigned char s[32]) {
    uint64_t limbs[4], inverse[4];
    unsigned char bytes[32];
    read_limbs(limbs, s);
    if (!ccrypto_p256_order_inverse(inverse, limbs)) return 0;
    for (int index = 0; index < 32; index++) {
        bytes[index] = (unsigned char)(inverse[index / 8] >> index % 8 * 8);
    }
    if (BN_lebin2bn(bytes, sizeof bytes, scratch->inverse) == NULL) return 0;
    BN_MONT_CTX *form = scratch->order_form;
    BN_CTX *context = scratch->context;
    // With one factor in Montgomery's form, the product is in the usual one. First of all 1 / s · s = 1.
    return BN_to_montgomery(scratch->inverse, scratch->inverse, form, context)
        && BN_mod_mul_montgomery(scratch->u1, scratch->inverse, scratch->s, form, context)
        && BN_is_one(scratch->u1)
        && BN_mod_mul_montgomery(scratch->u1, scratch->inverse, scratch->digest, form, context)
        && BN_mod_mul_montgomery(scratch->u2, scratch->inverse, scratch->r, form, context);
}

/// Whether the point's affine x is `x`: X = x Z², without the division. 1 yes, 0 no, -1 failure.
/// scratch->x holds X / R and scratch->z holds Z² / R, where R is Montgomery's.
static int has_affine_x(ccrypto_p256_scratch *scratch, const BIGNUM *x) {
    if (BN_to_montgomery(scratch->wanted, x, scratch->field_form, scratch->context) != 1
        || BN_mod_mul_montgomery(
               scratch->wanted, scratch->wanted, scratch->z, scratch->field_form, scratch->context) != 1) {
        return -1;
    }
    return BN_ucmp(scratch->wanted, scratch->x) == 0;
}

/// Whether x mod n = r for the affine x of the point. 1 yes, 0 no, -1 failure.
static int has_r(ccrypto_p256_scratch *scratch, const EC_GROUP *group, const EC_POINT *point) {
    if (EC_POINT_get_Jprojective_coordinates_GFp(
            group, point, scratch->x, NULL, scratch->z, scratch->context) != 1
        || BN_from_montgomery(scratch->x, scratch->x, scratch->field_form, scratch->context) != 1
        || BN_mod_mul_montgomery(
               scratch->z, scratch->z, scratch->z, scratch->field_form, scratch->context) != 1) {
        return -1;
    }
    int result = has_affine_x(scratch, scratch->r);
    // x may lie between n and p: then x = r + n.
    if (result != 0 || BN_ucmp(scratch->r, scratch->order_gap) >= 0) return result;
    if (BN_uadd(scratch->r, scratch->r, scratch->order) != 1) return -1;
    return has_affine_x(scratch, scratch->r);
}

int ccrypto_p256_table_verify(
    const ccrypto_p256_table *table, ccrypto_p256_scratch *scratch, const unsigned char signature[64],
    const unsigned char digest[32]) {
    if (BN_bin2bn(signature, 32, scratch->r) == NULL || BN_bin2bn(signature + 32, 32, scratch->s) == NULL
        || BN_bin2bn(digest, 32, scratch->digest) == NULL) {
        return -1;
    }
    if (BN_is_zero(scratch->r) || BN_ucmp(scratch->r, scratch->order) >= 0 || BN_is_zero(scratch->s)
        || BN_ucmp(scratch->s, scratch->order) >= 0) {
        return 0;
    }
    if (BN_ucmp(scratch->digest, scratch->order) >= 0
        && BN_usub(scratch->digest, scratch->digest, scratch->order) != 1) {
        return -1;
    }
    EC_POINT *sum = scratch->base_part;
    if (!divide_by_s(scratch, signature + 32)
        || EC_POINT_mul(table->base, scratch->base_part, scratch->u1, NULL, NULL, scratch->context) != 1
        || EC_POINT_mul(table->issuer, scratch->issuer_part, scratch->u2, NULL, NULL, scratch->context) != 1
        || EC_POINT_add(table->base, sum, scratch->base_part, scratch->issuer_part, scratch->context) != 1) {
        return -1;
    }
    if (EC_POINT_is_at_infinity(table->base, sum)) return 0;
    return has_r(scratch, table->base, sum);
}

int ccrypto_p256_sample(
    const ccrypto_p256_table *table, const unsigned char point[65], const unsigned char a[32],
    const unsigned char b[32], unsigned char signature[64], unsigned char digest[32]) {
    int done = 0;
    BN_CTX *context = BN_CTX_new();
    EC_POINT *key = EC_POINT_new(table->base), *sum = EC_POINT_new(table->base);
    if (context == NULL || key == NULL || sum == NULL) goto end;
    BN_CTX_start(context);
    BIGNUM *u1 = BN_CTX_get(context), *u2 = BN_CTX_get(context), *r = BN_CTX_get(context);
    BIGNUM *s = BN_CTX_get(context);
    const BIGNUM *order = EC_GROUP_get0_order(table->base);
    // R = a G + b Q, r = x of R, s = r / b, digest = a s.
    done = s != NULL && BN_bin2bn(a, 32, u1) != NULL && BN_bin2bn(b, 32, u2) != NULL
        && EC_POINT_oct2point(table->base, key, point, 65, context) == 1
        && EC_POINT_mul(table->base, sum, u1, key, u2, context) == 1
        && EC_POINT_get_affine_coordinates(table->base, sum, r, NULL, context) == 1
        && BN_nnmod(r, r, order, context) == 1 && BN_mod_inverse(s, u2, order, context) != NULL
        && BN_mod_mul(s, s, r, order, context) == 1 && BN_mod_mul(u1, u1, s, order, context) == 1
        && BN_bn2binpad(r, signature, 32) == 32 && BN_bn2binpad(s, signature + 32, 32) == 32
        && BN_bn2binpad(u1, digest, 32) == 32;
    BN_CTX_end(context);
end:
    EC_POINT_free(sum);
    EC_POINT_free(key);
    BN_CTX_free(context);
    return done;
}
