/*
 * faultp11: a PKCS#11 module that forwards to a real one and injects faults.
 *
 * One call passes through these layers, each in its own file:
 *
 *   forward.c   the function tables and one wrapper per function, made from functions.def
 *   call.c      what happens around every call: control file, counting, rules, gate, status
 *   slots.c, sessions.c, objects.c   functions that need more than forwarding (own_NAME)
 *   v3face.c    standard Montgomery keys over a module that has them under Edwards names
 *   module.c    the real module: loading, C_Initialize, C_Finalize
 *
 * Two locks: state_lock guards all of struct state (never held during a call to the real module),
 * and the gate, which every call to the real module holds for reading, so that sessions are closed
 * underneath only while nobody is inside.
 */
#ifndef FAULTP11_H
#define FAULTP11_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

#include <pkcs11.h>

enum { NAME_SIZE = 64, PATH_SIZE = 4096, MAX_RULES = 256, MAX_SETENV = 32 };

#define ALL_SLOTS CK_UNAVAILABLE_INFORMATION
#define FOREVER UINT64_MAX

enum function {
#define P11(name, subject, id, buffer, length, layer, params, args) FN_##name,
#include "functions.def"
  FN_COUNT
};

enum subject { NOTHING, SLOT, SESSION };

/* --- names.c --- */

extern const char *const function_names[FN_COUNT];

/* The code with this name (CKR_ may be left out) or number, and whether there is one. */
bool code_of(const char *text, CK_RV *code);

/* --- config.c --- */

enum action { FAIL, DELAY, SHORT_BUFFER, LONG_SIZE, LOSE_SESSIONS, LOSE_LOGIN, REMOVE_TOKEN };

struct rule {
  enum action action;
  unsigned line; /* in the file, for the status */
  bool functions[FN_COUNT];
  bool after;           /* FAIL, DELAY: once the real module has answered */
  CK_RV code;           /* FAIL */
  uint64_t delay_us;    /* DELAY */
  uint64_t jitter_us;   /* DELAY: up to so much more */
  CK_ULONG more;        /* SHORT_BUFFER, LONG_SIZE: so many bytes more are asked for */
  CK_SLOT_ID slot;      /* LOSE_SESSIONS, LOSE_LOGIN, REMOVE_TOKEN; or ALL_SLOTS */
  uint64_t from;        /* the first matching call that fires, from 1 */
  uint64_t every;       /* and each so many after it */
  uint64_t count;       /* at most so many times */
  uint64_t duration_us; /* from the first time; how long a token is away */
  uint64_t period_us;   /* at most once in so long */
  /* How far it has come. */
  uint64_t seen;
  uint64_t fired;
  uint64_t ends_us;        /* 0 before it fires */
  uint64_t due_us;         /* the next time, with a period */
  uint64_t absent_till_us; /* REMOVE_TOKEN; 0 while the token is there */
};

struct setting {
  char *name;
  char *value;
};

struct config {
  char real[PATH_SIZE];
  char status[PATH_SIZE];
  char generation[NAME_SIZE];
  bool v3;
  uint64_t seed;
  size_t setenv_count;
  struct setting setenv[MAX_SETENV];
  size_t rule_count;
  struct rule rules[MAX_RULES];
};

enum { ERROR_SIZE = 256 };

/* Reads a whole file; NULL and a message when it cannot be understood. */
struct config *config_parse(FILE *file, char error[ERROR_SIZE]);
void config_free(struct config *config);

/* --- state, all of it under state_lock but the atomics --- */

enum curve { NO_CURVE, X25519, X448 };

/* v3face.c: what a search under way wants that the real module cannot tell apart. */
struct filter {
  enum { ANY_TYPE, ONLY_EDWARDS, ONLY_MONTGOMERY } type;
  enum curve curve; /* NO_CURVE: any */
};

struct session {
  CK_SESSION_HANDLE handle;
  CK_SLOT_ID slot;
  bool removed;  /* its token was pulled, which it has not been told yet */
  bool orphaned; /* open, but its opener was told that opening failed */
  struct filter filter;
  struct session *next;
};

enum { SESSION_BUCKETS = 256 };

struct state {
  char path[PATH_SIZE]; /* of the configuration; empty: none yet */
  struct config *config;
  char error[ERROR_SIZE]; /* of the last reading; empty: none */
  /* Which file was read. It is kept open, so that its inode number is not given to another. */
  FILE *file;
  dev_t device;
  ino_t inode;
  off_t size;
  struct timespec modified;

  bool initialized;
  uint64_t random;
  uint64_t sequence; /* of status writings */
  int status_file;
  off_t status_size;

  uint64_t calls[FN_COUNT];
  uint64_t calls_before[FN_COUNT]; /* the rules in force were read */
  uint64_t inside;                 /* calls under way */
  struct session *sessions[SESSION_BUCKETS];
  uint64_t open;
  uint64_t peak;
  uint64_t orphaned;
};

extern struct state state;
extern pthread_mutex_t state_lock;
/* Counts the readings of the configuration, so that a sleeping call sees that it was replaced. */
extern atomic_ullong epoch;

/* The real module. Written before state.initialized is set, constant while it is. */
extern CK_FUNCTION_LIST_3_0 real;
extern bool v3_face;

#define REAL(name, arguments) \
  (real.name == NULL ? CKR_FUNCTION_NOT_SUPPORTED : real.name arguments)

void lock_state(void);
void unlock_state(void);
uint64_t now_us(void);

/* --- control.c: the watched file and the status file --- */

/* Reads the configuration when it is not the one in force. Under state_lock. */
void control_refresh(void);
/* Sets the path to read from now on. Under state_lock; false, with state.error, if unreadable. */
bool control_open(const char *path);
/* Writes the status file, if one is configured. Under state_lock. */
void status_write(void);
void status_open(void);

/* --- rules.c --- */

/* What the rules want for one call. */
struct verdict {
  CK_RV before; /* CKR_OK: forward it */
  CK_RV after;  /* CKR_OK: the real module's answer stands */
  uint64_t delay_before_us;
  uint64_t delay_after_us;
  bool short_buffer;
  CK_ULONG more; /* for short_buffer and long sizes */
  size_t event_count;
  struct event {
    enum action action;
    CK_SLOT_ID slot;
  } events[8];
};

enum output { NO_OUTPUT, SIZE_QUERY, BUFFER };

/* Asks every rule in turn, and counts. Under state_lock. */
struct verdict rules_judge(enum function function, enum output output);
/* Whether a rule holds the token of this slot away. Under state_lock. */
bool token_absent(CK_SLOT_ID slot);
bool any_token_absent(void);

/* --- call.c --- */

struct call {
  enum function function;
  struct verdict verdict;
  enum subject subject;
  CK_ULONG id; /* of the subject */
  enum output output;
  CK_ULONG_PTR length; /* of the output; or NULL */
  unsigned long long epoch;
};

/* What a call with this output wants: nothing, the size only, or the bytes. */
enum output output_of(const void *buffer, const CK_ULONG *length);
/* CKR_OK: forward, then call_end. Else the answer, and call_end is not called. */
CK_RV call_begin(struct call *call);
CK_RV call_end(struct call *call, CK_RV answer);

/* --- sessions.c --- */

/* Under state_lock. */
struct session *session_find(CK_SESSION_HANDLE handle);
void session_add(CK_SESSION_HANDLE handle, CK_SLOT_ID slot);
void session_drop(CK_SESSION_HANDLE handle);
void session_orphan(CK_SESSION_HANDLE handle);
void sessions_drop_slot(CK_SLOT_ID slot);
/* Do it at the real module. Not under state_lock, nor inside the gate. */
void event_happen(const struct event *event);
/* Closes one by one what was opened here, for the sake of others who use the real module. */
void sessions_close_own(void);

void gate_enter(void);
void gate_close(void); /* for everyone else */
void gate_leave(void);

/* --- module.c --- */

/* Whether there is a 3.0 interface to offer; loads the real module if need be. */
bool module_has_version_3(void);

/* --- v3face.c --- */

/* Which Montgomery curve this CKA_EC_PARAMS names. */
enum curve curve_of(const void *params, CK_ULONG length);
/* C_GetAttributeValue with the standard's names for Montgomery keys. */
CK_RV v3_attributes(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *template,
                    CK_ULONG count);

/* --- the layer between wrappers and real module --- */

#define P11(name, subject, id, buffer, length, layer, params, args) P11_##layer(name, params)
#define P11_REAL(name, params)
#define P11_OWN(name, params) CK_RV own_##name params;
#define P11_HAND(name, params) CK_RV faulty_##name params;
#include "functions.def"
#undef P11_REAL
#undef P11_OWN
#undef P11_HAND

#endif
