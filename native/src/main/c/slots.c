/* What is said about the module, its slots and their tokens. */
#include <stdlib.h>
#include <string.h>

#include "faultp11.h"

/* A fixed field of the standard: padded with blanks, not ended. */
static void put(CK_UTF8CHAR *field, size_t size, const char *text) {
  size_t length = strlen(text);
  memset(field, ' ', size);
  memcpy(field, text, length < size ? length : size);
}

/* The v3 face hides whose quirks it covers, so that a client goes by the standard alone. */
static const char manufacturer[] = "Hornbeam faultp11";
static const char model[] = "v3 face";

static bool slot_absent(CK_SLOT_ID slot) {
  lock_state();
  bool absent = token_absent(slot);
  unlock_state();
  return absent;
}

CK_RV own_C_GetInfo(CK_INFO_PTR pInfo) {
  CK_RV answer = REAL(C_GetInfo, (pInfo));
  if (answer == CKR_OK && v3_face) {
    pInfo->cryptokiVersion = (CK_VERSION){3, 0};
    put(pInfo->manufacturerID, sizeof pInfo->manufacturerID, manufacturer);
    put(pInfo->libraryDescription, sizeof pInfo->libraryDescription, model);
  }
  return answer;
}

CK_RV own_C_GetSlotInfo(CK_SLOT_ID slotID, CK_SLOT_INFO_PTR pInfo) {
  CK_RV answer = REAL(C_GetSlotInfo, (slotID, pInfo));
  if (answer == CKR_OK && v3_face) {
    put(pInfo->manufacturerID, sizeof pInfo->manufacturerID, manufacturer);
  }
  if (answer == CKR_OK && slot_absent(slotID)) {
    pInfo->flags &= ~(CK_FLAGS)CKF_TOKEN_PRESENT;
  }
  return answer;
}

CK_RV own_C_GetTokenInfo(CK_SLOT_ID slotID, CK_TOKEN_INFO_PTR pInfo) {
  CK_RV answer = REAL(C_GetTokenInfo, (slotID, pInfo));
  if (answer == CKR_OK && v3_face) {
    put(pInfo->manufacturerID, sizeof pInfo->manufacturerID, manufacturer);
    put(pInfo->model, sizeof pInfo->model, model);
  }
  return answer;
}

/* Answers a list as the standard says: size only, too short, or all of it. */
static CK_RV answer_list(const CK_ULONG *found, CK_ULONG count, CK_ULONG *list, CK_ULONG *room) {
  CK_RV answer = CKR_OK;
  if (list != NULL && *room < count) {
    answer = CKR_BUFFER_TOO_SMALL;
  } else if (list != NULL && count > 0) {
    memcpy(list, found, count * sizeof *list);
  }
  *room = count;
  return answer;
}

enum { LIST_SIZE = 1024 };

CK_RV own_C_GetSlotList(CK_BBOOL tokenPresent, CK_SLOT_ID_PTR pSlotList, CK_ULONG_PTR pulCount) {
  lock_state();
  bool filter = tokenPresent && any_token_absent();
  unlock_state();
  if (!filter || pulCount == NULL) {
    return REAL(C_GetSlotList, (tokenPresent, pSlotList, pulCount));
  }
  CK_SLOT_ID all[LIST_SIZE];
  CK_ULONG count = LIST_SIZE;
  CK_RV answer = REAL(C_GetSlotList, (tokenPresent, all, &count));
  if (answer != CKR_OK) {
    return answer;
  }
  CK_ULONG present = 0;
  for (CK_ULONG i = 0; i < count && i < LIST_SIZE; i++) {
    if (!slot_absent(all[i])) {
      all[present++] = all[i];
    }
  }
  return answer_list(all, present, pSlotList, pulCount);
}

CK_RV own_C_GetMechanismList(CK_SLOT_ID slotID, CK_MECHANISM_TYPE_PTR pMechanismList,
                             CK_ULONG_PTR pulCount) {
  if (!v3_face || pulCount == NULL) {
    return REAL(C_GetMechanismList, (slotID, pMechanismList, pulCount));
  }
  CK_MECHANISM_TYPE all[LIST_SIZE];
  CK_ULONG count = LIST_SIZE - 1;
  CK_RV answer = REAL(C_GetMechanismList, (slotID, all, &count));
  if (answer != CKR_OK) {
    return answer;
  }
  CK_ULONG real_count = count;
  for (CK_ULONG i = 0; i < real_count && real_count < LIST_SIZE; i++) {
    if (all[i] == CKM_EC_EDWARDS_KEY_PAIR_GEN) {
      all[count++] = CKM_EC_MONTGOMERY_KEY_PAIR_GEN;
      break;
    }
  }
  return answer_list(all, count, pMechanismList, pulCount);
}

CK_RV own_C_GetMechanismInfo(CK_SLOT_ID slotID, CK_MECHANISM_TYPE type,
                             CK_MECHANISM_INFO_PTR pInfo) {
  if (!v3_face || type != CKM_EC_MONTGOMERY_KEY_PAIR_GEN) {
    return REAL(C_GetMechanismInfo, (slotID, type, pInfo));
  }
  CK_RV answer = REAL(C_GetMechanismInfo, (slotID, CKM_EC_EDWARDS_KEY_PAIR_GEN, pInfo));
  if (answer == CKR_OK) {
    pInfo->ulMinKeySize = 255;
    pInfo->ulMaxKeySize = 448;
  }
  return answer;
}
