#include "ccrypto.h"

/// p = 2^255 − 19 and d = −121665/121666 mod p. RFC 8032 §5.1.
static const char *const field_prime = "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED";
static const char *const edwards_d = "52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3";

/// y of the points of small order: 0 (order 4), 1 (order 1), p − 1 (order 2) and the two of order 8.
static const char *const small_order_y[] = {
    "0",
    "1",
    "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEC",
    "7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7",
    "05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826",
};

/// Whether u / v is a square, where u = y² − 1 and v = d y² + 1: then y has an x. Euler's criterion on u · v.
static int has_x(const BIGNUM *y, const BIGNUM *p, BN_CTX *context) {
    int result = -1;
    BN_CTX_start(context);
    BIGNUM *d = BN_CTX_get(context), *squared = BN_CTX_get(context), *u = BN_CTX_get(context);
    BIGNUM *v = BN_CTX_get(context), *exponent = BN_CTX_get(context), *power = BN_CTX_get(context);
    if (power != NULL && BN_hex2bn(&d, edwards_d) > 0 && BN_mod_sqr(squared, y, p, context)
        && BN_mod_sub(u, squared, BN_value_one(), p, context) && BN_mod_mul(v, d, squared, p, context)
        && BN_mod_add(v, v, BN_value_one(), p, context) && BN_mod_mul(u, u, v, p, context)
        && BN_copy(exponent, p) != NULL && BN_rshift1(exponent, exponent)
        && BN_mod_exp(power, u, exponent, p, context)) {
        result = BN_is_zero(power) || BN_is_one(power);
    }
    BN_CTX_end(context);
    return result;
}

int ccrypto_ed25519_is_sound(const unsigned char encoded[32]) {
    unsigned char bytes[32];
    for (int index = 0; index < 32; index++) bytes[index] = encoded[31 - index];
    bytes[0] &= 0x7F;  // the top bit is the sign of x

    int result = -1;
    BN_CTX *context = BN_CTX_new();
    BIGNUM *y = BN_bin2bn(bytes, 32, NULL), *p = NULL, *small = NULL;
    if (context != NULL && y != NULL && BN_hex2bn(&p, field_prime) > 0) {
        result = BN_cmp(y, p) < 0;
        for (int index = 0; result == 1 && index < 5; index++) {
            if (BN_hex2bn(&small, small_order_y[index]) <= 0) result = -1;
            else if (BN_cmp(y, small) == 0) result = 0;
        }
        if (result == 1) result = has_x(y, p, context);
    }
    BN_free(small);
    BN_free(p);
    BN_free(y);
    BN_CTX_free(context);
    return result;
}
