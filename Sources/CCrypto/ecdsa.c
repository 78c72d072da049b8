// The low-level functions of ECDSA and SHA-256 are deprecated since OpenSSL 3.0, but public, and the shortest
// way through: EVP's own writes a signature as DER, reads it, and writes it again to compare.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ccrypto.h"

#include <openssl/ecdsa.h>
#include <openssl/sha.h>

struct ccrypto_ecdsa {
    EC_KEY *key;
    ECDSA_SIG *signature;
    // Owned by `signature`.
    BIGNUM *r, *s;
};

ccrypto_ecdsa *ccrypto_ecdsa_new(EVP_PKEY *key) {
    ccrypto_ecdsa *context = OPENSSL_zalloc(sizeof *context);
    if (context == NULL) return NULL;
    context->key = EVP_PKEY_get1_EC_KEY(key);
    context->signature = ECDSA_SIG_new();
    context->r = BN_new();
    context->s = BN_new();
    if (context->key != NULL && context->signature != NULL && context->r != NULL && context->s != NULL
        && ECDSA_SIG_set0(context->signature, context->r, context->s) == 1)
        return context;
    BN_free(context->r);
    BN_free(context->s);
    context->r = context->s = NULL;
    ccrypto_ecdsa_free(context);
    return NULL;
}

void ccrypto_ecdsa_free(ccrypto_ecdsa *context) {
    if (context == NULL) return;
    EC_KEY_free(context->key);
    ECDSA_SIG_free(context->signature);
    OPENSSL_free(context);
}

int ccrypto_ecdsa_verify(
    ccrypto_ecdsa *context, const unsigned char raw[64], const unsigned char digest[32]) {
    if (BN_bin2bn(raw, 32, context->r) == NULL || BN_bin2bn(raw + 32, 32, context->s) == NULL) return -1;
    int result = ECDSA_do_verify(digest, 32, context->signature, context->key);
    if (result >= 0) return result;
    // Once more, to be sure that the errors are those of this very call.
    ERR_clear_error();
    result = ECDSA_do_verify(digest, 32, context->signature, context->key);
    for (unsigned long code; result < 0 && (code = ERR_get_error()) != 0;) {
        if (ERR_GET_LIB(code) == ERR_LIB_EC && ERR_GET_REASON(code) == EC_R_POINT_AT_INFINITY) result = 0;
    }
    return result;
}

int ccrypto_ecdsa_sign(ccrypto_ecdsa *context, const unsigned char digest[32], unsigned char raw[64]) {
    ECDSA_SIG *signature = ECDSA_do_sign(digest, 32, context->key);
    if (signature == NULL) return 0;
    int done = BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw, 32) == 32
        && BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw + 32, 32) == 32;
    ECDSA_SIG_free(signature);
    return done;
}

ccrypto_ecdsa *ccrypto_ecdsa_new_p256(void) {
    EC_KEY *key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    EVP_PKEY *box = EVP_PKEY_new();
    ccrypto_ecdsa *context = NULL;
    if (key != NULL && box != NULL && EVP_PKEY_set1_EC_KEY(box, key) == 1) context = ccrypto_ecdsa_new(box);
    EVP_PKEY_free(box);
    EC_KEY_free(key);
    return context;
}

int ccrypto_ecdsa_set_point(
    ccrypto_ecdsa *context, const unsigned char point[33], unsigned char coordinates[64]) {
    if (point[0] != 2 && point[0] != 3) return 0;
    // A compressed point is one of the curve or can't be made; the cofactor is 1.
    if (EC_KEY_oct2key(context->key, point, 33, NULL) != 1) {
        int result = 0;
        for (unsigned long code; (code = ERR_get_error()) != 0;) {
            if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE) result = -1;
        }
        return result;
    }
    const EC_GROUP *group = EC_KEY_get0_group(context->key);
    const EC_POINT *made = EC_KEY_get0_public_key(context->key);
    return EC_POINT_get_affine_coordinates(group, made, context->r, context->s, NULL) == 1
            && BN_bn2binpad(context->r, coordinates, 32) == 32
            && BN_bn2binpad(context->s, coordinates + 32, 32) == 32
        ? 1 : -1;
}

void ccrypto_sha256(
    const unsigned char *head, size_t head_bytes, const unsigned char *tail, size_t tail_bytes,
    unsigned char digest[32]) {
    SHA256_CTX context;
    SHA256_Init(&context);
    if (head_bytes > 0) SHA256_Update(&context, head, head_bytes);
    if (tail_bytes > 0) SHA256_Update(&context, tail, tail_bytes);
    SHA256_Final(digest, &context);
}
