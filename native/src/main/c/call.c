/* What happens around every call. */

#include "faultp11.h"

struct state state = {.status_file = -1};
pthread_mutex_t state_lock = PTHREAD_MUTEX_INITIALIZER;
atomic_ullong epoch;

/* Writers first, or busy threads would keep an event from ever happening. */
static pthread_rwlock_t gate = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

void lock_state(void) { pthread_mutex_lock(&state_lock); }

void unlock_state(void) { pthread_mutex_unlock(&state_lock); }

void gate_enter(void) { pthread_rwlock_rdlock(&gate); }

void gate_close(void) { pthread_rwlock_wrlock(&gate); }

void gate_leave(void) { pthread_rwlock_unlock(&gate); }

uint64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
}

enum output output_of(const void *buffer, const CK_ULONG *length) {
  if (length == NULL) {
    return NO_OUTPUT;
  }
  return buffer == NULL ? SIZE_QUERY : BUFFER;
}

/* Sleeps in slices, so that new rules end a hang that the old ones began. */
static void sleep_us(uint64_t us, unsigned long long began) {
  const uint64_t slice = 5000;
  uint64_t end = now_us() + us;
  for (uint64_t now = now_us(); now < end; now = now_us()) {
    uint64_t nap = end - now < slice ? end - now : slice;
    struct timespec time = {.tv_sec = 0, .tv_nsec = (long)nap * 1000};
    nanosleep(&time, NULL);
    lock_state();
    control_refresh();
    unlock_state();
    if (atomic_load(&epoch) != began) {
      return;
    }
  }
}

static void leave(void) {
  lock_state();
  state.inside--;
  status_write();
  unlock_state();
}

/* It may wait for as long as it likes, and holds no session. */
static bool passes_gate(const struct call *call) {
  return call->function != FN_C_WaitForSlotEvent;
}

/* What a token that is away answers. */
static CK_RV check_token(const struct call *call) {
  CK_RV answer = CKR_OK;
  lock_state();
  if (call->subject == SESSION) {
    const struct session *session = session_find(call->id);
    if (session != NULL && session->removed) {
      session_drop(call->id);
      answer = CKR_DEVICE_REMOVED;
    }
  } else if (call->subject == SLOT && call->function != FN_C_GetSlotInfo
             && call->function != FN_C_CloseAllSessions && token_absent(call->id)) {
    answer = CKR_TOKEN_NOT_PRESENT;
  }
  unlock_state();
  return answer;
}

CK_RV call_begin(struct call *call) {
  lock_state();
  control_refresh();
  state.calls[call->function]++;
  if (!state.initialized && call->function != FN_C_Initialize) {
    status_write();
    unlock_state();
    return CKR_CRYPTOKI_NOT_INITIALIZED;
  }
  state.inside++;
  call->verdict = rules_judge(call->function, call->output);
  call->epoch = atomic_load(&epoch);
  const struct verdict *verdict = &call->verdict;
  if (verdict->delay_before_us != 0) {
    status_write();
  }
  unlock_state();

  sleep_us(verdict->delay_before_us, call->epoch);
  for (size_t i = 0; i < verdict->event_count; i++) {
    event_happen(&verdict->events[i]);
  }
  CK_RV answer = verdict->before;
  if (answer == CKR_OK && verdict->short_buffer) {
    if (call->length != NULL) {
      *call->length += verdict->more;
    }
    answer = CKR_BUFFER_TOO_SMALL;
  }
  if (answer == CKR_OK) {
    if (passes_gate(call)) {
      gate_enter();
    }
    answer = check_token(call);
    if (answer == CKR_OK) {
      return CKR_OK;
    }
    if (passes_gate(call)) {
      gate_leave();
    }
  }
  leave();
  return answer;
}

CK_RV call_end(struct call *call, CK_RV answer) {
  if (passes_gate(call)) {
    gate_leave();
  }
  const struct verdict *verdict = &call->verdict;
  if (call->subject == SESSION
      && (answer == CKR_SESSION_HANDLE_INVALID || answer == CKR_SESSION_CLOSED)) {
    lock_state();
    session_drop(call->id);
    unlock_state();
  }
  if (answer == CKR_OK && call->output == SIZE_QUERY && call->length != NULL) {
    *call->length += verdict->more;
  }
  sleep_us(verdict->delay_after_us, call->epoch);
  leave();
  return verdict->after == CKR_OK ? answer : verdict->after;
}
