/*
 * What the cases stand on: a fresh SoftHSM token behind the fault module, in a folder of their own.
 * A case ends the program at its first failed check.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <pkcs11.h>

struct case_of_test {
  const char *name;
  void (*run)(void);
};

extern const struct case_of_test rule_cases[];
extern const struct case_of_test token_cases[];
extern const struct case_of_test lifecycle_cases[];
extern const struct case_of_test v3_cases[];
extern const struct case_of_test thread_cases[];

/* Given on the command line. */
extern const char *module_path; /* the fault module */
extern const char *real_path;   /* SoftHSM */
extern const char *folder;      /* an empty one */

void fail_check(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

#define CHECK(condition)                                       \
  do {                                                         \
    if (!(condition)) {                                        \
      fail_check(__FILE__, __LINE__, "%s", #condition);        \
    }                                                          \
  } while (0)

#define CHECK_RV(expected, call)                                                         \
  do {                                                                                   \
    CK_RV expected_ = (expected);                                                        \
    CK_RV answer_ = (call);                                                              \
    if (answer_ != expected_) {                                                          \
      fail_check(__FILE__, __LINE__, "%s: 0x%lx, not 0x%lx", #call, answer_, expected_); \
    }                                                                                    \
  } while (0)

#define OK(call) CHECK_RV(CKR_OK, call)
#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* The CK_C_INITIALIZE_ARGS of the standard; NSS's header has one field more. */
struct initialize_args {
  void *callbacks[4];
  CK_FLAGS flags;
  void *reserved;
};

/* --- files --- */

/* folder/name, in a buffer of the caller's. */
enum { PATH_ROOM = 512 };
char *in_folder(char path[PATH_ROOM], const char *name);
/* Writes it beside and renames it over. */
void write_file(const char *path, const char *text);
void copy_file(const char *from, const char *to);
/* The SoftHSM configuration of a new, empty token folder. */
void make_store(const char *name, char conf[PATH_ROOM]);

/* --- the module --- */

struct library {
  void *handle;
  CK_FUNCTION_LIST *f;
  CK_C_GetInterface interface;
  CK_C_GetInterfaceList interfaces;
};

struct library open_library(const char *path);

/* The fault module, its token logged in, once start() has been called. */
extern CK_FUNCTION_LIST *p11;
extern CK_SLOT_ID slot;
extern CK_SESSION_HANDLE session;

/* Loads the module with these settings and no rules, and makes a token. */
void start(const char *settings);
/* Puts rules in force. */
void rules(const char *text);
/* Makes a token through these functions; returns its slot. PIN 1234, SO PIN 5678. */
CK_SLOT_ID make_token(CK_FUNCTION_LIST *f);
CK_SESSION_HANDLE open_session(void);
CK_RV login(CK_SESSION_HANDLE handle);

/* The number behind this in the status file; or behind "calls NAME", the column-th. */
long status_of(const char *key, int column);
bool status_says(const char *line);

/* --- keys --- */

struct pair {
  CK_OBJECT_HANDLE public_key;
  CK_OBJECT_HANDLE private_key;
};

/* A session P-256 pair, or a token one with this id. */
CK_RV make_p256(CK_SESSION_HANDLE handle, CK_BBOOL on_token, CK_BYTE id, struct pair *pair);
CK_RV sign(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE key);
CK_ULONG count_objects(CK_SESSION_HANDLE handle, CK_ATTRIBUTE *template, CK_ULONG count);

uint64_t clock_ms(void);
void sleep_ms(long ms);

#endif
