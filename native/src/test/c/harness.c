#include "harness.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char *module_path;
const char *real_path;
const char *folder;

CK_FUNCTION_LIST *p11;
CK_SLOT_ID slot;
CK_SESSION_HANDLE session;

static char settings_text[2048];
static char conf_path[PATH_ROOM];
static char status_path[PATH_ROOM];
static int generation;

/* SoftHSM and OpenSSL leak a little, which is not ours. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void) {
  return "leak:libsofthsm2.so\nleak:libcrypto.so\nleak:libsoftokn3.so\nleak:libnspr4.so\n";
}

void fail_check(const char *file, int line, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s:%d: ", file, line);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  fflush(NULL);
  _exit(1);
}

/* --- files --- */

char *in_folder(char path[PATH_ROOM], const char *name) {
  int length = snprintf(path, PATH_ROOM, "%s/%s", folder, name);
  CHECK(length > 0 && length < PATH_ROOM);
  return path;
}

void write_file(const char *path, const char *text) {
  char beside[PATH_ROOM + 8];
  snprintf(beside, sizeof beside, "%s.new", path);
  FILE *file = fopen(beside, "w");
  CHECK(file != NULL);
  CHECK(fputs(text, file) >= 0);
  CHECK(fclose(file) == 0);
  CHECK(rename(beside, path) == 0);
}

void copy_file(const char *from, const char *to) {
  FILE *in = fopen(from, "r");
  FILE *out = fopen(to, "w");
  CHECK(in != NULL && out != NULL);
  char bytes[65536];
  for (size_t n = fread(bytes, 1, sizeof bytes, in); n > 0; n = fread(bytes, 1, sizeof bytes, in)) {
    CHECK(fwrite(bytes, 1, n, out) == n);
  }
  CHECK(fclose(in) == 0);
  CHECK(fclose(out) == 0);
}

void make_store(const char *name, char conf[PATH_ROOM]) {
  char tokens[PATH_ROOM];
  char text[PATH_ROOM + 128];
  in_folder(tokens, name);
  CHECK(mkdir(tokens, 0700) == 0);
  CHECK(snprintf(conf, PATH_ROOM, "%s.conf", tokens) < PATH_ROOM);
  snprintf(text, sizeof text, "directories.tokendir = %s\nobjectstore.backend = file\n", tokens);
  write_file(conf, text);
}

/* --- the module --- */

struct library open_library(const char *path) {
  struct library library = {.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL)};
  if (library.handle == NULL) {
    fail_check(__FILE__, __LINE__, "%s", dlerror());
  }
  CK_C_GetFunctionList list = NULL;
  *(void **)&list = dlsym(library.handle, "C_GetFunctionList");
  *(void **)&library.interface = dlsym(library.handle, "C_GetInterface");
  *(void **)&library.interfaces = dlsym(library.handle, "C_GetInterfaceList");
  CHECK(list != NULL);
  OK(list(&library.f));
  return library;
}

CK_SLOT_ID make_token(CK_FUNCTION_LIST *f) {
  CK_SLOT_ID slots[16];
  CK_ULONG count = 0;
  OK(f->C_GetSlotList(CK_TRUE, NULL, &count)); /* SoftHSM adds an empty token only when asked so */
  count = COUNT_OF(slots);
  OK(f->C_GetSlotList(CK_TRUE, slots, &count));
  CK_SLOT_ID free_slot = CK_UNAVAILABLE_INFORMATION;
  for (CK_ULONG i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    OK(f->C_GetTokenInfo(slots[i], &info));
    if ((info.flags & CKF_TOKEN_INITIALIZED) == 0) {
      free_slot = slots[i];
    }
  }
  CHECK(free_slot != CK_UNAVAILABLE_INFORMATION);
  CK_UTF8CHAR label[32];
  memset(label, ' ', sizeof label);
  memcpy(label, "test", 4);
  CK_UTF8CHAR so_pin[] = "5678";
  CK_UTF8CHAR pin[] = "1234";
  OK(f->C_InitToken(free_slot, so_pin, 4, label));
  CK_SESSION_HANDLE handle;
  OK(f->C_OpenSession(free_slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &handle));
  OK(f->C_Login(handle, CKU_SO, so_pin, 4));
  OK(f->C_InitPIN(handle, pin, 4));
  OK(f->C_Logout(handle));
  OK(f->C_CloseSession(handle));
  return free_slot;
}

CK_SESSION_HANDLE open_session(void) {
  CK_SESSION_HANDLE handle;
  OK(p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &handle));
  return handle;
}

CK_RV login(CK_SESSION_HANDLE handle) {
  CK_UTF8CHAR pin[] = "1234";
  return p11->C_Login(handle, CKU_USER, pin, 4);
}

void rules(const char *text) {
  char all[8192];
  int length = snprintf(all, sizeof all, "%sgeneration = g%d\n%s\n", settings_text, ++generation,
                        text);
  CHECK(length > 0 && length < (int)sizeof all);
  write_file(conf_path, all);
}

void start(const char *settings) {
  char store[PATH_ROOM];
  static int stores;
  char name[32];
  snprintf(name, sizeof name, "tokens%d", ++stores);
  make_store(name, store);
  in_folder(conf_path, "fault.conf");
  in_folder(status_path, "status");
  snprintf(settings_text, sizeof settings_text,
           "real = %s\nstatus = %s\nsetenv SOFTHSM2_CONF=%s\n%s\n", real_path, status_path, store,
           settings);
  rules("");
  CHECK(setenv("FAULTP11_CONF", conf_path, 1) == 0);
  p11 = open_library(module_path).f;
  /* Without this SoftHSM takes no locks. */
  struct initialize_args args = {.flags = CKF_OS_LOCKING_OK};
  OK(p11->C_Initialize(&args));
  slot = make_token(p11);
  session = open_session();
  OK(login(session));
}

/* --- status --- */

static char *read_status(void) {
  static char text[65536];
  FILE *file = fopen(status_path, "r");
  CHECK(file != NULL);
  size_t length = fread(text, 1, sizeof text - 1, file);
  CHECK(fclose(file) == 0);
  text[length] = '\0';
  unsigned long first = 0;
  unsigned long last = 0;
  char *end = strstr(text, "\nend ");
  CHECK(end != NULL);
  CHECK(sscanf(text, "begin %lu", &first) == 1 && sscanf(end, "\nend %lu", &last) == 1);
  CHECK(first == last);
  return text;
}

long status_of(const char *key, int column) {
  char *rest = NULL;
  size_t length = strlen(key);
  for (char *line = strtok_r(read_status(), "\n", &rest); line != NULL;
       line = strtok_r(NULL, "\n", &rest)) {
    if (strncmp(line, key, length) == 0 && line[length] == ' ') {
      char *number = line + length;
      long value = strtol(number, &number, 10);
      for (int i = 1; i < column; i++) {
        value = strtol(number, &number, 10);
      }
      return value;
    }
  }
  return 0;
}

bool status_says(const char *line) {
  char *rest = NULL;
  for (char *found = strtok_r(read_status(), "\n", &rest); found != NULL;
       found = strtok_r(NULL, "\n", &rest)) {
    if (strcmp(found, line) == 0) {
      return true;
    }
  }
  return false;
}

/* --- keys --- */

CK_RV make_p256(CK_SESSION_HANDLE handle, CK_BBOOL on_token, CK_BYTE id, struct pair *pair) {
  CK_BYTE p256[] = {0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
  CK_BBOOL yes = CK_TRUE;
  CK_MECHANISM mechanism = {CKM_EC_KEY_PAIR_GEN, NULL, 0};
  CK_ATTRIBUTE public_key[] = {{CKA_EC_PARAMS, p256, sizeof p256},
                               {CKA_TOKEN, &on_token, sizeof on_token},
                               {CKA_ID, &id, sizeof id},
                               {CKA_VERIFY, &yes, sizeof yes}};
  CK_ATTRIBUTE private_key[] = {{CKA_TOKEN, &on_token, sizeof on_token},
                                {CKA_ID, &id, sizeof id},
                                {CKA_PRIVATE, &yes, sizeof yes},
                                {CKA_SIGN, &yes, sizeof yes}};
  return p11->C_GenerateKeyPair(handle, &mechanism, public_key, COUNT_OF(public_key), private_key,
                                COUNT_OF(private_key), &pair->public_key, &pair->private_key);
}

CK_RV sign(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE key) {
  CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
  CK_BYTE hash[32] = {1};
  CK_BYTE signature[64];
  CK_ULONG length = sizeof signature;
  CK_RV answer = p11->C_SignInit(handle, &mechanism, key);
  if (answer == CKR_OK) {
    answer = p11->C_Sign(handle, hash, sizeof hash, signature, &length);
  }
  return answer;
}

CK_ULONG count_objects(CK_SESSION_HANDLE handle, CK_ATTRIBUTE *template, CK_ULONG count) {
  CK_OBJECT_HANDLE found[64];
  CK_ULONG number = 0;
  OK(p11->C_FindObjectsInit(handle, template, count));
  OK(p11->C_FindObjects(handle, found, COUNT_OF(found), &number));
  OK(p11->C_FindObjectsFinal(handle));
  return number;
}

uint64_t clock_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000U + (uint64_t)now.tv_nsec / 1000000U;
}

void sleep_ms(long ms) {
  struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  nanosleep(&time, NULL);
}
