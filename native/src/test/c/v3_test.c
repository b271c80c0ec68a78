/* Montgomery keys by the standard's names, over SoftHSM's. */
#include "harness.h"

static CK_BYTE oid_x25519[] = {0x06, 0x03, 0x2B, 0x65, 0x6E};
static CK_BYTE oid_x448[] = {0x06, 0x03, 0x2B, 0x65, 0x6F};
static CK_BYTE oid_ed25519[] = {0x06, 0x03, 0x2B, 0x65, 0x70};
static CK_BYTE name_x25519[] = "\x13\x0A"
                               "curve25519";
static CK_BBOOL yes = CK_TRUE;
static CK_BBOOL no = CK_FALSE;
static CK_KEY_TYPE montgomery = CKK_EC_MONTGOMERY;
static CK_KEY_TYPE edwards = CKK_EC_EDWARDS;
static CK_OBJECT_CLASS private_class = CKO_PRIVATE_KEY;
static CK_OBJECT_CLASS public_class = CKO_PUBLIC_KEY;

static CK_RV make(CK_MECHANISM_TYPE type, void *params, CK_ULONG length, CK_KEY_TYPE *key_type,
                  struct pair *pair) {
  CK_MECHANISM mechanism = {type, NULL, 0};
  CK_ATTRIBUTE public_key[] = {{CKA_EC_PARAMS, params, length},
                               {CKA_TOKEN, &no, sizeof no},
                               {CKA_KEY_TYPE, key_type, sizeof *key_type}};
  CK_ATTRIBUTE private_key[] = {{CKA_TOKEN, &no, sizeof no},
                                {CKA_DERIVE, &yes, sizeof yes},
                                {CKA_SENSITIVE, &yes, sizeof yes},
                                {CKA_EXTRACTABLE, &no, sizeof no},
                                {CKA_KEY_TYPE, key_type, sizeof *key_type}};
  CK_ULONG less = key_type == NULL ? 1 : 0;
  return p11->C_GenerateKeyPair(session, &mechanism, public_key, COUNT_OF(public_key) - less,
                                private_key, COUNT_OF(private_key) - less, &pair->public_key,
                                &pair->private_key);
}

static CK_RV make_montgomery(void *params, CK_ULONG length, struct pair *pair) {
  return make(CKM_EC_MONTGOMERY_KEY_PAIR_GEN, params, length, &montgomery, pair);
}

/* The raw public key of a pair; CKA_EC_POINT is an OCTET STRING in 3.0. */
static CK_ULONG read_point(CK_OBJECT_HANDLE key, CK_BYTE point[64]) {
  CK_BYTE bytes[128];
  CK_ATTRIBUTE attribute = {CKA_EC_POINT, bytes, sizeof bytes};
  OK(p11->C_GetAttributeValue(session, key, &attribute, 1));
  CHECK(bytes[0] == 0x04 && bytes[1] == attribute.ulValueLen - 2 && bytes[1] <= 56);
  memcpy(point, bytes + 2, bytes[1]);
  return bytes[1];
}

static void derive(CK_OBJECT_HANDLE key, CK_BYTE *point, CK_ULONG length, CK_BYTE *secret) {
  CK_ECDH1_DERIVE_PARAMS params = {CKD_NULL, 0, NULL, length, point};
  CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, &params, sizeof params};
  CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  CK_KEY_TYPE type = CKK_GENERIC_SECRET;
  CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class},
                             {CKA_KEY_TYPE, &type, sizeof type},
                             {CKA_TOKEN, &no, sizeof no},
                             {CKA_SENSITIVE, &no, sizeof no},
                             {CKA_EXTRACTABLE, &yes, sizeof yes},
                             {CKA_VALUE_LEN, &length, sizeof length}};
  CK_OBJECT_HANDLE derived;
  OK(p11->C_DeriveKey(session, &mechanism, key, template, COUNT_OF(template), &derived));
  CK_ATTRIBUTE value = {CKA_VALUE, secret, length};
  OK(p11->C_GetAttributeValue(session, derived, &value, 1));
  CHECK(value.ulValueLen == length);
  OK(p11->C_DestroyObject(session, derived));
}

static void check_kind(CK_OBJECT_HANDLE key, const CK_BYTE *oid) {
  CK_KEY_TYPE type = 0;
  CK_MECHANISM_TYPE made_by = 0;
  CK_BYTE params[5] = {0};
  CK_ATTRIBUTE all[] = {{CKA_KEY_TYPE, &type, sizeof type},
                        {CKA_EC_PARAMS, params, sizeof params},
                        {CKA_KEY_GEN_MECHANISM, &made_by, sizeof made_by}};
  OK(p11->C_GetAttributeValue(session, key, all, COUNT_OF(all)));
  CHECK(type == CKK_EC_MONTGOMERY);
  CHECK(all[1].ulValueLen == 5 && memcmp(params, oid, 5) == 0);
  CHECK(made_by == CKM_EC_MONTGOMERY_KEY_PAIR_GEN || made_by == CK_UNAVAILABLE_INFORMATION);
  CK_ATTRIBUTE query[] = {{CKA_EC_PARAMS, NULL, 0}, {CKA_KEY_TYPE, NULL, 0}};
  OK(p11->C_GetAttributeValue(session, key, query, COUNT_OF(query)));
  CHECK(query[0].ulValueLen == 5 && query[1].ulValueLen == sizeof type);
  CK_ATTRIBUTE tight[] = {{CKA_EC_PARAMS, params, 4}, {CKA_KEY_TYPE, &type, sizeof type}};
  CHECK_RV(CKR_BUFFER_TOO_SMALL, p11->C_GetAttributeValue(session, key, tight, COUNT_OF(tight)));
  CHECK(tight[0].ulValueLen == CK_UNAVAILABLE_INFORMATION);
  CHECK(type == CKK_EC_MONTGOMERY);
}

static void says_version_3(void) {
  start("face = v3");
  struct library library = open_library(module_path);
  CK_INTERFACE *interface = NULL;
  OK(library.interface(NULL, NULL, &interface, 0));
  CK_FUNCTION_LIST_3_0 *f = interface->pFunctionList;
  CHECK(f->version.major == 3 && f->version.minor == 0);
  CHECK(p11->version.major == 2 && p11->version.minor == 40);
  CK_VERSION old = {2, 40};
  OK(library.interface(NULL, &old, &interface, 0));
  CHECK(interface->pFunctionList == (void *)p11);
  CK_INTERFACE all[2];
  CK_ULONG count = 1;
  CHECK_RV(CKR_BUFFER_TOO_SMALL, library.interfaces(all, &count));
  CHECK(count == 2);
  OK(library.interfaces(all, &count));
  CHECK(count == 2);

  CK_INFO info;
  OK(f->C_GetInfo(&info));
  CHECK(info.cryptokiVersion.major == 3);
  CHECK(memcmp(info.manufacturerID, "Hornbeam faultp11", 17) == 0);
  CK_TOKEN_INFO token;
  OK(f->C_GetTokenInfo(slot, &token));
  CHECK(memcmp(token.model, "v3 face         ", 16) == 0);
  /* The real module has nothing behind these. */
  CHECK_RV(CKR_FUNCTION_NOT_SUPPORTED, f->C_SessionCancel(session, CKF_SIGN));
  CHECK_RV(CKR_FUNCTION_NOT_SUPPORTED, f->C_LoginUser(session, CKU_USER, NULL, 0, NULL, 0));
  CHECK_RV(CKR_FUNCTION_NOT_SUPPORTED, f->C_MessageSignInit(session, NULL, 0));
}

static void lists_montgomery_generation(void) {
  start("face = v3");
  CK_MECHANISM_TYPE types[256];
  CK_ULONG count = 0;
  OK(p11->C_GetMechanismList(slot, NULL, &count));
  CHECK(count < COUNT_OF(types));
  CK_ULONG size = count;
  count--;
  CHECK_RV(CKR_BUFFER_TOO_SMALL, p11->C_GetMechanismList(slot, types, &count));
  CHECK(count == size);
  OK(p11->C_GetMechanismList(slot, types, &count));
  int found = 0;
  for (CK_ULONG i = 0; i < count; i++) {
    found += types[i] == CKM_EC_MONTGOMERY_KEY_PAIR_GEN ? 1 : 0;
  }
  CHECK(found == 1);
  CK_MECHANISM_INFO info;
  OK(p11->C_GetMechanismInfo(slot, CKM_EC_MONTGOMERY_KEY_PAIR_GEN, &info));
  CHECK((info.flags & CKF_GENERATE_KEY_PAIR) != 0);
  CHECK(info.ulMinKeySize == 255 && info.ulMaxKeySize == 448);
}

static void makes_keys_that_agree(void) {
  start("face = v3");
  struct {
    CK_BYTE *params;
    CK_ULONG length;
    CK_BYTE *oid;
    CK_ULONG size;
  } curves[] = {{oid_x25519, sizeof oid_x25519, oid_x25519, 32},
                {name_x25519, sizeof name_x25519 - 1, oid_x25519, 32},
                {oid_x448, sizeof oid_x448, oid_x448, 56}};
  for (size_t i = 0; i < COUNT_OF(curves); i++) {
    struct pair alice;
    struct pair bob;
    OK(make_montgomery(curves[i].params, curves[i].length, &alice));
    OK(make(CKM_EC_MONTGOMERY_KEY_PAIR_GEN, curves[i].params, curves[i].length, NULL, &bob));
    check_kind(alice.public_key, curves[i].oid);
    check_kind(alice.private_key, curves[i].oid);
    CK_BYTE a[64];
    CK_BYTE b[64];
    CHECK(read_point(alice.public_key, a) == curves[i].size);
    CHECK(read_point(bob.public_key, b) == curves[i].size);
    CK_BYTE ab[64];
    CK_BYTE ba[64];
    derive(alice.private_key, b, curves[i].size, ab);
    derive(bob.private_key, a, curves[i].size, ba);
    CHECK(memcmp(ab, ba, curves[i].size) == 0);
  }
}

static void refuses_quirks(void) {
  start("face = v3");
  struct pair pair;
  CHECK_RV(CKR_CURVE_NOT_SUPPORTED, make(CKM_EC_EDWARDS_KEY_PAIR_GEN, oid_x25519,
                                         sizeof oid_x25519, &edwards, &pair));
  CHECK_RV(CKR_CURVE_NOT_SUPPORTED,
           make(CKM_EC_EDWARDS_KEY_PAIR_GEN, oid_x448, sizeof oid_x448, NULL, &pair));
  CHECK_RV(CKR_TEMPLATE_INCONSISTENT, make(CKM_EC_MONTGOMERY_KEY_PAIR_GEN, oid_x25519,
                                           sizeof oid_x25519, &edwards, &pair));
  CHECK_RV(CKR_CURVE_NOT_SUPPORTED, make_montgomery(oid_ed25519, sizeof oid_ed25519, &pair));
  OK(make(CKM_EC_EDWARDS_KEY_PAIR_GEN, oid_ed25519, sizeof oid_ed25519, &edwards, &pair));
  CK_KEY_TYPE type = 0;
  CK_ATTRIBUTE kind = {CKA_KEY_TYPE, &type, sizeof type};
  OK(p11->C_GetAttributeValue(session, pair.private_key, &kind, 1));
  CHECK(type == CKK_EC_EDWARDS);
}

static void finds_by_type_and_curve(void) {
  start("face = v3");
  struct pair pair;
  OK(make_montgomery(oid_x25519, sizeof oid_x25519, &pair));
  OK(make_montgomery(oid_x25519, sizeof oid_x25519, &pair));
  OK(make_montgomery(oid_x448, sizeof oid_x448, &pair));
  OK(make(CKM_EC_EDWARDS_KEY_PAIR_GEN, oid_ed25519, sizeof oid_ed25519, &edwards, &pair));
  CK_ATTRIBUTE by_montgomery[] = {{CKA_KEY_TYPE, &montgomery, sizeof montgomery}};
  CK_ATTRIBUTE by_edwards[] = {{CKA_KEY_TYPE, &edwards, sizeof edwards}};
  CK_ATTRIBUTE private_x25519[] = {{CKA_CLASS, &private_class, sizeof private_class},
                                   {CKA_KEY_TYPE, &montgomery, sizeof montgomery},
                                   {CKA_EC_PARAMS, oid_x25519, sizeof oid_x25519}};
  CHECK(count_objects(session, by_montgomery, 1) == 6);
  CHECK(count_objects(session, by_edwards, 1) == 2);
  CHECK(count_objects(session, private_x25519, 3) == 2);
  CHECK(count_objects(session, private_x25519 + 2, 1) == 4);
  CHECK(count_objects(session, NULL, 0) == 8); /* no filter is left over */
  /* One at a time, through objects that do not match. */
  CK_ULONG found = 1;
  int all = 0;
  OK(p11->C_FindObjectsInit(session, by_edwards, 1));
  while (found == 1) {
    CK_OBJECT_HANDLE handle;
    OK(p11->C_FindObjects(session, &handle, 1, &found));
    all += (int)found;
  }
  OK(p11->C_FindObjectsFinal(session));
  CHECK(all == 2);
}

/* RFC 7748 s.6.1: Alice's private key, Bob's public key, and what they share. */
static void imports_keys(void) {
  static CK_BYTE a[] = {0x77, 0x07, 0x6D, 0x0A, 0x73, 0x18, 0xA5, 0x7D, 0x3C, 0x16, 0xC1,
                        0x72, 0x51, 0xB2, 0x66, 0x45, 0xDF, 0x4C, 0x2F, 0x87, 0xEB, 0xC0,
                        0x99, 0x2A, 0xB1, 0x77, 0xFB, 0xA5, 0x1D, 0xB9, 0x2C, 0x2A};
  static CK_BYTE b[] = {0xDE, 0x9E, 0xDB, 0x7D, 0x7B, 0x7D, 0xC1, 0xB4, 0xD3, 0x5B, 0x61,
                        0xC2, 0xEC, 0xE4, 0x35, 0x37, 0x3F, 0x83, 0x43, 0xC8, 0x5B, 0x78,
                        0x67, 0x4D, 0xAD, 0xFC, 0x7E, 0x14, 0x6F, 0x88, 0x2B, 0x4F};
  static const CK_BYTE shared[] = {0x4A, 0x5D, 0x9D, 0x5B, 0xA4, 0xCE, 0x2D, 0xE1, 0x72, 0x8E, 0x3B,
                                   0xF4, 0x80, 0x35, 0x0F, 0x25, 0xE0, 0x7E, 0x21, 0xC9, 0x47, 0xD1,
                                   0x9E, 0x33, 0x76, 0xF0, 0x9B, 0x3C, 0x1E, 0x16, 0x17, 0x42};
  start("face = v3");
  CK_ATTRIBUTE private_key[] = {{CKA_CLASS, &private_class, sizeof private_class},
                                {CKA_KEY_TYPE, &montgomery, sizeof montgomery},
                                {CKA_EC_PARAMS, oid_x25519, sizeof oid_x25519},
                                {CKA_VALUE, a, sizeof a},
                                {CKA_DERIVE, &yes, sizeof yes},
                                {CKA_TOKEN, &no, sizeof no}};
  CK_OBJECT_HANDLE key;
  OK(p11->C_CreateObject(session, private_key, COUNT_OF(private_key), &key));
  check_kind(key, oid_x25519);
  CK_BYTE secret[32];
  derive(key, b, sizeof b, secret);
  CHECK(memcmp(secret, shared, sizeof shared) == 0);

  CK_BYTE point[34] = {0x04, 0x20};
  memcpy(point + 2, b, sizeof b);
  CK_ATTRIBUTE public_key[] = {{CKA_CLASS, &public_class, sizeof public_class},
                               {CKA_KEY_TYPE, &montgomery, sizeof montgomery},
                               {CKA_EC_PARAMS, oid_x25519, sizeof oid_x25519},
                               {CKA_EC_POINT, point, sizeof point},
                               {CKA_TOKEN, &no, sizeof no}};
  OK(p11->C_CreateObject(session, public_key, COUNT_OF(public_key), &key));
  check_kind(key, oid_x25519);
  public_key[1].pValue = &edwards;
  CHECK_RV(CKR_TEMPLATE_INCONSISTENT,
           p11->C_CreateObject(session, public_key, COUNT_OF(public_key), &key));
}

/* What unwrapping 48 bytes of nothing in particular as a private key of this type answers. */
static CK_RV unwrap_as(CK_KEY_TYPE type) {
  CK_MECHANISM aes = {CKM_AES_KEY_GEN, NULL, 0};
  CK_MECHANISM wrap = {CKM_AES_KEY_WRAP, NULL, 0};
  CK_ULONG size = 32;
  CK_ATTRIBUTE wrapping[] = {{CKA_VALUE_LEN, &size, sizeof size},
                             {CKA_WRAP, &yes, sizeof yes},
                             {CKA_UNWRAP, &yes, sizeof yes},
                             {CKA_EXTRACTABLE, &yes, sizeof yes},
                             {CKA_TOKEN, &no, sizeof no}};
  CK_OBJECT_HANDLE kek;
  OK(p11->C_GenerateKey(session, &aes, wrapping, COUNT_OF(wrapping), &kek));
  CK_BYTE wrapped[128];
  CK_ULONG length = sizeof wrapped;
  OK(p11->C_WrapKey(session, &wrap, kek, kek, wrapped, &length));
  CK_ATTRIBUTE template[] = {{CKA_CLASS, &private_class, sizeof private_class},
                             {CKA_KEY_TYPE, &type, sizeof type},
                             {CKA_TOKEN, &no, sizeof no}};
  CK_OBJECT_HANDLE key;
  return p11->C_UnwrapKey(session, &wrap, kek, wrapped, length, template, COUNT_OF(template), &key);
}

/* SoftHSM 2.6 unwraps no such key, but says so in another way when it knows the type. */
static void unwraps_by_the_real_name(void) {
  start("");
  CK_RV known = unwrap_as(CKK_EC_EDWARDS);
  CK_RV unknown = unwrap_as(CKK_EC_MONTGOMERY);
  CHECK(known != CKR_OK && unknown != CKR_OK && known != unknown);
  OK(p11->C_Finalize(NULL));
  start("face = v3");
  CHECK_RV(known, unwrap_as(CKK_EC_MONTGOMERY));
}

static void real_face_is_as_it_is(void) {
  start("");
  struct pair pair;
  CHECK_RV(CKR_MECHANISM_INVALID, make_montgomery(oid_x25519, sizeof oid_x25519, &pair));
  OK(make(CKM_EC_EDWARDS_KEY_PAIR_GEN, oid_x25519, sizeof oid_x25519, &edwards, &pair));
  CK_KEY_TYPE type = 0;
  CK_ATTRIBUTE kind = {CKA_KEY_TYPE, &type, sizeof type};
  OK(p11->C_GetAttributeValue(session, pair.private_key, &kind, 1));
  CHECK(type == CKK_EC_EDWARDS);
}

const struct case_of_test v3_cases[] = {
    {"v3_says_version_3", says_version_3},
    {"v3_lists_montgomery_generation", lists_montgomery_generation},
    {"v3_makes_keys_that_agree", makes_keys_that_agree},
    {"v3_refuses_quirks", refuses_quirks},
    {"v3_finds_by_type_and_curve", finds_by_type_and_curve},
    {"v3_imports_keys", imports_keys},
    {"v3_unwraps_by_the_real_name", unwraps_by_the_real_name},
    {"real_face_is_as_it_is", real_face_is_as_it_is},
    {NULL, NULL},
};
