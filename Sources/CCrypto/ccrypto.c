#include "ccrypto.h"

#include <string.h>

/// PEM has an old encryption of its own, for which libcrypto would ask on the terminal: we have no answer to
/// that.
static int no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer, (void)size, (void)writing, (void)context;
    return -1;
}

X509_SIG *ccrypto_read_pkcs8(BIO *bio) { return PEM_read_bio_PKCS8(bio, NULL, no_passphrase, NULL); }

CMS_ContentInfo *ccrypto_read_cms(BIO *bio) { return PEM_read_bio_CMS(bio, NULL, no_passphrase, NULL); }

static EVP_PKEY *p256_from_parameters(OSSL_PARAM *parameters, int selection) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    if (context == NULL || EVP_PKEY_fromdata_init(context) != 1
        || EVP_PKEY_fromdata(context, &key, selection, parameters) != 1) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    EVP_PKEY_CTX_free(context);
    return key;
}

EVP_PKEY *ccrypto_p256_from_point(const unsigned char *point, size_t point_bytes) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, point_bytes),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY *key = p256_from_parameters(parameters, EVP_PKEY_PUBLIC_KEY);
    if (key == NULL) return NULL;
    // The cofactor is 1: a point on the curve, not at infinity, is in the group.
    EVP_PKEY_CTX *check = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    int sound = check != NULL && EVP_PKEY_public_check_quick(check) == 1;
    EVP_PKEY_CTX_free(check);
    if (sound) return key;
    EVP_PKEY_free(key);
    return NULL;
}

/// 04 ‖ x ‖ y of scalar · G; 1 on success.
static int p256_point(const EC_GROUP *group, const BIGNUM *scalar, unsigned char point[65]) {
    int done = 0;
    EC_POINT *product = EC_POINT_new(group);
    if (product != NULL && EC_POINT_mul(group, product, scalar, NULL, NULL, NULL) == 1) {
        done = EC_POINT_point2oct(group, product, POINT_CONVERSION_UNCOMPRESSED, point, 65, NULL) == 65;
    }
    EC_POINT_free(product);
    return done;
}

EVP_PKEY *ccrypto_p256_from_scalar(const unsigned char scalar[32]) {
    unsigned char point[65];
    unsigned char native[32];
    EVP_PKEY *key = NULL;
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM *number = BN_secure_new();
    if (group != NULL && number != NULL && BN_bin2bn(scalar, 32, number) != NULL) {
        BN_set_flags(number, BN_FLG_CONSTTIME);
        int in_range = !BN_is_zero(number) && BN_cmp(number, EC_GROUP_get0_order(group)) < 0;
        if (in_range && p256_point(group, number, point) && BN_bn2nativepad(number, native, 32) == 32) {
            OSSL_PARAM parameters[] = {
                OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0),
                OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
                OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native, sizeof native),
                OSSL_PARAM_construct_end(),
            };
            key = p256_from_parameters(parameters, EVP_PKEY_KEYPAIR);
        }
    }
    OPENSSL_cleanse(native, sizeof native);
    BN_clear_free(number);
    EC_GROUP_free(group);
    return key;
}

static int number_of(const EVP_PKEY *key, const char *name, unsigned char bytes[32]) {
    BIGNUM *number = NULL;
    int done = EVP_PKEY_get_bn_param(key, name, &number) == 1 && BN_bn2binpad(number, bytes, 32) == 32;
    BN_clear_free(number);
    return done;
}

int ccrypto_p256_coordinates(const EVP_PKEY *key, unsigned char x[32], unsigned char y[32]) {
    return number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, x) && number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, y);
}

int ccrypto_p256_scalar(const EVP_PKEY *key, unsigned char scalar[32]) {
    return number_of(key, OSSL_PKEY_PARAM_PRIV_KEY, scalar);
}
