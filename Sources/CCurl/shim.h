// What Swift cannot import from libcurl by itself: variadic functions. Handles are plain pointers here, because their
// type depends on macros of the release.

#ifndef FAIRLEAD_CURL_SHIM_H
#define FAIRLEAD_CURL_SHIM_H

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075800
#error "libcurl 7.88.0 or newer is needed"
#endif

typedef size_t (*fairlead_curl_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode fairlead_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_ALL); }

static inline void *fairlead_curl_easy(void) { return curl_easy_init(); }
static inline void fairlead_curl_easy_free(void *easy) { curl_easy_cleanup(easy); }
static inline void fairlead_curl_easy_reset(void *easy) { curl_easy_reset(easy); }

// The parentheses go round the macro that checks types, which wants a constant option.
static inline CURLcode fairlead_curl_set_long(void *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode fairlead_curl_set_size(void *easy, CURLoption option, long long value) {
    return (curl_easy_setopt)(easy, option, (curl_off_t)value);
}
static inline CURLcode fairlead_curl_set_text(void *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode fairlead_curl_set_pointer(void *easy, CURLoption option, const void *value) {
    return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode fairlead_curl_set_list(void *easy, CURLoption option, const struct curl_slist *value) {
    return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode fairlead_curl_set_sink(void *easy, CURLoption option, fairlead_curl_sink value) {
    return (curl_easy_setopt)(easy, option, value);
}
// The bytes are not copied: they must stay where they are while the handle is in use.
static inline CURLcode fairlead_curl_set_blob(void *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_NOCOPY};
    return (curl_easy_setopt)(easy, option, &blob);
}
static inline long fairlead_curl_info_long(void *easy, CURLINFO info) {
    long value = 0;
    return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}

// Enumerators in one release and macros in another.
static inline long fairlead_curl_tls12(void) { return (long)CURL_SSLVERSION_TLSv1_2; }
static inline long fairlead_curl_http1(void) { return (long)CURL_HTTP_VERSION_1_1; }
static inline long fairlead_curl_http2(void) { return (long)CURL_HTTP_VERSION_2TLS; }
static inline long fairlead_curl_separate(void) { return (long)CURLHEADER_SEPARATE; }
static inline size_t fairlead_curl_error_size(void) { return CURL_ERROR_SIZE; }
static inline size_t fairlead_curl_refused(void) { return CURL_WRITEFUNC_ERROR; }

static inline void *fairlead_curl_multi(void) { return curl_multi_init(); }
static inline void fairlead_curl_multi_free(void *multi) { curl_multi_cleanup(multi); }
static inline CURLMcode fairlead_curl_multi_set_long(void *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}
static inline CURLMcode fairlead_curl_multi_add(void *multi, void *easy) { return curl_multi_add_handle(multi, easy); }
static inline void fairlead_curl_multi_remove(void *multi, void *easy) { (void)curl_multi_remove_handle(multi, easy); }
static inline CURLMcode fairlead_curl_multi_perform(void *multi, int *running) {
    return curl_multi_perform(multi, running);
}
static inline CURLMcode fairlead_curl_multi_poll(void *multi, int milliseconds) {
    return curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
// Whether a transfer has ended, and how. The result is in a union.
static inline int fairlead_curl_multi_result(void *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return 1;
        }
    }
    return 0;
}

#endif
