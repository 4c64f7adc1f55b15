// What Swift cannot import from OpenSSL 3 by itself: function-like macros and constants built from casts.

#ifndef FAIRLEAD_OPENSSL_SHIM_H
#define FAIRLEAD_OPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// BIO_get_mem_data is a macro with a cast.
static inline long fairlead_bio_memory(BIO *bio, char **start) {
    return BIO_get_mem_data(bio, start);
}

// OPENSSL_memdup is a macro that passes the file and the line.
static inline void *fairlead_openssl_copy(const void *bytes, size_t count) {
    return OPENSSL_memdup(bytes, count);
}

// OPENSSL_free is a macro that passes the file and the line.
static inline void fairlead_openssl_free(void *pointer) {
    OPENSSL_free(pointer);
}

// A password callback that never answers: without one OpenSSL asks on the terminal for an encrypted key.
static inline int fairlead_no_password(char *buffer, int size, int writing, void *context) {
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

static inline EVP_PKEY *fairlead_read_private_key(BIO *bio) {
    return PEM_read_bio_PrivateKey(bio, NULL, fairlead_no_password, NULL);
}

// The flags are built from macros of macros. RFC 2253 escaping also escapes control characters;
// letters beyond ASCII stay readable as UTF-8.
static inline int fairlead_print_name(BIO *bio, const X509_NAME *name) {
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

static inline int fairlead_add_common_name(X509_NAME *name, const unsigned char *text, int count) {
    return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, count, -1, 0);
}

#endif
