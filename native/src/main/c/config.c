/*
 * The grammar of the configuration, one statement a line:
 *
 *   real = PATH            status = PATH        face = real | v3
 *   generation = WORD      seed = NUMBER        setenv NAME=VALUE
 *   ACTION FUNCTIONS [ARGUMENT] [OPTION...]
 */
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faultp11.h"

struct parser {
  struct config *config;
  unsigned line;
  char *error;
};

static bool refuse(struct parser *parser, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(struct parser *parser, const char *format, ...) {
  int used = snprintf(parser->error, ERROR_SIZE, "line %u: ", parser->line);
  if (used > 0 && used < ERROR_SIZE) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(parser->error + used, (size_t)(ERROR_SIZE - used), format, arguments);
    va_end(arguments);
  }
  return false;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static char *trim(char *text) {
  while (is_space(*text)) {
    text++;
  }
  size_t length = strlen(text);
  while (length > 0 && is_space(text[length - 1])) {
    text[--length] = '\0';
  }
  return text;
}

static bool number_of(const char *text, uint64_t *number) {
  if (text[0] < '0' || text[0] > '9') {
    return false;
  }
  char *end = NULL;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 0);
  *number = value;
  return errno == 0 && *end == '\0';
}

/* 250us, 20ms, 3s; a bare number is milliseconds. */
static bool duration_of(const char *text, uint64_t *us) {
  if (text[0] < '0' || text[0] > '9') {
    return false;
  }
  char *end = NULL;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  uint64_t unit;
  if (strcmp(end, "us") == 0) {
    unit = 1;
  } else if (strcmp(end, "ms") == 0 || *end == '\0') {
    unit = 1000;
  } else if (strcmp(end, "s") == 0) {
    unit = 1000000;
  } else {
    return false;
  }
  /* A year is enough, and keeps every sum below from wrapping. */
  if (errno != 0 || value > UINT64_C(31536000000000) / unit) {
    return false;
  }
  *us = value * unit;
  return true;
}

/* FUNCTIONS is a list with commas of names, or patterns with * and ?. */
static bool read_functions(struct parser *parser, struct rule *rule, char *list) {
  char *rest = NULL;
  for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
    bool found = false;
    for (size_t i = 0; i < FN_COUNT; i++) {
      if (fnmatch(word, function_names[i], 0) == 0) {
        rule->functions[i] = true;
        found = true;
      }
    }
    if (!found) {
      return refuse(parser, "no function %s", word);
    }
  }
  return true;
}

static bool is_event(enum action action) {
  return action == LOSE_SESSIONS || action == LOSE_LOGIN || action == REMOVE_TOKEN;
}

static bool read_option(struct parser *parser, struct rule *rule, char *word, bool *repeats) {
  if (strcmp(word, "after") == 0 && (rule->action == FAIL || rule->action == DELAY)) {
    rule->after = true;
    return true;
  }
  char *value = strchr(word, '=');
  if (value == NULL) {
    return refuse(parser, "no option %s", word);
  }
  *value++ = '\0';
  bool good = false;
  uint64_t number = 0;
  if (strcmp(word, "call") == 0) {
    good = number_of(value, &rule->from) && rule->from > 0;
    rule->count = 1;
    *repeats = true;
  } else if (strcmp(word, "from") == 0) {
    good = number_of(value, &rule->from) && rule->from > 0;
  } else if (strcmp(word, "every") == 0) {
    good = number_of(value, &rule->every) && rule->every > 0;
    *repeats = true;
  } else if (strcmp(word, "count") == 0) {
    good = number_of(value, &rule->count) && rule->count > 0;
    *repeats = true;
  } else if (strcmp(word, "for") == 0) {
    good = duration_of(value, &rule->duration_us) && rule->duration_us > 0;
  } else if (strcmp(word, "period") == 0) {
    good = duration_of(value, &rule->period_us) && rule->period_us > 0;
    *repeats = true;
  } else if (strcmp(word, "jitter") == 0 && rule->action == DELAY) {
    good = duration_of(value, &rule->jitter_us);
  } else if (strcmp(word, "more") == 0
             && (rule->action == SHORT_BUFFER || rule->action == LONG_SIZE)) {
    good = number_of(value, &number) && number > 0 && number <= 1U << 20;
    rule->more = number;
  } else if (strcmp(word, "slot") == 0 && is_event(rule->action)) {
    good = number_of(value, &number);
    rule->slot = number;
  } else {
    return refuse(parser, "no option %s= here", word);
  }
  return good || refuse(parser, "%s=%s is out of range", word, value);
}

static bool read_rule(struct parser *parser, enum action action, char *rest) {
  struct config *config = parser->config;
  if (config->rule_count == MAX_RULES) {
    return refuse(parser, "more than %d rules", (int)MAX_RULES);
  }
  struct rule *rule = &config->rules[config->rule_count];
  *rule = (struct rule){.action = action,
                        .line = parser->line,
                        .more = 16,
                        .slot = ALL_SLOTS,
                        .from = 1,
                        .every = 1,
                        .count = FOREVER,
                        .duration_us = FOREVER};
  char *next = NULL;
  char *functions = strtok_r(rest, " \t", &next);
  if (functions == NULL) {
    return refuse(parser, "a rule needs a function, or *");
  }
  if (!read_functions(parser, rule, functions)) {
    return false;
  }
  if (action == FAIL || action == DELAY) {
    const char *argument = strtok_r(NULL, " \t", &next);
    if (argument == NULL) {
      return refuse(parser, action == FAIL ? "fail needs a code" : "delay needs a time");
    }
    if (action == FAIL && !code_of(argument, &rule->code)) {
      return refuse(parser, "no error code %s", argument);
    }
    if (action == DELAY && !duration_of(argument, &rule->delay_us)) {
      return refuse(parser, "no time %s", argument);
    }
  }
  bool repeats = false;
  for (char *word = strtok_r(NULL, " \t", &next); word != NULL;
       word = strtok_r(NULL, " \t", &next)) {
    if (!read_option(parser, rule, word, &repeats)) {
      return false;
    }
  }
  if (is_event(action) && !repeats) {
    rule->count = 1; /* an event happens; only what lasts goes on by itself */
  }
  config->rule_count++;
  return true;
}

static bool read_setenv(struct parser *parser, char *rest) {
  struct config *config = parser->config;
  char *value = strchr(rest, '=');
  if (value == NULL || value == rest) {
    return refuse(parser, "setenv needs NAME=VALUE");
  }
  if (config->setenv_count == MAX_SETENV) {
    return refuse(parser, "more than %d times setenv", (int)MAX_SETENV);
  }
  *value++ = '\0';
  struct setting setting = {strdup(trim(rest)), strdup(trim(value))};
  config->setenv[config->setenv_count++] = setting;
  return (setting.name != NULL && setting.value != NULL) || refuse(parser, "out of memory");
}

static bool read_path(struct parser *parser, char *path, const char *value) {
  if (strlen(value) >= PATH_SIZE) {
    return refuse(parser, "path too long");
  }
  memcpy(path, value, strlen(value) + 1);
  return true;
}

/* %p is the process id, for programs that start others with the same configuration. */
static bool read_status(struct parser *parser, const char *value) {
  char *path = parser->config->status;
  const char *pid = strstr(value, "%p");
  if (pid == NULL) {
    return read_path(parser, path, value);
  }
  int length = snprintf(path, PATH_SIZE, "%.*s%ld%s", (int)(pid - value), value, (long)getpid(),
                        pid + 2);
  return (length > 0 && length < PATH_SIZE) || refuse(parser, "path too long");
}

static bool read_generation(struct parser *parser, const char *value) {
  size_t length = strlen(value);
  if (length == 0 || length >= NAME_SIZE || strpbrk(value, " \t") != NULL) {
    return refuse(parser, "generation is one word of up to %d characters", NAME_SIZE - 1);
  }
  memcpy(parser->config->generation, value, length + 1);
  return true;
}

static bool read_setting(struct parser *parser, const char *name, const char *value) {
  struct config *config = parser->config;
  if (strcmp(name, "real") == 0) {
    return read_path(parser, config->real, value);
  }
  if (strcmp(name, "status") == 0) {
    return read_status(parser, value);
  }
  if (strcmp(name, "generation") == 0) {
    return read_generation(parser, value);
  }
  if (strcmp(name, "seed") == 0) {
    return number_of(value, &config->seed) || refuse(parser, "no number %s", value);
  }
  if (strcmp(name, "face") == 0) {
    config->v3 = strcmp(value, "v3") == 0;
    return config->v3 || strcmp(value, "real") == 0 || refuse(parser, "no face %s", value);
  }
  return refuse(parser, "no setting %s", name);
}

static bool read_line(struct parser *parser, char *line) {
  static const struct {
    const char *name;
    enum action action;
  } actions[] = {{"fail", FAIL},
                 {"delay", DELAY},
                 {"short-buffer", SHORT_BUFFER},
                 {"long-size", LONG_SIZE},
                 {"lose-sessions", LOSE_SESSIONS},
                 {"lose-login", LOSE_LOGIN},
                 {"remove-token", REMOVE_TOKEN}};
  for (char *hash = strchr(line, '#'); hash != NULL; hash = strchr(hash + 1, '#')) {
    if (hash > line && is_space(hash[-1])) {
      *hash = '\0';
      break;
    }
  }
  char *text = trim(line);
  if (*text == '\0' || *text == '#') {
    return true;
  }
  size_t length = strcspn(text, " \t=");
  char *rest = trim(text + length);
  if (*rest == '=') {
    text[length] = '\0';
    return read_setting(parser, text, trim(rest + 1));
  }
  text[length] = '\0';
  if (strcmp(text, "setenv") == 0) {
    return read_setenv(parser, rest);
  }
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
    if (strcmp(text, actions[i].name) == 0) {
      return read_rule(parser, actions[i].action, rest);
    }
  }
  return refuse(parser, "no action %s", text);
}

struct config *config_parse(FILE *file, char error[ERROR_SIZE]) {
  struct config *config = calloc(1, sizeof *config);
  if (config == NULL) {
    snprintf(error, ERROR_SIZE, "out of memory");
    return NULL;
  }
  memcpy(config->generation, "0", 2);
  config->seed = 1;
  struct parser parser = {config, 0, error};
  char *line = NULL;
  size_t capacity = 0;
  bool good = true;
  while (good && getline(&line, &capacity, file) >= 0) {
    parser.line++;
    good = read_line(&parser, line);
  }
  free(line);
  if (good && config->real[0] == '\0') {
    good = refuse(&parser, "no real = PATH in the file");
  }
  if (good) {
    error[0] = '\0';
    return config;
  }
  config_free(config);
  return NULL;
}

void config_free(struct config *config) {
  if (config == NULL) {
    return;
  }
  for (size_t i = 0; i < config->setenv_count; i++) {
    free(config->setenv[i].name);
    free(config->setenv[i].value);
  }
  free(config);
}
