/* The functions that callers see: tables of wrappers, all alike. */
#include <string.h>

#include "faultp11.h"

#define EXPORTED __attribute__((visibility("default")))

/* --- one wrapper per function --- */

#define LAYER_REAL(name, arguments) REAL(name, arguments)
#define LAYER_OWN(name, arguments) own_##name arguments

#define WRAP(name, subject_, id_, buffer, length_, layer, params, args)                     \
  static CK_RV faulty_##name params {                                                       \
    struct call call = {.function = FN_##name,                                              \
                        .subject = subject_,                                                \
                        .id = id_,                                                          \
                        .output = output_of(buffer, length_),                               \
                        .length = length_};                                                 \
    CK_RV answer = call_begin(&call);                                                       \
    return answer == CKR_OK ? call_end(&call, LAYER_##layer(name, args)) : answer;          \
  }

#define WRAP_REAL(...) WRAP(__VA_ARGS__)
#define WRAP_OWN(...) WRAP(__VA_ARGS__)
#define WRAP_HAND(...)
#define P11(name, subject, id, buffer, length, layer, params, args) \
  WRAP_##layer(name, subject, id, buffer, length, layer, params, args)
#include "functions.def"

/* C_GetAttributeValue has a length in every attribute. */
CK_RV faulty_C_GetAttributeValue(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE hObject,
                                 CK_ATTRIBUTE_PTR pTemplate, CK_ULONG ulCount) {
  CK_ULONG count = pTemplate == NULL ? 0 : ulCount;
  struct call call = {.function = FN_C_GetAttributeValue, .subject = SESSION, .id = hSession};
  for (CK_ULONG i = 0; i < count; i++) {
    if (pTemplate[i].pValue != NULL) {
      call.output = BUFFER;
    } else if (call.output == NO_OUTPUT) {
      call.output = SIZE_QUERY;
    }
  }
  CK_RV answer = call_begin(&call);
  if (answer != CKR_OK) {
    for (CK_ULONG i = 0; answer == CKR_BUFFER_TOO_SMALL && i < count; i++) {
      if (pTemplate[i].pValue != NULL) {
        pTemplate[i].ulValueLen = CK_UNAVAILABLE_INFORMATION;
      }
    }
    return answer;
  }
  answer = v3_face ? v3_attributes(hSession, hObject, pTemplate, ulCount)
                   : REAL(C_GetAttributeValue, (hSession, hObject, pTemplate, ulCount));
  for (CK_ULONG i = 0; call.output == SIZE_QUERY && i < count; i++) {
    if (pTemplate[i].ulValueLen != CK_UNAVAILABLE_INFORMATION) {
      pTemplate[i].ulValueLen += call.verdict.more;
    }
  }
  return call_end(&call, answer);
}

/* --- the tables --- */

EXPORTED CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR ppFunctionList);
EXPORTED CK_RV C_GetInterfaceList(CK_INTERFACE_PTR interfaces, CK_ULONG_PTR pulCount);
EXPORTED CK_RV C_GetInterface(CK_UTF8CHAR_PTR pInterfaceName, CK_VERSION_PTR pVersion,
                              CK_INTERFACE_PTR_PTR ppInterface, CK_FLAGS flags);

static CK_FUNCTION_LIST list_2_40 = {
    .version = {2, 40},
    .C_GetFunctionList = C_GetFunctionList,
#define P11(name, subject, id, buffer, length, layer, params, args) .name = faulty_##name,
#define P11_2_40_ONLY
#include "functions.def"
#undef P11_2_40_ONLY
};

static CK_FUNCTION_LIST_3_0 list_3_0 = {
    .version = {3, 0},
    .C_GetFunctionList = C_GetFunctionList,
    .C_GetInterfaceList = C_GetInterfaceList,
    .C_GetInterface = C_GetInterface,
#define P11(name, subject, id, buffer, length, layer, params, args) .name = faulty_##name,
#include "functions.def"
};

static CK_CHAR interface_name[] = "PKCS 11";
static CK_INTERFACE interfaces_offered[] = {
    {interface_name, &list_3_0, 0},
    {interface_name, &list_2_40, 0},
};

/* The newest first. A module that cannot be prepared says so in C_Initialize. */
static CK_INTERFACE *offered(CK_ULONG *count) {
  bool newest = module_has_version_3();
  *count = newest ? 2 : 1;
  return newest ? interfaces_offered : interfaces_offered + 1;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR ppFunctionList) {
  if (ppFunctionList == NULL) {
    return CKR_ARGUMENTS_BAD;
  }
  *ppFunctionList = &list_2_40;
  return CKR_OK;
}

CK_RV C_GetInterfaceList(CK_INTERFACE_PTR interfaces, CK_ULONG_PTR pulCount) {
  if (pulCount == NULL) {
    return CKR_ARGUMENTS_BAD;
  }
  CK_ULONG count;
  const CK_INTERFACE *all = offered(&count);
  CK_ULONG room = *pulCount;
  *pulCount = count;
  if (interfaces == NULL) {
    return CKR_OK;
  }
  if (room < count) {
    return CKR_BUFFER_TOO_SMALL;
  }
  memcpy(interfaces, all, count * sizeof *all);
  return CKR_OK;
}

CK_RV C_GetInterface(CK_UTF8CHAR_PTR pInterfaceName, CK_VERSION_PTR pVersion,
                     CK_INTERFACE_PTR_PTR ppInterface, CK_FLAGS flags) {
  if (ppInterface == NULL) {
    return CKR_ARGUMENTS_BAD;
  }
  CK_ULONG count;
  CK_INTERFACE *all = offered(&count);
  bool named = pInterfaceName == NULL
               || strcmp((const char *)pInterfaceName, (const char *)interface_name) == 0;
  for (CK_ULONG i = 0; named && flags == 0 && i < count; i++) {
    const CK_VERSION *version = all[i].pFunctionList;
    if (pVersion == NULL
        || (pVersion->major == version->major && pVersion->minor == version->minor)) {
      *ppInterface = &all[i];
      return CKR_OK;
    }
  }
  return CKR_FUNCTION_FAILED;
}
