#include <string.h>

#include "faultp11.h"

/* xorshift64*: only to spread latencies, and the same for the same seed. */
static uint64_t next_random(void) {
  uint64_t x = state.random;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  state.random = x;
  return x * UINT64_C(2685821657736338717);
}

/* Whether the rule says something about a call with this output at all. */
static bool concerns(const struct rule *rule, enum function function, enum output output) {
  if (!rule->functions[function]) {
    return false;
  }
  switch (rule->action) {
    case SHORT_BUFFER:
      return output == BUFFER;
    case LONG_SIZE:
      return output == SIZE_QUERY;
    default:
      return true;
  }
}

static bool fires(struct rule *rule, uint64_t now) {
  rule->seen++;
  if (rule->seen < rule->from || (rule->seen - rule->from) % rule->every != 0
      || rule->fired >= rule->count || now < rule->due_us) {
    return false;
  }
  bool lasting = rule->action != REMOVE_TOKEN && rule->duration_us != FOREVER;
  if (lasting && rule->fired > 0 && now >= rule->ends_us) {
    return false;
  }
  if (lasting && rule->fired == 0) {
    rule->ends_us = now + rule->duration_us;
  }
  if (rule->period_us != 0) {
    rule->due_us = now + rule->period_us;
  }
  rule->fired++;
  return true;
}

static void add_event(struct verdict *verdict, const struct rule *rule) {
  if (verdict->event_count < sizeof verdict->events / sizeof verdict->events[0]) {
    verdict->events[verdict->event_count++] = (struct event){rule->action, rule->slot};
  }
}

static void apply(struct verdict *verdict, struct rule *rule, uint64_t now) {
  uint64_t delay;
  switch (rule->action) {
    case FAIL:
      /* The first rule that fires decides. */
      if (rule->after && verdict->after == CKR_OK) {
        verdict->after = rule->code;
      } else if (!rule->after && verdict->before == CKR_OK) {
        verdict->before = rule->code;
      }
      break;
    case DELAY:
      delay = rule->delay_us;
      if (rule->jitter_us != 0) {
        delay += next_random() % (rule->jitter_us + 1);
      }
      if (rule->after) {
        verdict->delay_after_us += delay;
      } else {
        verdict->delay_before_us += delay;
      }
      break;
    case SHORT_BUFFER:
      verdict->short_buffer = true;
      verdict->more = rule->more;
      break;
    case LONG_SIZE:
      verdict->more = rule->more;
      break;
    case REMOVE_TOKEN:
      rule->absent_till_us = rule->duration_us == FOREVER ? FOREVER : now + rule->duration_us;
      add_event(verdict, rule);
      break;
    case LOSE_SESSIONS:
    case LOSE_LOGIN:
      add_event(verdict, rule);
      break;
  }
}

struct verdict rules_judge(enum function function, enum output output) {
  struct verdict verdict = {.before = CKR_OK, .after = CKR_OK};
  struct config *config = state.config;
  if (config == NULL) {
    return verdict;
  }
  uint64_t now = now_us();
  for (size_t i = 0; i < config->rule_count; i++) {
    struct rule *rule = &config->rules[i];
    if (concerns(rule, function, output) && fires(rule, now)) {
      apply(&verdict, rule, now);
    }
  }
  return verdict;
}

static bool holds_away(const struct rule *rule, uint64_t now) {
  return rule->action == REMOVE_TOKEN && now < rule->absent_till_us;
}

bool token_absent(CK_SLOT_ID slot) {
  const struct config *config = state.config;
  uint64_t now = now_us();
  for (size_t i = 0; config != NULL && i < config->rule_count; i++) {
    const struct rule *rule = &config->rules[i];
    if (holds_away(rule, now) && (rule->slot == ALL_SLOTS || rule->slot == slot)) {
      return true;
    }
  }
  return false;
}

bool any_token_absent(void) {
  const struct config *config = state.config;
  uint64_t now = now_us();
  for (size_t i = 0; config != NULL && i < config->rule_count; i++) {
    if (holds_away(&config->rules[i], now)) {
      return true;
    }
  }
  return false;
}
