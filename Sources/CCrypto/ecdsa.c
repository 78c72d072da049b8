// The low-level ECDSA functions are deprecated since OpenSSL 3.0, but public, and the shortest way through:
// EVP's own way writes the signature as DER, reads it, and writes it again to compare.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ccrypto.h"

#include <openssl/ecdsa.h>

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
