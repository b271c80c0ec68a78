/* Sessions and logins that are lost, and a token that is pulled. */
#include "harness.h"

static CK_RV state_of(CK_SESSION_HANDLE handle) {
  CK_SESSION_INFO info;
  return p11->C_GetSessionInfo(handle, &info);
}

static void sessions_are_lost(void) {
  start("");
  struct pair here;
  struct pair there;
  OK(make_p256(session, CK_FALSE, 1, &here));
  OK(make_p256(session, CK_TRUE, 2, &there));
  CK_SESSION_HANDLE second = open_session();
  rules("lose-sessions C_SignInit call=2");
  OK(sign(session, here.private_key));
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, sign(session, here.private_key));
  CHECK(status_of("sessions-open", 1) == 0);
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, state_of(session));
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, state_of(second));

  /* The real module itself knows nothing of them. */
  CK_SESSION_INFO info;
  CHECK_RV(CKR_SESSION_HANDLE_INVALID,
           open_library(real_path).f->C_GetSessionInfo(session, &info));

  CK_SESSION_HANDLE third = open_session();
  CK_BBOOL yes = CK_TRUE;
  CK_ATTRIBUTE private_ones[] = {{CKA_PRIVATE, &yes, sizeof yes}};
  CHECK(count_objects(third, private_ones, 1) == 0); /* not logged in */
  OK(login(third));
  CHECK(count_objects(third, private_ones, 1) == 1); /* the token key is left */
}

static void login_is_lost(void) {
  start("");
  struct pair pair;
  OK(make_p256(session, CK_TRUE, 1, &pair));
  rules("lose-login C_SignInit call=1");
  CHECK(sign(session, pair.private_key) != CKR_OK);
  OK(state_of(session));
  CK_SESSION_INFO info;
  OK(p11->C_GetSessionInfo(session, &info));
  CHECK(info.state == CKS_RW_PUBLIC_SESSION);
  OK(login(session));
}

static CK_ULONG tokens_present(void) {
  CK_ULONG size = 0;
  OK(p11->C_GetSlotList(CK_TRUE, NULL, &size));
  CK_SLOT_ID slots[16];
  CK_ULONG count = COUNT_OF(slots);
  OK(p11->C_GetSlotList(CK_TRUE, slots, &count));
  CHECK(size == count);
  return count;
}

static void token_is_pulled_and_put_back(void) {
  start("");
  CK_SESSION_HANDLE second = open_session();
  CHECK(tokens_present() >= 1);
  rules("remove-token C_GenerateRandom");
  OK(state_of(session)); /* not yet */
  CK_BYTE byte;
  CHECK_RV(CKR_DEVICE_REMOVED, p11->C_GenerateRandom(session, &byte, 1));
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, p11->C_GenerateRandom(session, &byte, 1));
  CHECK_RV(CKR_DEVICE_REMOVED, p11->C_CloseSession(second));
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, p11->C_CloseSession(second));
  CHECK(status_says("token removed"));
  CHECK(status_of("sessions-open", 1) == 0);

  CHECK(tokens_present() == 0);
  CK_ULONG all = 0;
  OK(p11->C_GetSlotList(CK_FALSE, NULL, &all));
  CHECK(all > 0);
  CK_SLOT_INFO info;
  OK(p11->C_GetSlotInfo(slot, &info));
  CHECK((info.flags & CKF_TOKEN_PRESENT) == 0);
  CK_TOKEN_INFO token;
  CHECK_RV(CKR_TOKEN_NOT_PRESENT, p11->C_GetTokenInfo(slot, &token));
  CK_ULONG count = 0;
  CHECK_RV(CKR_TOKEN_NOT_PRESENT, p11->C_GetMechanismList(slot, NULL, &count));
  CK_SESSION_HANDLE none;
  CHECK_RV(CKR_TOKEN_NOT_PRESENT,
           p11->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &none));

  rules("");
  CHECK(tokens_present() >= 1);
  CHECK(status_says("token present"));
  OK(p11->C_GetSlotInfo(slot, &info));
  CHECK((info.flags & CKF_TOKEN_PRESENT) != 0);
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, state_of(session));
  session = open_session();
  OK(login(session));
}

static void token_comes_back_by_itself(void) {
  start("");
  rules("remove-token C_GenerateRandom for=200ms");
  CK_BYTE byte;
  uint64_t began = clock_ms();
  CHECK_RV(CKR_DEVICE_REMOVED, p11->C_GenerateRandom(session, &byte, 1));
  CK_TOKEN_INFO token;
  CK_RV answer = CKR_TOKEN_NOT_PRESENT;
  while (answer == CKR_TOKEN_NOT_PRESENT && clock_ms() - began < 10000) {
    sleep_ms(5);
    answer = p11->C_GetTokenInfo(slot, &token);
  }
  CHECK_RV(CKR_OK, answer);
  CHECK(clock_ms() - began >= 199);
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, state_of(session));
  session = open_session();
  OK(p11->C_GenerateRandom(session, &byte, 1)); /* it is pulled once */
}

static void one_token_of_two_is_pulled(void) {
  start("");
  CK_SLOT_ID first = slot;
  CK_SLOT_ID second = make_token(p11);
  CHECK(first != second);
  CK_SESSION_HANDLE other;
  OK(p11->C_OpenSession(second, CKF_SERIAL_SESSION, NULL, NULL, &other));
  CK_ULONG before = tokens_present();
  char text[80];
  snprintf(text, sizeof text, "remove-token * slot=%lu", second);
  rules(text);
  OK(state_of(session));
  CHECK_RV(CKR_DEVICE_REMOVED, state_of(other));
  CHECK(tokens_present() == before - 1);
  CK_TOKEN_INFO token;
  OK(p11->C_GetTokenInfo(first, &token));
  CHECK_RV(CKR_TOKEN_NOT_PRESENT, p11->C_GetTokenInfo(second, &token));
  snprintf(text, sizeof text, "lose-sessions * slot=%lu", first);
  rules(text);
  OK(p11->C_OpenSession(second, CKF_SERIAL_SESSION, NULL, NULL, &other));
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, state_of(session));
  OK(state_of(other));
}

const struct case_of_test token_cases[] = {
    {"sessions_are_lost", sessions_are_lost},
    {"login_is_lost", login_is_lost},
    {"token_is_pulled_and_put_back", token_is_pulled_and_put_back},
    {"token_comes_back_by_itself", token_comes_back_by_itself},
    {"one_token_of_two_is_pulled", one_token_of_two_is_pulled},
    {NULL, NULL},
};
