/* Where the configuration is found; C_Initialize, C_Finalize; faces; several copies; bad calls. */
#include <stdlib.h>
#include <unistd.h>

#include "harness.h"

static void needs_a_configuration(void) {
  CK_FUNCTION_LIST *f = open_library(module_path).f;
  CK_INFO info;
  CHECK_RV(CKR_CRYPTOKI_NOT_INITIALIZED, f->C_GetInfo(&info));
  CHECK_RV(CKR_GENERAL_ERROR, f->C_Initialize(NULL));
  char path[PATH_ROOM];
  CHECK(setenv("FAULTP11_CONF", in_folder(path, "none.conf"), 1) == 0);
  CHECK_RV(CKR_GENERAL_ERROR, f->C_Initialize(NULL));
  write_file(path, "real = /no/such/module.so\n");
  CHECK_RV(CKR_GENERAL_ERROR, f->C_Initialize(NULL));
  write_file(path, "real = libm.so.6\n");
  CHECK_RV(CKR_GENERAL_ERROR, f->C_Initialize(NULL));
  write_file(path, "fail * 5\n");
  CHECK_RV(CKR_GENERAL_ERROR, f->C_Initialize(NULL));
  CHECK_RV(CKR_CRYPTOKI_NOT_INITIALIZED, f->C_GetInfo(&info));
  /* It can be mended without loading the module again. */
  char store[PATH_ROOM];
  char text[4 * PATH_ROOM];
  make_store("late", store);
  snprintf(text, sizeof text, "real = %s\nsetenv SOFTHSM2_CONF=%s\n", real_path, store);
  write_file(path, text);
  OK(f->C_Initialize(NULL));
  OK(f->C_GetInfo(&info));
  OK(f->C_Finalize(NULL));
}

static void initializes_and_finalizes(void) {
  start("");
  CHECK_RV(CKR_CRYPTOKI_ALREADY_INITIALIZED, p11->C_Initialize(NULL));
  OK(p11->C_Finalize(NULL));
  CHECK_RV(CKR_CRYPTOKI_NOT_INITIALIZED, p11->C_Finalize(NULL));
  CK_SESSION_INFO info;
  CHECK_RV(CKR_CRYPTOKI_NOT_INITIALIZED, p11->C_GetSessionInfo(session, &info));
  CHECK(status_of("sessions-open", 1) == 0);

  rules("fail C_Initialize CKR_CANT_LOCK call=1");
  CHECK_RV(CKR_CANT_LOCK, p11->C_Initialize(NULL));
  OK(p11->C_Initialize(NULL));
  OK(p11->C_Finalize(NULL));
  rules("fail C_Initialize CKR_CANT_LOCK call=1 after\nfail C_Finalize 5 call=1");
  CHECK_RV(CKR_CANT_LOCK, p11->C_Initialize(NULL));
  CHECK_RV(CKR_CRYPTOKI_ALREADY_INITIALIZED, p11->C_Initialize(NULL)); /* it had happened */
  CHECK_RV(CKR_GENERAL_ERROR, p11->C_Finalize(NULL));
  OK(p11->C_Finalize(NULL));
}

static void reserved_names_the_configuration(void) {
  char store[PATH_ROOM];
  char conf[PATH_ROOM];
  char text[4 * PATH_ROOM];
  make_store("a store", store);
  in_folder(conf, "with blank.conf");
  snprintf(text, sizeof text, "real = %s\nsetenv SOFTHSM2_CONF=%s\n", real_path, store);
  write_file(conf, text);
  CK_FUNCTION_LIST *f = open_library(module_path).f;
  char reserved[2 * PATH_ROOM];
  snprintf(reserved, sizeof reserved, "config='%s'", conf);
  struct initialize_args args = {.flags = CKF_OS_LOCKING_OK, .reserved = reserved};
  OK(f->C_Initialize(&args)); /* SoftHSM refuses a pReserved: nothing was left of it */
  (void)make_token(f);
  OK(f->C_Finalize(NULL));
  args.reserved = "other=1";
  CHECK_RV(CKR_ARGUMENTS_BAD, f->C_Initialize(&args));
  snprintf(reserved, sizeof reserved, "config='%s' more", conf);
  args.reserved = reserved;
  CHECK_RV(CKR_ARGUMENTS_BAD, f->C_Initialize(&args));
}

static void hides_a_real_version_2(void) {
  start("");
  struct library library = open_library(module_path);
  CK_ULONG count = 0;
  OK(library.interfaces(NULL, &count));
  CHECK(count == 1);
  CK_INTERFACE all[2];
  count = 2;
  OK(library.interfaces(all, &count));
  CHECK(((CK_VERSION *)all[0].pFunctionList)->major == 2);
  CK_INTERFACE *interface = NULL;
  OK(library.interface(NULL, NULL, &interface, 0));
  CHECK(interface->pFunctionList == (void *)p11);
  CK_VERSION three = {3, 0};
  CK_UTF8CHAR name[] = "PKCS 11";
  CK_UTF8CHAR other[] = "Other";
  CHECK_RV(CKR_FUNCTION_FAILED, library.interface(name, &three, &interface, 0));
  CHECK_RV(CKR_FUNCTION_FAILED, library.interface(other, NULL, &interface, 0));
  CHECK_RV(CKR_FUNCTION_FAILED, library.interface(name, NULL, &interface, 1));
  CHECK_RV(CKR_ARGUMENTS_BAD, library.interface(name, NULL, NULL, 0));
  CHECK_RV(CKR_ARGUMENTS_BAD, library.interfaces(NULL, NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_GetFunctionList(NULL));
}

/* NSS has an interface of 3.0, and reads a string in pReserved. */
static void shows_a_real_version_3(void) {
  char conf[PATH_ROOM];
  char text[2 * PATH_ROOM];
  in_folder(conf, "nss.conf");
  write_file(conf, "real = libsoftokn3.so\nfail C_SessionCancel 0x30 call=1\n");
  CHECK(setenv("FAULTP11_CONF", conf, 1) == 0);
  struct library library = open_library(module_path);
  CK_INTERFACE *interface = NULL;
  CK_UTF8CHAR name[] = "PKCS 11";
  OK(library.interface(name, NULL, &interface, 0));
  CK_FUNCTION_LIST_3_0 *f = interface->pFunctionList;
  CHECK(f->version.major == 3);
  snprintf(text, sizeof text,
           "config=%s configdir='' certPrefix='' keyPrefix='' secmod='' "
           "flags=readOnly,noCertDB,noModDB,forceOpen,optimizeSpace",
           conf);
  struct initialize_args args = {.flags = CKF_OS_LOCKING_OK, .reserved = text};
  OK(f->C_Initialize(&args));
  CK_SLOT_ID slots[8];
  CK_ULONG count = COUNT_OF(slots);
  OK(f->C_GetSlotList(CK_TRUE, slots, &count));
  CK_SESSION_HANDLE handle;
  OK(f->C_OpenSession(slots[0], CKF_SERIAL_SESSION, NULL, NULL, &handle));
  CK_MECHANISM sha256 = {CKM_SHA256, NULL, 0};
  OK(f->C_DigestInit(handle, &sha256));
  CHECK_RV(CKR_DEVICE_ERROR, f->C_SessionCancel(handle, CKF_DIGEST));
  OK(f->C_SessionCancel(handle, CKF_DIGEST));
  OK(f->C_CloseSession(handle));
  OK(f->C_Finalize(NULL));
}

/* Two copies over two copies of the real module: nothing in common. */
static void copies_are_independent(void) {
  CK_FUNCTION_LIST *copies[2];
  CK_SLOT_ID slots[2];
  CK_SESSION_HANDLE sessions[2];
  for (int i = 0; i < 2; i++) {
    char path[PATH_ROOM];
    char conf[PATH_ROOM + 8];
    char name[32];
    char real_copy[PATH_ROOM];
    char store[PATH_ROOM];
    char text[4 * PATH_ROOM];
    snprintf(name, sizeof name, "module%d.so", i);
    copy_file(module_path, in_folder(path, name));
    snprintf(name, sizeof name, "real%d.so", i);
    copy_file(real_path, in_folder(real_copy, name));
    snprintf(name, sizeof name, "store%d", i);
    make_store(name, store);
    snprintf(conf, sizeof conf, "%s.conf", path);
    snprintf(text, sizeof text, "real = %s\nsetenv SOFTHSM2_CONF=%s\n%s\n", real_copy, store,
             i == 0 ? "fail C_GenerateRandom 0x30" : "face = v3");
    write_file(conf, text);
    copies[i] = open_library(path).f;
    OK(copies[i]->C_Initialize(NULL));
    slots[i] = make_token(copies[i]);
    OK(copies[i]->C_OpenSession(slots[i], CKF_SERIAL_SESSION, NULL, NULL, &sessions[i]));
  }
  CHECK(copies[0] != copies[1]);
  CK_BYTE byte;
  CHECK_RV(CKR_DEVICE_ERROR, copies[0]->C_GenerateRandom(sessions[0], &byte, 1));
  OK(copies[1]->C_GenerateRandom(sessions[1], &byte, 1));
  CK_TOKEN_INFO info;
  OK(copies[0]->C_GetTokenInfo(slots[0], &info));
  CHECK(copies[0]->C_GetTokenInfo(slots[1], &info) == CKR_SLOT_ID_INVALID || slots[0] == slots[1]);
  OK(copies[0]->C_Finalize(NULL));
  OK(copies[1]->C_GenerateRandom(sessions[1], &byte, 1));
  OK(copies[1]->C_Finalize(NULL));
}

/* Two users of one real module: the second neither initializes nor finalizes it. */
static void real_module_can_be_shared(void) {
  start("");
  char path[PATH_ROOM];
  copy_file(module_path, in_folder(path, "second.so"));
  CK_FUNCTION_LIST *second = open_library(path).f;
  CK_INFO info;
  CHECK_RV(CKR_CRYPTOKI_NOT_INITIALIZED, second->C_GetInfo(&info));
  OK(second->C_Initialize(NULL));
  CHECK_RV(CKR_CRYPTOKI_ALREADY_INITIALIZED, second->C_Initialize(NULL));
  CK_SESSION_HANDLE other;
  OK(second->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &other));
  OK(second->C_Finalize(NULL));
  CHECK_RV(CKR_CRYPTOKI_NOT_INITIALIZED, second->C_GetInfo(&info));
  CK_SESSION_INFO session_info;
  OK(p11->C_GetSessionInfo(session, &session_info));
  CHECK_RV(CKR_SESSION_HANDLE_INVALID, p11->C_GetSessionInfo(other, &session_info));
}

static void bad_arguments_are_survived(void) {
  start("face = v3");
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_GetInfo(NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_GetSlotList(CK_TRUE, NULL, NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_GetSlotInfo(slot, NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_GetTokenInfo(slot, NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_GetMechanismList(slot, NULL, NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD,
           p11->C_GetMechanismInfo(slot, CKM_EC_MONTGOMERY_KEY_PAIR_GEN, NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_CreateObject(session, NULL, 1, NULL));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_GetAttributeValue(session, 1, NULL, 1));
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_FindObjectsInit(session, NULL, 1));
  CHECK_RV(CKR_ARGUMENTS_BAD,
           p11->C_GenerateKeyPair(session, NULL, NULL, 1, NULL, 1, NULL, NULL));
  CK_MECHANISM mechanism = {CKM_EC_MONTGOMERY_KEY_PAIR_GEN, NULL, 0};
  CK_ATTRIBUTE empty[] = {{CKA_EC_PARAMS, NULL, 5}, {CKA_KEY_TYPE, NULL, 8}};
  CK_OBJECT_HANDLE a;
  CK_OBJECT_HANDLE b;
  CHECK_RV(CKR_ARGUMENTS_BAD,
           p11->C_GenerateKeyPair(session, &mechanism, NULL, 1, NULL, 1, &a, &b));
  CHECK_RV(CKR_ARGUMENTS_BAD,
           p11->C_GenerateKeyPair(session, &mechanism, empty, 2, NULL, 1, &a, &b));
  CHECK_RV(CKR_TEMPLATE_INCOMPLETE,
           p11->C_GenerateKeyPair(session, &mechanism, empty, 2, empty, 2, &a, &b));
  CHECK_RV(CKR_ARGUMENTS_BAD,
           p11->C_GenerateKeyPair(session, &mechanism, empty, (CK_ULONG)-1, empty, 2, &a, &b));
  rules("short-buffer *\nlong-size *");
  CHECK_RV(CKR_ARGUMENTS_BAD, p11->C_GetSlotList(CK_TRUE, NULL, NULL));
  CHECK(p11->C_Sign(session, NULL, 0, NULL, NULL) != CKR_OK);
}

const struct case_of_test lifecycle_cases[] = {
    {"needs_a_configuration", needs_a_configuration},
    {"initializes_and_finalizes", initializes_and_finalizes},
    {"reserved_names_the_configuration", reserved_names_the_configuration},
    {"hides_a_real_version_2", hides_a_real_version_2},
    {"shows_a_real_version_3", shows_a_real_version_3},
    {"copies_are_independent", copies_are_independent},
    {"real_module_can_be_shared", real_module_can_be_shared},
    {"bad_arguments_are_survived", bad_arguments_are_survived},
    {NULL, NULL},
};
