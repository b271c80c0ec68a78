/* The sessions that are open at the real module, and how they are lost. */
#include <stdlib.h>

#include "faultp11.h"

static struct session **bucket_of(CK_SESSION_HANDLE handle) {
  return &state.sessions[handle % SESSION_BUCKETS];
}

static bool is_open(const struct session *session) { return !session->removed; }

struct session *session_find(CK_SESSION_HANDLE handle) {
  struct session *session = *bucket_of(handle);
  while (session != NULL && session->handle != handle) {
    session = session->next;
  }
  return session;
}

static void forget(struct session **link) {
  struct session *session = *link;
  if (is_open(session)) {
    state.open--;
    state.orphaned -= session->orphaned ? 1 : 0;
  }
  *link = session->next;
  free(session);
}

void session_drop(CK_SESSION_HANDLE handle) {
  for (struct session **link = bucket_of(handle); *link != NULL; link = &(*link)->next) {
    if ((*link)->handle == handle) {
      forget(link);
      return;
    }
  }
}

void session_add(CK_SESSION_HANDLE handle, CK_SLOT_ID slot) {
  session_drop(handle); /* a module may give a number again */
  struct session *session = calloc(1, sizeof *session);
  if (session == NULL) {
    return; /* it is forwarded all the same, but cannot be counted */
  }
  struct session **bucket = bucket_of(handle);
  session->handle = handle;
  session->slot = slot;
  session->next = *bucket;
  *bucket = session;
  state.open++;
  if (state.open > state.peak) {
    state.peak = state.open;
  }
}

void session_orphan(CK_SESSION_HANDLE handle) {
  struct session *session = session_find(handle);
  if (session != NULL && !session->orphaned) {
    session->orphaned = true;
    state.orphaned++;
  }
}

void sessions_drop_slot(CK_SLOT_ID slot) {
  for (size_t i = 0; i < SESSION_BUCKETS; i++) {
    struct session **link = &state.sessions[i];
    while (*link != NULL) {
      if (slot == ALL_SLOTS || (*link)->slot == slot) {
        forget(link);
      } else {
        link = &(*link)->next;
      }
    }
  }
}

static void mark_removed(CK_SLOT_ID slot) {
  for (size_t i = 0; i < SESSION_BUCKETS; i++) {
    for (struct session *session = state.sessions[i]; session != NULL; session = session->next) {
      if (session->slot == slot && is_open(session)) {
        session->removed = true;
        state.open--;
        state.orphaned -= session->orphaned ? 1 : 0;
      }
    }
  }
}

enum { MAX_SLOTS = 64 };

/* One open session of each slot that has any. */
static size_t one_of_each(CK_SLOT_ID slot, struct session found[MAX_SLOTS]) {
  size_t count = 0;
  for (size_t i = 0; i < SESSION_BUCKETS; i++) {
    for (const struct session *session = state.sessions[i]; session != NULL;
         session = session->next) {
      bool wanted = is_open(session) && (slot == ALL_SLOTS || session->slot == slot);
      for (size_t j = 0; wanted && j < count; j++) {
        wanted = found[j].slot != session->slot;
      }
      if (wanted && count < MAX_SLOTS) {
        found[count++] = *session;
      }
    }
  }
  return count;
}

void event_happen(const struct event *event) {
  struct session found[MAX_SLOTS];
  gate_close();
  lock_state();
  size_t count = one_of_each(event->slot, found);
  unlock_state();
  for (size_t i = 0; i < count; i++) {
    if (event->action == LOSE_LOGIN) {
      (void)REAL(C_Logout, (found[i].handle));
      continue;
    }
    (void)REAL(C_CloseAllSessions, (found[i].slot));
    lock_state();
    if (event->action == REMOVE_TOKEN) {
      mark_removed(found[i].slot);
    } else {
      sessions_drop_slot(found[i].slot);
    }
    unlock_state();
  }
  gate_leave();
}

void sessions_close_own(void) {
  lock_state();
  for (size_t i = 0; i < SESSION_BUCKETS; i++) {
    while (state.sessions[i] != NULL) {
      CK_SESSION_HANDLE handle = state.sessions[i]->handle;
      bool open = is_open(state.sessions[i]);
      forget(&state.sessions[i]);
      unlock_state();
      if (open) {
        (void)REAL(C_CloseSession, (handle));
      }
      lock_state();
    }
  }
  unlock_state();
}

CK_RV faulty_C_OpenSession(CK_SLOT_ID slotID, CK_FLAGS flags, CK_VOID_PTR pApplication,
                           CK_NOTIFY Notify, CK_SESSION_HANDLE_PTR phSession) {
  struct call call = {.function = FN_C_OpenSession, .subject = SLOT, .id = slotID};
  CK_RV answer = call_begin(&call);
  if (answer != CKR_OK) {
    return answer;
  }
  CK_RV opened = REAL(C_OpenSession, (slotID, flags, pApplication, Notify, phSession));
  if (opened == CKR_OK) {
    CK_SESSION_HANDLE handle = *phSession;
    lock_state();
    session_add(handle, slotID);
    if (call.verdict.after != CKR_OK) {
      session_orphan(handle);
      *phSession = CK_INVALID_HANDLE;
    }
    unlock_state();
  }
  return call_end(&call, opened);
}

CK_RV own_C_CloseSession(CK_SESSION_HANDLE hSession) {
  CK_RV answer = REAL(C_CloseSession, (hSession));
  if (answer == CKR_OK) {
    lock_state();
    session_drop(hSession);
    unlock_state();
  }
  return answer;
}

CK_RV own_C_CloseAllSessions(CK_SLOT_ID slotID) {
  CK_RV answer = REAL(C_CloseAllSessions, (slotID));
  if (answer == CKR_OK) {
    lock_state();
    sessions_drop_slot(slotID);
    unlock_state();
  }
  return answer;
}
