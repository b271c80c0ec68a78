/* Many threads, while rules change and sessions are lost under them. */
#include <pthread.h>
#include <stdatomic.h>

#include "harness.h"

enum { THREADS = 8 };

static atomic_bool stop;
static atomic_long calls;
static atomic_long signatures;

static CK_RV counted(CK_RV answer) {
  atomic_fetch_add(&calls, 1);
  return answer;
}

static bool is_expected(CK_RV answer) {
  return answer == CKR_OK || answer == CKR_SESSION_HANDLE_INVALID || answer == CKR_DEVICE_ERROR
         || answer == CKR_DEVICE_REMOVED || answer == CKR_TOKEN_NOT_PRESENT
         || answer == CKR_USER_NOT_LOGGED_IN || answer == CKR_USER_ALREADY_LOGGED_IN
         || answer == CKR_KEY_HANDLE_INVALID || answer == CKR_OBJECT_HANDLE_INVALID
         || answer == CKR_OPERATION_NOT_INITIALIZED || answer == CKR_OPERATION_ACTIVE;
}

/* A session and a signature, again and again; whatever is lost is made anew. */
static void *work(void *unused) {
  CK_MECHANISM sha256 = {CKM_SHA256, NULL, 0};
  while (!atomic_load(&stop)) {
    CK_SESSION_HANDLE handle = CK_INVALID_HANDLE;
    CK_RV answer = counted(
        p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &handle));
    for (int i = 0; answer == CKR_OK && i < 20; i++) {
      CK_BYTE data[32] = {1};
      CK_BYTE digest[32];
      CK_ULONG length = sizeof digest;
      answer = counted(p11->C_DigestInit(handle, &sha256));
      if (answer == CKR_OK) {
        answer = counted(p11->C_Digest(handle, data, sizeof data, digest, &length));
      }
      atomic_fetch_add(&signatures, answer == CKR_OK ? 1 : 0);
    }
    CHECK(is_expected(answer));
    if (handle != CK_INVALID_HANDLE) {
      answer = counted(p11->C_CloseSession(handle));
      CHECK(is_expected(answer));
      if (answer == CKR_DEVICE_ERROR) {
        CHECK(is_expected(counted(p11->C_CloseSession(handle))));
      }
    }
  }
  return unused;
}

static void threads_lose_sessions(void) {
  start("");
  rules("");
  long before = status_of("calls *", 1);
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
  }
  static const char *const turns[] = {
      "lose-sessions * period=5ms",
      "fail C_Digest CKR_DEVICE_ERROR every=7\nfail C_CloseSession CKR_DEVICE_ERROR every=50",
      "lose-login * period=5ms\ndelay C_Digest 100us jitter=400us",
      "remove-token C_Digest from=50 for=20ms",
      "",
  };
  for (int i = 0; i < 20; i++) {
    rules(turns[(size_t)i % COUNT_OF(turns)]);
    sleep_ms(100);
  }
  rules("");
  sleep_ms(50);
  atomic_store(&stop, true);
  for (size_t i = 0; i < THREADS; i++) {
    CHECK(pthread_join(threads[i], NULL) == 0);
  }
  CHECK(atomic_load(&signatures) > 0);
  CHECK(status_of("calls *", 1) == before + atomic_load(&calls));
  CHECK(status_of("inside", 1) == 0);
  CHECK(status_of("sessions-open", 1) <= 1); /* that of start(), unless it was lost */
  CHECK(status_of("sessions-peak", 1) <= THREADS + 1);
  CHECK(status_says("error none"));
  OK(p11->C_Finalize(NULL));
}

const struct case_of_test thread_cases[] = {
    {"threads_lose_sessions", threads_lose_sessions},
    {NULL, NULL},
};
