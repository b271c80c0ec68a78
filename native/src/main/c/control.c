/* The configuration file, which is watched, and the status file, which is kept up to date. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faultp11.h"

/* --- reading --- */

static bool same_file(const struct stat *now) {
  return state.file != NULL && now->st_dev == state.device && now->st_ino == state.inode
         && now->st_size == state.size && now->st_mtim.tv_sec == state.modified.tv_sec
         && now->st_mtim.tv_nsec == state.modified.tv_nsec;
}

static void put_in_force(struct config *config) {
  bool moved = state.config == NULL || strcmp(state.config->status, config->status) != 0;
  config_free(state.config);
  state.config = config;
  /* The generator must not begin at zero, where it would stay. */
  state.random = config->seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
  if (state.random == 0) {
    state.random = 1;
  }
  memcpy(state.calls_before, state.calls, sizeof state.calls);
  atomic_fetch_add(&epoch, 1);
  if (moved) {
    status_open();
  }
}

/* A file that cannot be read or understood leaves the rules as they were. */
static bool read_file(void) {
  FILE *file = fopen(state.path, "re");
  struct stat found;
  if (file == NULL || fstat(fileno(file), &found) != 0) {
    snprintf(state.error, ERROR_SIZE, "cannot read it: %s", strerror(errno));
    if (file != NULL) {
      fclose(file);
    }
    return false;
  }
  if (state.file != NULL) {
    fclose(state.file);
  }
  state.file = file;
  state.device = found.st_dev;
  state.inode = found.st_ino;
  state.size = found.st_size;
  state.modified = found.st_mtim;
  struct config *config = config_parse(file, state.error);
  if (config == NULL) {
    return false;
  }
  put_in_force(config);
  return true;
}

static bool read_or_complain(void) {
  bool good = read_file();
  if (!good) {
    fprintf(stderr, "faultp11: %s: %s\n", state.path, state.error);
  }
  return good;
}

void control_refresh(void) {
  struct stat now;
  if (state.path[0] == '\0' || stat(state.path, &now) != 0 || same_file(&now)) {
    return;
  }
  (void)read_or_complain();
}

bool control_open(const char *path) {
  size_t length = strlen(path);
  if (length == 0 || length >= PATH_SIZE) {
    snprintf(state.error, ERROR_SIZE, "no path of a configuration");
    return false;
  }
  memmove(state.path, path, length + 1);
  return read_or_complain() && state.config != NULL;
}

/* --- status --- */

enum { STATUS_SIZE = 64 * 1024 };

/* Text that grows up to its end, and is cut there. */
struct text {
  char bytes[STATUS_SIZE];
  size_t length;
};

static void append(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void append(struct text *text, const char *format, ...) {
  size_t room = STATUS_SIZE - text->length;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text->bytes + text->length, room, format, arguments);
  va_end(arguments);
  if (length > 0) {
    text->length += (size_t)length < room ? (size_t)length : room - 1;
  }
}

static void append_calls(struct text *text) {
  uint64_t all = 0;
  uint64_t all_before = 0;
  for (size_t i = 0; i < FN_COUNT; i++) {
    all += state.calls[i];
    all_before += state.calls_before[i];
  }
  append(text, "calls * %" PRIu64 " %" PRIu64 "\n", all, all - all_before);
  for (size_t i = 0; i < FN_COUNT; i++) {
    if (state.calls[i] != 0) {
      append(text, "calls %s %" PRIu64 " %" PRIu64 "\n", function_names[i], state.calls[i],
             state.calls[i] - state.calls_before[i]);
    }
  }
}

void status_open(void) {
  if (state.status_file >= 0) {
    close(state.status_file);
    state.status_file = -1;
  }
  const char *path = state.config->status;
  if (path[0] == '\0') {
    return;
  }
  state.status_file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  state.status_size = 0;
  if (state.status_file < 0) {
    fprintf(stderr, "faultp11: cannot write %s: %s\n", path, strerror(errno));
  }
}

void status_write(void) {
  static struct text text; /* under state_lock, as everything here */
  if (state.status_file < 0) {
    return;
  }
  const struct config *config = state.config;
  uint64_t sequence = ++state.sequence;
  text.length = 0;
  append(&text, "begin %" PRIu64 "\n", sequence);
  append(&text, "generation %s\n", config->generation);
  append(&text, "error %s\n", state.error[0] == '\0' ? "none" : state.error);
  append(&text, "initialized %s\n", state.initialized ? "yes" : "no");
  append(&text, "token %s\n", any_token_absent() ? "removed" : "present");
  append(&text, "sessions-open %" PRIu64 "\n", state.open);
  append(&text, "sessions-peak %" PRIu64 "\n", state.peak);
  append(&text, "sessions-orphaned %" PRIu64 "\n", state.orphaned);
  append(&text, "inside %" PRIu64 "\n", state.inside);
  append_calls(&text);
  for (size_t i = 0; i < config->rule_count; i++) {
    const struct rule *rule = &config->rules[i];
    append(&text, "rule %u %" PRIu64 " %" PRIu64 "\n", rule->line, rule->seen, rule->fired);
  }
  append(&text, "end %" PRIu64 "\n", sequence);
  /* In one write. A reader that comes between sees begin and end differ. */
  ssize_t written = pwrite(state.status_file, text.bytes, text.length, 0);
  if (written == (ssize_t)text.length && state.status_size > written) {
    (void)!ftruncate(state.status_file, written);
  }
  state.status_size = written;
}
