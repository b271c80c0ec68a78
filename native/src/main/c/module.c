/* The real module: where it is, how it is loaded, how it begins and ends. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "faultp11.h"

CK_FUNCTION_LIST_3_0 real;
bool v3_face;

/* Guards loading, C_Initialize and C_Finalize against each other; taken before the gate. */
static pthread_mutex_t module_lock = PTHREAD_MUTEX_INITIALIZER;
static char loaded[PATH_SIZE];
/* Somebody else in this process had initialized the real module, and will finalize it. */
static bool shared;

/* The CK_C_INITIALIZE_ARGS of the standard; NSS's header has a field more at the end. */
struct initialize_args {
  CK_CREATEMUTEX CreateMutex;
  CK_DESTROYMUTEX DestroyMutex;
  CK_LOCKMUTEX LockMutex;
  CK_UNLOCKMUTEX UnlockMutex;
  CK_FLAGS flags;
  CK_VOID_PTR pReserved;
};

/* --- finding the configuration --- */

/* This file's own path with .conf, so that each copy of it can have its own. */
static bool own_configuration(char path[PATH_SIZE]) {
  Dl_info info;
  if (dladdr((void *)&real, &info) == 0 || info.dli_fname == NULL) {
    return false;
  }
  int length = snprintf(path, PATH_SIZE, "%s.conf", info.dli_fname);
  if (length <= 0 || length >= PATH_SIZE) {
    return false;
  }
  FILE *file = fopen(path, "re");
  if (file == NULL) {
    return false;
  }
  fclose(file);
  return true;
}

/* Under state_lock. */
static bool open_configuration(const char *path) {
  if (path == NULL && state.config != NULL) {
    control_refresh();
    return true;
  }
  char own[PATH_SIZE];
  if (path == NULL) {
    path = own_configuration(own) ? own : getenv("FAULTP11_CONF");
  }
  if (path == NULL) {
    fprintf(stderr, "faultp11: no configuration: set FAULTP11_CONF\n");
    return false;
  }
  return control_open(path);
}

/* --- loading --- */

static bool load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "faultp11: %s\n", dlerror());
    return false;
  }
  /* POSIX lets a function's address travel as an object pointer; ISO C needs the detour. */
  CK_C_GetFunctionList get_list = NULL;
  *(void **)&get_list = dlsym(library, "C_GetFunctionList");
  CK_FUNCTION_LIST_PTR list = NULL;
  if (get_list == NULL || get_list(&list) != CKR_OK || list == NULL) {
    fprintf(stderr, "faultp11: %s is no PKCS#11 module\n", path);
    dlclose(library);
    return false;
  }
  memset(&real, 0, sizeof real);
  memcpy(&real, list, sizeof *list); /* the 3.0 list begins as the older one */
  CK_C_GetInterface get_interface = NULL;
  *(void **)&get_interface = dlsym(library, "C_GetInterface");
  CK_INTERFACE_PTR interface = NULL;
  CK_UTF8CHAR name[] = "PKCS 11";
  if (get_interface != NULL && get_interface(name, NULL, &interface, 0) == CKR_OK
      && interface != NULL && interface->pFunctionList != NULL) {
    const CK_VERSION *version = interface->pFunctionList;
    if (version->major == 3) {
      memcpy(&real, interface->pFunctionList, sizeof real);
    }
  }
  /* The library stays for good: threads may be in it, and it was asked for. */
  return true;
}

/* Under state_lock, since the configuration may be replaced at any time. */
static bool set_environment(void) {
  const struct config *config = state.config;
  for (size_t i = 0; i < config->setenv_count; i++) {
    const struct setting *setting = &config->setenv[i];
    const char *now = getenv(setting->name);
    /* Other threads may be reading the environment: change it only if it must be. */
    if ((now == NULL || strcmp(now, setting->value) != 0)
        && setenv(setting->name, setting->value, 1) != 0) {
      fprintf(stderr, "faultp11: cannot set %s\n", setting->name);
      return false;
    }
  }
  return true;
}

/*
 * Finds the configuration (at path, or NULL: where it is looked for) and loads what it names,
 * unless that is in use already. False, with a line on stderr, if it cannot be. Under module_lock.
 */
static bool prepare(const char *path) {
  char wanted[PATH_SIZE];
  lock_state();
  bool initialized = state.initialized;
  bool good = initialized || (open_configuration(path) && set_environment());
  if (good) {
    memcpy(wanted, state.config->real, sizeof wanted);
  }
  bool v3 = good && state.config->v3;
  unlock_state();
  if (!good) {
    return false;
  }
  if (initialized) {
    return true; /* what is in use is not changed */
  }
  if (strcmp(wanted, loaded) != 0) {
    loaded[0] = '\0';
    if (!load(wanted)) {
      return false;
    }
    memcpy(loaded, wanted, sizeof loaded);
  }
  v3_face = v3;
  return true;
}

bool module_has_version_3(void) {
  pthread_mutex_lock(&module_lock);
  bool has = prepare(NULL) && (v3_face || real.version.major >= 3);
  pthread_mutex_unlock(&module_lock);
  return has;
}

/* --- C_Initialize and C_Finalize --- */

/*
 * Takes "config=PATH" or "config='PATH'" off the front of pReserved. Looks no further than it
 * matches: pReserved need not be text. Returns what is left for the real module.
 */
static void *take_config(char *reserved, char path[PATH_SIZE]) {
  static const char key[] = "config=";
  path[0] = '\0';
  if (reserved == NULL || strncmp(reserved, key, sizeof key - 1) != 0) {
    return reserved;
  }
  char *start = reserved + sizeof key - 1;
  bool quoted = *start == '\'';
  start += quoted ? 1 : 0;
  size_t length = strcspn(start, quoted ? "'" : " ");
  if (length < PATH_SIZE) {
    memcpy(path, start, length);
    path[length] = '\0';
  }
  char *rest = start + length;
  rest += quoted && *rest == '\'' ? 1 : 0;
  rest += strspn(rest, " ");
  return *rest == '\0' ? NULL : rest;
}

static CK_RV initialize(struct initialize_args *args) {
  CK_RV answer = REAL(C_Initialize, (args));
  lock_state();
  bool again = state.initialized;
  unlock_state();
  if (again) {
    return answer;
  }
  if (answer == CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    shared = true;
    answer = CKR_OK;
  } else {
    shared = false;
  }
  if (answer == CKR_OK) {
    lock_state();
    sessions_drop_slot(ALL_SLOTS);
    state.initialized = true;
    unlock_state();
  }
  return answer;
}

CK_RV faulty_C_Initialize(CK_VOID_PTR pInitArgs) {
  /* Room for the field that NSS reads after the standard's last. */
  struct {
    struct initialize_args standard;
    CK_VOID_PTR nss;
  } args = {0};
  char path[PATH_SIZE] = "";
  if (pInitArgs != NULL) {
    memcpy(&args.standard, pInitArgs, sizeof args.standard);
    args.standard.pReserved = take_config(args.standard.pReserved, path);
  }
  pthread_mutex_lock(&module_lock);
  CK_RV answer = CKR_GENERAL_ERROR;
  struct call call = {.function = FN_C_Initialize, .subject = NOTHING};
  if (prepare(path[0] == '\0' ? NULL : path)) {
    answer = call_begin(&call);
    if (answer == CKR_OK) {
      answer = call_end(&call, initialize(pInitArgs == NULL ? NULL : &args.standard));
    }
  }
  pthread_mutex_unlock(&module_lock);
  return answer;
}

static CK_RV finalize(CK_VOID_PTR pReserved) {
  CK_RV answer = CKR_OK;
  if (shared) {
    sessions_close_own();
  } else {
    answer = REAL(C_Finalize, (pReserved));
  }
  if (answer == CKR_OK || answer == CKR_CRYPTOKI_NOT_INITIALIZED) {
    lock_state();
    sessions_drop_slot(ALL_SLOTS);
    state.initialized = false;
    unlock_state();
  }
  return answer;
}

CK_RV faulty_C_Finalize(CK_VOID_PTR pReserved) {
  pthread_mutex_lock(&module_lock);
  struct call call = {.function = FN_C_Finalize, .subject = NOTHING};
  CK_RV answer = call_begin(&call);
  if (answer == CKR_OK) {
    answer = call_end(&call, finalize(pReserved));
  }
  pthread_mutex_unlock(&module_lock);
  return answer;
}
