/*
 * Montgomery keys as PKCS#11 3.0 has them (CKK_EC_MONTGOMERY, CKM_EC_MONTGOMERY_KEY_PAIR_GEN), over
 * a module that has them as Edwards keys with the curves of RFC 8410, as SoftHSM 2.6 does.
 */
#include <stdlib.h>
#include <string.h>

#include "faultp11.h"

/* RFC 8410: 1.3.101.110 and 1.3.101.111. */
static const CK_BYTE oid_x25519[] = {0x06, 0x03, 0x2B, 0x65, 0x6E};
static const CK_BYTE oid_x448[] = {0x06, 0x03, 0x2B, 0x65, 0x6F};
/* The same as PrintableString, which PKCS#11 3.0 allows as well. */
static const CK_BYTE name_x25519[] = "\x13\x0A"
                                     "curve25519";
static const CK_BYTE name_x448[] = "\x13\x08"
                                   "curve448";

static const CK_KEY_TYPE edwards = CKK_EC_EDWARDS;

static bool equal(const void *a, CK_ULONG a_length, const void *b, CK_ULONG b_length) {
  return a != NULL && a_length == b_length && memcmp(a, b, b_length) == 0;
}

enum curve curve_of(const void *params, CK_ULONG length) {
  if (equal(params, length, oid_x25519, sizeof oid_x25519)
      || equal(params, length, name_x25519, sizeof name_x25519 - 1)) {
    return X25519;
  }
  if (equal(params, length, oid_x448, sizeof oid_x448)
      || equal(params, length, name_x448, sizeof name_x448 - 1)) {
    return X448;
  }
  return NO_CURVE;
}

/* --- templates --- */

/* What a template says about its key, and the template in the real module's words. */
struct translated {
  CK_ATTRIBUTE *attributes; /* owned */
  bool typed;
  CK_KEY_TYPE type;
  bool has_params;
  enum curve curve;
};

static CK_RV translate(const CK_ATTRIBUTE *template, CK_ULONG count, struct translated *out) {
  *out = (struct translated){0};
  if (count > 4096) {
    return CKR_ARGUMENTS_BAD;
  }
  out->attributes = calloc(count + 1, sizeof *out->attributes);
  if (out->attributes == NULL) {
    return CKR_HOST_MEMORY;
  }
  for (CK_ULONG i = 0; i < count; i++) {
    CK_ATTRIBUTE *attribute = &out->attributes[i];
    *attribute = template[i];
    if (attribute->type == CKA_KEY_TYPE && attribute->pValue != NULL
        && attribute->ulValueLen == sizeof out->type) {
      memcpy(&out->type, attribute->pValue, sizeof out->type);
      out->typed = true;
      if (out->type == CKK_EC_MONTGOMERY) {
        attribute->pValue = (void *)&edwards; /* input only: nothing is written there */
      }
    } else if (attribute->type == CKA_EC_PARAMS && attribute->pValue != NULL) {
      out->has_params = true;
      out->curve = curve_of(attribute->pValue, attribute->ulValueLen);
    }
  }
  return CKR_OK;
}

/* Whether the type and the curve of a new key belong together. */
static CK_RV check_kind(const struct translated *key) {
  if (!key->typed || !key->has_params) {
    return CKR_OK;
  }
  bool montgomery = key->type == CKK_EC_MONTGOMERY;
  bool alike = key->type == CKK_EC_EDWARDS || montgomery;
  return alike && montgomery != (key->curve != NO_CURVE) ? CKR_TEMPLATE_INCONSISTENT : CKR_OK;
}

/* --- objects --- */

static enum curve curve_of_object(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object) {
  CK_KEY_TYPE type = 0;
  CK_ATTRIBUTE kind = {CKA_KEY_TYPE, &type, sizeof type};
  if (REAL(C_GetAttributeValue, (session, object, &kind, 1)) != CKR_OK
      || type != CKK_EC_EDWARDS) {
    return NO_CURVE;
  }
  CK_BYTE bytes[64];
  CK_ATTRIBUTE params = {CKA_EC_PARAMS, bytes, sizeof bytes};
  if (REAL(C_GetAttributeValue, (session, object, &params, 1)) != CKR_OK
      || params.ulValueLen > sizeof bytes) {
    return NO_CURVE;
  }
  return curve_of(bytes, params.ulValueLen);
}

/* Puts the standard's word where the real module has put its own. */
static CK_RV correct(CK_ATTRIBUTE *attribute, const CK_ATTRIBUTE *asked, enum curve curve) {
  CK_ULONG value;
  switch (attribute->type) {
    case CKA_KEY_TYPE:
    case CKA_KEY_GEN_MECHANISM:
      if (attribute->pValue == NULL || attribute->ulValueLen != sizeof value) {
        return CKR_OK;
      }
      memcpy(&value, attribute->pValue, sizeof value);
      if (attribute->type == CKA_KEY_TYPE && value == CKK_EC_EDWARDS) {
        value = CKK_EC_MONTGOMERY;
      } else if (attribute->type == CKA_KEY_GEN_MECHANISM
                 && value == CKM_EC_EDWARDS_KEY_PAIR_GEN) {
        value = CKM_EC_MONTGOMERY_KEY_PAIR_GEN;
      }
      memcpy(attribute->pValue, &value, sizeof value);
      return CKR_OK;
    case CKA_EC_PARAMS:
      attribute->pValue = asked->pValue;
      attribute->ulValueLen = sizeof oid_x25519;
      if (asked->pValue == NULL) {
        return CKR_OK;
      }
      if (asked->ulValueLen < sizeof oid_x25519) {
        attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_BUFFER_TOO_SMALL;
      }
      memcpy(asked->pValue, curve == X25519 ? oid_x25519 : oid_x448, sizeof oid_x25519);
      return CKR_OK;
    default:
      return CKR_OK;
  }
}

CK_RV v3_attributes(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *template,
                    CK_ULONG count) {
  enum curve curve =
      template == NULL || count > 4096 ? NO_CURVE : curve_of_object(session, object);
  if (curve == NO_CURVE) {
    return REAL(C_GetAttributeValue, (session, object, template, count));
  }
  CK_BYTE scratch[64]; /* the real module's name of a curve is longer than what was asked for */
  CK_ATTRIBUTE *copy = calloc(count + 1, sizeof *copy);
  if (copy == NULL) {
    return CKR_HOST_MEMORY;
  }
  for (CK_ULONG i = 0; i < count; i++) {
    copy[i] = template[i];
    if (copy[i].type == CKA_EC_PARAMS) {
      copy[i].pValue = scratch;
      copy[i].ulValueLen = sizeof scratch;
    }
  }
  CK_RV answer = REAL(C_GetAttributeValue, (session, object, copy, count));
  bool answered = answer == CKR_OK || answer == CKR_BUFFER_TOO_SMALL
                  || answer == CKR_ATTRIBUTE_SENSITIVE || answer == CKR_ATTRIBUTE_TYPE_INVALID;
  for (CK_ULONG i = 0; answered && i < count; i++) {
    CK_RV corrected = correct(&copy[i], &template[i], curve);
    answer = answer == CKR_OK ? corrected : answer;
    template[i].ulValueLen = copy[i].ulValueLen;
  }
  free(copy);
  return answer;
}

CK_RV own_C_CreateObject(CK_SESSION_HANDLE hSession, CK_ATTRIBUTE_PTR pTemplate, CK_ULONG ulCount,
                         CK_OBJECT_HANDLE_PTR phObject) {
  if (!v3_face || pTemplate == NULL) {
    return REAL(C_CreateObject, (hSession, pTemplate, ulCount, phObject));
  }
  struct translated key;
  CK_RV answer = translate(pTemplate, ulCount, &key);
  if (answer == CKR_OK) {
    answer = check_kind(&key);
  }
  if (answer == CKR_OK) {
    answer = REAL(C_CreateObject, (hSession, key.attributes, ulCount, phObject));
  }
  free(key.attributes);
  return answer;
}

CK_RV own_C_CopyObject(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE hObject,
                       CK_ATTRIBUTE_PTR pTemplate, CK_ULONG ulCount,
                       CK_OBJECT_HANDLE_PTR phNewObject) {
  if (!v3_face || pTemplate == NULL) {
    return REAL(C_CopyObject, (hSession, hObject, pTemplate, ulCount, phNewObject));
  }
  struct translated key;
  CK_RV answer = translate(pTemplate, ulCount, &key);
  if (answer == CKR_OK) {
    answer = REAL(C_CopyObject, (hSession, hObject, key.attributes, ulCount, phNewObject));
  }
  free(key.attributes);
  return answer;
}

CK_RV own_C_SetAttributeValue(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE hObject,
                              CK_ATTRIBUTE_PTR pTemplate, CK_ULONG ulCount) {
  if (!v3_face || pTemplate == NULL) {
    return REAL(C_SetAttributeValue, (hSession, hObject, pTemplate, ulCount));
  }
  struct translated key;
  CK_RV answer = translate(pTemplate, ulCount, &key);
  if (answer == CKR_OK) {
    answer = REAL(C_SetAttributeValue, (hSession, hObject, key.attributes, ulCount));
  }
  free(key.attributes);
  return answer;
}

/* --- new keys --- */

static CK_RV check_pair(CK_MECHANISM_TYPE mechanism, const struct translated *public_key,
                        const struct translated *private_key) {
  bool montgomery = mechanism == CKM_EC_MONTGOMERY_KEY_PAIR_GEN;
  CK_KEY_TYPE type = montgomery ? CKK_EC_MONTGOMERY : CKK_EC_EDWARDS;
  if ((public_key->typed && public_key->type != type)
      || (private_key->typed && private_key->type != type)) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  if (!public_key->has_params) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  return montgomery == (public_key->curve != NO_CURVE) ? CKR_OK : CKR_CURVE_NOT_SUPPORTED;
}

CK_RV own_C_GenerateKeyPair(CK_SESSION_HANDLE hSession, CK_MECHANISM_PTR pMechanism,
                            CK_ATTRIBUTE_PTR pPublicKeyTemplate,
                            CK_ULONG ulPublicKeyAttributeCount,
                            CK_ATTRIBUTE_PTR pPrivateKeyTemplate,
                            CK_ULONG ulPrivateKeyAttributeCount,
                            CK_OBJECT_HANDLE_PTR phPublicKey,
                            CK_OBJECT_HANDLE_PTR phPrivateKey) {
  bool ours = v3_face && pMechanism != NULL
              && (pMechanism->mechanism == CKM_EC_MONTGOMERY_KEY_PAIR_GEN
                  || pMechanism->mechanism == CKM_EC_EDWARDS_KEY_PAIR_GEN);
  if (!ours) {
    return REAL(C_GenerateKeyPair,
                (hSession, pMechanism, pPublicKeyTemplate, ulPublicKeyAttributeCount,
                 pPrivateKeyTemplate, ulPrivateKeyAttributeCount, phPublicKey, phPrivateKey));
  }
  if (pPublicKeyTemplate == NULL
      || (pPrivateKeyTemplate == NULL && ulPrivateKeyAttributeCount != 0)) {
    return CKR_ARGUMENTS_BAD;
  }
  struct translated public_key = {0};
  struct translated private_key = {0};
  CK_RV answer = translate(pPublicKeyTemplate, ulPublicKeyAttributeCount, &public_key);
  if (answer == CKR_OK) {
    answer = translate(pPrivateKeyTemplate, ulPrivateKeyAttributeCount, &private_key);
  }
  if (answer == CKR_OK) {
    answer = check_pair(pMechanism->mechanism, &public_key, &private_key);
  }
  if (answer == CKR_OK) {
    CK_MECHANISM mechanism = *pMechanism;
    mechanism.mechanism = CKM_EC_EDWARDS_KEY_PAIR_GEN;
    answer = REAL(C_GenerateKeyPair,
                  (hSession, &mechanism, public_key.attributes, ulPublicKeyAttributeCount,
                   private_key.attributes, ulPrivateKeyAttributeCount, phPublicKey, phPrivateKey));
  }
  free(public_key.attributes);
  free(private_key.attributes);
  return answer;
}

CK_RV own_C_UnwrapKey(CK_SESSION_HANDLE hSession, CK_MECHANISM_PTR pMechanism,
                      CK_OBJECT_HANDLE hUnwrappingKey, CK_BYTE_PTR pWrappedKey,
                      CK_ULONG ulWrappedKeyLen, CK_ATTRIBUTE_PTR pTemplate,
                      CK_ULONG ulAttributeCount, CK_OBJECT_HANDLE_PTR phKey) {
  if (!v3_face || pTemplate == NULL) {
    return REAL(C_UnwrapKey, (hSession, pMechanism, hUnwrappingKey, pWrappedKey, ulWrappedKeyLen,
                              pTemplate, ulAttributeCount, phKey));
  }
  struct translated key;
  CK_RV answer = translate(pTemplate, ulAttributeCount, &key);
  if (answer == CKR_OK) {
    answer = check_kind(&key);
  }
  if (answer == CKR_OK) {
    answer = REAL(C_UnwrapKey, (hSession, pMechanism, hUnwrappingKey, pWrappedKey, ulWrappedKeyLen,
                                key.attributes, ulAttributeCount, phKey));
  }
  free(key.attributes);
  return answer;
}

/* --- searches --- */

static void set_filter(CK_SESSION_HANDLE handle, struct filter filter) {
  lock_state();
  struct session *session = session_find(handle);
  if (session != NULL) {
    session->filter = filter;
  }
  unlock_state();
}

static struct filter get_filter(CK_SESSION_HANDLE handle) {
  lock_state();
  const struct session *session = session_find(handle);
  struct filter filter = session == NULL ? (struct filter){0} : session->filter;
  unlock_state();
  return filter;
}

CK_RV own_C_FindObjectsInit(CK_SESSION_HANDLE hSession, CK_ATTRIBUTE_PTR pTemplate,
                            CK_ULONG ulCount) {
  if (!v3_face || pTemplate == NULL) {
    return REAL(C_FindObjectsInit, (hSession, pTemplate, ulCount));
  }
  struct translated key;
  struct filter filter = {0};
  CK_RV answer = translate(pTemplate, ulCount, &key);
  if (answer == CKR_OK) {
    if (key.typed && key.type == CKK_EC_MONTGOMERY) {
      filter.type = ONLY_MONTGOMERY;
    } else if (key.typed && key.type == CKK_EC_EDWARDS) {
      filter.type = ONLY_EDWARDS;
    }
    filter.curve = key.curve;
    /* Private keys name their curve otherwise: look at all, and choose when they are found. */
    for (CK_ULONG i = 0; key.curve != NO_CURVE && i < ulCount; i++) {
      if (key.attributes[i].type == CKA_EC_PARAMS) {
        key.attributes[i] = (CK_ATTRIBUTE){CKA_KEY_TYPE, (void *)&edwards, sizeof edwards};
      }
    }
    answer = REAL(C_FindObjectsInit, (hSession, key.attributes, ulCount));
  }
  if (answer == CKR_OK) {
    set_filter(hSession, filter);
  }
  free(key.attributes);
  return answer;
}

static bool passes(struct filter filter, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object) {
  enum curve curve = curve_of_object(session, object);
  if ((filter.type == ONLY_MONTGOMERY && curve == NO_CURVE)
      || (filter.type == ONLY_EDWARDS && curve != NO_CURVE)) {
    return false;
  }
  return filter.curve == NO_CURVE || filter.curve == curve;
}

CK_RV own_C_FindObjects(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE_PTR phObject,
                        CK_ULONG ulMaxObjectCount, CK_ULONG_PTR pulObjectCount) {
  struct filter filter = get_filter(hSession);
  bool filtered = filter.type != ANY_TYPE || filter.curve != NO_CURVE;
  if (!v3_face || !filtered || phObject == NULL || pulObjectCount == NULL) {
    return REAL(C_FindObjects, (hSession, phObject, ulMaxObjectCount, pulObjectCount));
  }
  *pulObjectCount = 0;
  while (*pulObjectCount < ulMaxObjectCount) {
    CK_OBJECT_HANDLE batch[32];
    CK_ULONG room = ulMaxObjectCount - *pulObjectCount;
    CK_ULONG size = sizeof batch / sizeof batch[0];
    CK_ULONG found = 0;
    CK_RV answer = REAL(C_FindObjects, (hSession, batch, room < size ? room : size, &found));
    if (answer != CKR_OK) {
      return answer;
    }
    if (found == 0 || found > size) {
      break;
    }
    for (CK_ULONG i = 0; i < found; i++) {
      if (passes(filter, hSession, batch[i])) {
        phObject[(*pulObjectCount)++] = batch[i];
      }
    }
  }
  return CKR_OK;
}

CK_RV own_C_FindObjectsFinal(CK_SESSION_HANDLE hSession) {
  CK_RV answer = REAL(C_FindObjectsFinal, (hSession));
  if (answer == CKR_OK) {
    set_filter(hSession, (struct filter){0});
  }
  return answer;
}
