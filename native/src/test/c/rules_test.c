/* fail, delay, short-buffer, long-size; when rules fire; what the status says. */
#include <pthread.h>

#include "harness.h"

static CK_RV random_byte(void) {
  CK_BYTE byte;
  return p11->C_GenerateRandom(session, &byte, 1);
}

static void forwards_everything(void) {
  start("");
  struct pair pair;
  OK(make_p256(session, CK_FALSE, 1, &pair));
  CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
  CK_BYTE hash[32] = {1};
  CK_BYTE signature[64];
  CK_ULONG length = sizeof signature;
  OK(p11->C_SignInit(session, &ecdsa, pair.private_key));
  OK(p11->C_Sign(session, hash, sizeof hash, signature, &length));
  OK(p11->C_VerifyInit(session, &ecdsa, pair.public_key));
  OK(p11->C_Verify(session, hash, sizeof hash, signature, length));
  hash[0] ^= 1;
  OK(p11->C_VerifyInit(session, &ecdsa, pair.public_key));
  CHECK_RV(CKR_SIGNATURE_INVALID, p11->C_Verify(session, hash, sizeof hash, signature, length));

  CK_MECHANISM sha256 = {CKM_SHA256, NULL, 0};
  CK_BYTE digest[32];
  length = sizeof digest;
  OK(p11->C_DigestInit(session, &sha256));
  OK(p11->C_Digest(session, hash, sizeof hash, digest, &length));
  CHECK(length == 32);

  CK_INFO info;
  OK(p11->C_GetInfo(&info));
  CHECK(info.cryptokiVersion.major == 2);
  CHECK(memcmp(info.manufacturerID, "SoftHSM", 7) == 0);
  OK(p11->C_DestroyObject(session, pair.private_key));
  CHECK_RV(CKR_OBJECT_HANDLE_INVALID, p11->C_DestroyObject(session, pair.private_key));
}

static void fails_call_n(void) {
  start("");
  for (int n = 1; n <= 4; n++) {
    char text[80];
    snprintf(text, sizeof text, "fail C_GenerateRandom CKR_DEVICE_ERROR call=%d", n);
    rules(text);
    for (int i = 1; i <= 6; i++) {
      CHECK_RV(i == n ? CKR_DEVICE_ERROR : CKR_OK, random_byte());
    }
  }
}

static void fails_any_function(void) {
  start("");
  rules("fail * TOKEN_NOT_PRESENT call=2");
  CK_SESSION_INFO info;
  OK(p11->C_GetSessionInfo(session, &info));
  CHECK_RV(CKR_TOKEN_NOT_PRESENT, random_byte());
  OK(random_byte());
  rules("fail C_Generate*,C_GetSessionInfo 0x30 from=2");
  OK(random_byte());
  CHECK_RV(CKR_DEVICE_ERROR, p11->C_GetSessionInfo(session, &info));
  CK_SLOT_INFO slot_info;
  OK(p11->C_GetSlotInfo(slot, &slot_info));
  CHECK_RV(CKR_DEVICE_ERROR, random_byte());
}

static void fails_every_k(void) {
  start("");
  rules("fail C_GenerateRandom 5 every=3 from=2 count=2");
  for (int i = 1; i <= 12; i++) {
    CHECK_RV(i == 2 || i == 5 ? CKR_GENERAL_ERROR : CKR_OK, random_byte());
  }
  CHECK(status_of("rule 6", 1) == 12);
  CHECK(status_of("rule 6", 2) == 2);
}

static void fails_for_a_while(void) {
  start("");
  rules("fail * CKR_DEVICE_REMOVED from=2 for=200ms");
  OK(random_byte());
  uint64_t began = clock_ms();
  CHECK_RV(CKR_DEVICE_REMOVED, random_byte());
  CK_RV answer = random_byte();
  while (answer == CKR_DEVICE_REMOVED && clock_ms() - began < 10000) {
    sleep_ms(5);
    answer = random_byte();
  }
  CHECK_RV(CKR_OK, answer);
  CHECK(clock_ms() - began >= 199);
  OK(random_byte());
}

static void fails_for_good(void) {
  start("");
  rules("fail C_GenerateRandom RANDOM_NO_RNG");
  for (int i = 0; i < 50; i++) {
    CHECK_RV(CKR_RANDOM_NO_RNG, random_byte());
  }
  rules("");
  OK(random_byte());
}

static void fails_after_forwarding(void) {
  start("");
  CK_BYTE id = 7;
  CK_ATTRIBUTE by_id[] = {{CKA_ID, &id, sizeof id}};
  struct pair pair;
  rules("fail C_GenerateKeyPair CKR_DEVICE_ERROR call=1");
  CHECK_RV(CKR_DEVICE_ERROR, make_p256(session, CK_TRUE, id, &pair));
  CHECK(count_objects(session, by_id, 1) == 0);
  rules("fail C_GenerateKeyPair CKR_DEVICE_ERROR call=1 after");
  CHECK_RV(CKR_DEVICE_ERROR, make_p256(session, CK_TRUE, id, &pair));
  CHECK(count_objects(session, by_id, 1) == 2);
}

static void first_failing_rule_decides(void) {
  start("");
  rules("fail C_GenerateRandom 0x30 call=2\nfail * 0x5 from=2");
  OK(random_byte());
  CHECK_RV(CKR_DEVICE_ERROR, random_byte());
  CHECK_RV(CKR_GENERAL_ERROR, random_byte());
}

static void fires_once_in_a_period(void) {
  start("");
  rules("fail C_GenerateRandom 0x30 period=3600s");
  CHECK_RV(CKR_DEVICE_ERROR, random_byte());
  OK(random_byte());
  OK(random_byte());
  rules("fail C_GenerateRandom 0x30 period=100ms");
  CHECK_RV(CKR_DEVICE_ERROR, random_byte());
  int failed = 0;
  for (uint64_t began = clock_ms(); failed < 2 && clock_ms() - began < 10000; sleep_ms(1)) {
    failed += random_byte() == CKR_OK ? 0 : 1;
  }
  CHECK(failed == 2);
}

static void delays(void) {
  start("");
  rules("delay C_GenerateRandom 30ms jitter=20ms\ndelay C_Generate* 20000us after");
  for (int i = 0; i < 5; i++) {
    uint64_t began = clock_ms();
    OK(random_byte());
    CHECK(clock_ms() - began >= 49);
  }
}

static void *lift(void *unused) {
  sleep_ms(200);
  rules("");
  return unused;
}

static void new_rules_end_a_hang(void) {
  start("");
  rules("delay C_GenerateRandom 3600s");
  pthread_t lifter;
  CHECK(pthread_create(&lifter, NULL, lift, NULL) == 0);
  OK(random_byte());
  CHECK(pthread_join(lifter, NULL) == 0);
  CHECK(status_says("generation g3"));
  OK(random_byte());
}

static void buffers_are_short(void) {
  start("");
  struct pair pair;
  OK(make_p256(session, CK_FALSE, 1, &pair));
  rules("short-buffer C_Sign more=100 count=1");
  CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
  CK_BYTE hash[32] = {1};
  CK_BYTE signature[256];
  CK_ULONG length = 0;
  OK(p11->C_SignInit(session, &ecdsa, pair.private_key));
  OK(p11->C_Sign(session, hash, sizeof hash, NULL, &length)); /* does not count */
  CHECK(length == 64);
  CHECK_RV(CKR_BUFFER_TOO_SMALL, p11->C_Sign(session, hash, sizeof hash, signature, &length));
  CHECK(length == 164);
  OK(p11->C_Sign(session, hash, sizeof hash, signature, &length));
  CHECK(length == 64);

  rules("short-buffer C_GetAttributeValue,C_GetMechanismList,C_GetSlotList");
  CK_BYTE point[128];
  CK_ATTRIBUTE attribute = {CKA_EC_POINT, point, sizeof point};
  CHECK_RV(CKR_BUFFER_TOO_SMALL,
           p11->C_GetAttributeValue(session, pair.public_key, &attribute, 1));
  CHECK(attribute.ulValueLen == CK_UNAVAILABLE_INFORMATION);
  CK_MECHANISM_TYPE types[256];
  length = COUNT_OF(types);
  CHECK_RV(CKR_BUFFER_TOO_SMALL, p11->C_GetMechanismList(slot, types, &length));
  CHECK(length == COUNT_OF(types) + 16);
}

static void sizes_are_long(void) {
  start("");
  struct pair pair;
  OK(make_p256(session, CK_FALSE, 1, &pair));
  rules("long-size C_Sign,C_GetAttributeValue more=8\nlong-size C_GetMechanismList count=1");
  CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
  CK_BYTE hash[32] = {1};
  CK_BYTE signature[72];
  CK_ULONG length = 0;
  OK(p11->C_SignInit(session, &ecdsa, pair.private_key));
  OK(p11->C_Sign(session, hash, sizeof hash, NULL, &length));
  CHECK(length == 72);
  OK(p11->C_Sign(session, hash, sizeof hash, signature, &length));
  CHECK(length == 64);
  CK_ATTRIBUTE attribute = {CKA_EC_POINT, NULL, 0};
  OK(p11->C_GetAttributeValue(session, pair.public_key, &attribute, 1));
  CHECK(attribute.ulValueLen == 67 + 8);
  CK_ULONG longer = 0;
  CK_ULONG count = 0;
  OK(p11->C_GetMechanismList(slot, NULL, &longer));
  OK(p11->C_GetMechanismList(slot, NULL, &count));
  CHECK(longer == count + 16);
}

static void status_counts(void) {
  start("");
  rules("");
  for (int i = 0; i < 3; i++) {
    OK(random_byte());
  }
  CHECK(status_says("generation g2"));
  CHECK(status_says("error none"));
  CHECK(status_says("initialized yes"));
  CHECK(status_of("calls C_GenerateRandom", 1) == 3);
  CHECK(status_of("calls C_GenerateRandom", 2) == 3);
  CHECK(status_of("calls C_Initialize", 1) == 1);
  CHECK(status_of("calls C_Initialize", 2) == 0);
  CHECK(status_of("calls *", 2) == 3);
  CHECK(status_of("inside", 1) == 0);
  CHECK(status_of("sessions-open", 1) == 1);
  CK_SESSION_HANDLE more[5];
  for (size_t i = 0; i < COUNT_OF(more); i++) {
    more[i] = open_session();
  }
  for (size_t i = 0; i < COUNT_OF(more); i++) {
    OK(p11->C_CloseSession(more[i]));
  }
  CHECK(status_of("sessions-open", 1) == 1);
  CHECK(status_of("sessions-peak", 1) == 6);
  rules("fail C_OpenSession 0x30 after");
  CK_SESSION_HANDLE lost = 99;
  CHECK_RV(CKR_DEVICE_ERROR, p11->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &lost));
  CHECK(lost == CK_INVALID_HANDLE);
  CHECK(status_of("sessions-open", 1) == 2);
  CHECK(status_of("sessions-orphaned", 1) == 1);
  OK(p11->C_CloseAllSessions(slot));
  CHECK(status_of("sessions-open", 1) == 0);
  CHECK(status_of("sessions-orphaned", 1) == 0);
  OK(p11->C_Finalize(NULL));
  CHECK(status_says("initialized no"));
}

static void wrong_files_change_nothing(void) {
  static const char *const wrong[] = {
      "fail",         "fail C_Sign",           "fail C_Sign CKR_NONSENSE",  "fail C_Nonsense 5",
      "fail * 0",     "fail * CKR_OK",         "fail * 5 call=0",           "fail * 5 every=x",
      "delay *",      "delay * -1ms",          "delay * 5 minutes",         "delay * 99999999999s",
      "crash *",      "fail * 5 jitter=3ms",   "lose-login * after",        "short-buffer * more=0",
      "face = v9",    "unknown = 1",           "setenv X",                  "generation = a b",
      "seed = one",   "fail * 5 for=",         "remove-token * slot=first", "fail * 0x1FFFFFFFF",
  };
  start("");
  rules("fail C_GenerateRandom 0x30");
  CHECK_RV(CKR_DEVICE_ERROR, random_byte());
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    rules(wrong[i]);
    CHECK_RV(CKR_DEVICE_ERROR, random_byte());
    CHECK(status_says("generation g2"));
    if (status_says("error none")) {
      fail_check(__FILE__, __LINE__, "accepted: %s", wrong[i]);
    }
  }
  rules("  # a comment\n\n\tfail C_GenerateRandom 0x5 # another");
  CHECK_RV(CKR_GENERAL_ERROR, random_byte());
  CHECK(status_says("error none"));
}

const struct case_of_test rule_cases[] = {
    {"forwards_everything", forwards_everything},
    {"fails_call_n", fails_call_n},
    {"fails_any_function", fails_any_function},
    {"fails_every_k", fails_every_k},
    {"fails_for_a_while", fails_for_a_while},
    {"fails_for_good", fails_for_good},
    {"fails_after_forwarding", fails_after_forwarding},
    {"first_failing_rule_decides", first_failing_rule_decides},
    {"fires_once_in_a_period", fires_once_in_a_period},
    {"delays", delays},
    {"new_rules_end_a_hang", new_rules_end_a_hang},
    {"buffers_are_short", buffers_are_short},
    {"sizes_are_long", sizes_are_long},
    {"status_counts", status_counts},
    {"wrong_files_change_nothing", wrong_files_change_nothing},
    {NULL, NULL},
};
