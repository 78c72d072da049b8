/// libcrypto 3.0 for `CardCrypto`, the only module that imports this target.
///
/// The functions below stand for what Swift can't call: macros and functions with variable arguments.
/// The lists of OSSL_PARAM are made in C as well.
#ifndef CCRYPTO_H
#define CCRYPTO_H

// pem.h comes first: cms.h declares its PEM functions only then.
#include <openssl/pem.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <openssl/param_build.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "p256_table.h"

/// A new P-256 key pair; NULL on failure.
static inline EVP_PKEY *ccrypto_generate_p256(void) { return EVP_EC_gen("P-256"); }

/// A new Ed25519 key pair; NULL on failure.
static inline EVP_PKEY *ccrypto_generate_ed25519(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }

static inline int ccrypto_error_library(unsigned long code) { return ERR_GET_LIB(code); }

static inline int ccrypto_error_reason(unsigned long code) { return ERR_GET_REASON(code); }

/// The bytes that a memory BIO holds now; they stay the BIO's.
static inline long ccrypto_memory_bytes(BIO *bio, unsigned char **start) {
    return BIO_get_mem_data(bio, (char **)start);
}

/// Sets the key of a CMAC context. The parameter list is an array ended by a marker, which Swift can't spell.
static inline int ccrypto_cmac_set_key(
    EVP_MAC_CTX *context, const char *cipher, const unsigned char *key, size_t key_bytes) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)cipher, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, key_bytes, parameters);
}

static inline void ccrypto_free(void *pointer) { OPENSSL_free(pointer); }

/// The next "ENCRYPTED PRIVATE KEY" of the PEM text; NULL if there is none. Never asks for a passphrase.
X509_SIG *ccrypto_read_pkcs8(BIO *bio);

/// The next "CMS" of the PEM text; NULL if there is none. Never asks for a passphrase.
CMS_ContentInfo *ccrypto_read_cms(BIO *bio);

static inline int ccrypto_write_cms(BIO *bio, const CMS_ContentInfo *cms) {
    return PEM_write_bio_CMS(bio, cms);
}

/// A P-256 public key from its point: 65 bytes (04 ‖ x ‖ y) or 33 bytes (02 or 03 ‖ x). SEC 1 §2.3.4.
/// NULL if the point isn't on the curve, or on failure.
EVP_PKEY *ccrypto_p256_from_point(const unsigned char *point, size_t point_bytes);

/// A P-256 key pair from the private scalar, 32 bytes, big endian. NULL if it isn't in 1…n−1, or on failure.
EVP_PKEY *ccrypto_p256_from_scalar(const unsigned char scalar[32]);

/// Writes the coordinates of the public point, 32 bytes each; 1 on success.
int ccrypto_p256_coordinates(const EVP_PKEY *key, unsigned char x[32], unsigned char y[32]);

/// Writes the private scalar, 32 bytes, big endian; 1 on success.
int ccrypto_p256_scalar(const EVP_PKEY *key, unsigned char scalar[32]);

/// SHA-256 over head ‖ tail, in a context on the stack: can't fail. Either may be NULL if it has no bytes.
void ccrypto_sha256(
    const unsigned char *head, size_t head_bytes, const unsigned char *tail, size_t tail_bytes,
    unsigned char digest[32]);

/// What one thread needs to sign and verify on P-256.
typedef struct ccrypto_ecdsa ccrypto_ecdsa;

/// NULL on failure.
ccrypto_ecdsa *ccrypto_ecdsa_new(EVP_PKEY *key);

/// One without a key yet; NULL on failure.
ccrypto_ecdsa *ccrypto_ecdsa_new_p256(void);

/// Gives the context another public key, from a compressed point, and writes both its coordinates. SEC 1
/// §2.3.4. 1 on success, 0 if it is no point of the curve, -1 on failure.
int ccrypto_ecdsa_set_point(
    ccrypto_ecdsa *context, const unsigned char point[33], unsigned char coordinates[64]);

void ccrypto_ecdsa_free(ccrypto_ecdsa *context);

/// 1 if r ‖ s is a signature of the digest, 0 if it isn't, -1 on failure. FIPS 186-5 §6.4.2.
///
/// libcrypto 3.0 calls it a failure if u1 · G + u2 · Q is the point at infinity; by the standard the
/// signature is invalid, and so it is here.
int ccrypto_ecdsa_verify(ccrypto_ecdsa *context, const unsigned char raw[64], const unsigned char digest[32]);

/// Writes r ‖ s; 1 on success. The key must have its private half.
int ccrypto_ecdsa_sign(ccrypto_ecdsa *context, const unsigned char digest[32], unsigned char raw[64]);

/// Whether the encoding is a canonical point of edwards25519 that is not one of the eight of small order.
/// 1 yes, 0 no, -1 failure. RFC 8032 §5.1.3. libcrypto 3.0 itself takes any 32 bytes as a public key.
int ccrypto_ed25519_is_sound(const unsigned char encoded[32]);

#endif
