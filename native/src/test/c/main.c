/*
 * faultp11-test --list                             the names of the cases
 * faultp11-test MODULE REAL FOLDER CASE            runs one, in an empty folder
 */
#include <stdlib.h>

#include "harness.h"

static const struct case_of_test *const groups[] = {rule_cases, token_cases, lifecycle_cases,
                                                    v3_cases, thread_cases};

int main(int count, char **words) {
  bool list = count == 2 && strcmp(words[1], "--list") == 0;
  if (!list && count != 5) {
    fprintf(stderr, "usage: faultp11-test --list | MODULE REAL FOLDER CASE\n");
    return 2;
  }
  if (!list) {
    module_path = words[1];
    real_path = words[2];
    folder = words[3];
  }
  for (size_t i = 0; i < COUNT_OF(groups); i++) {
    for (const struct case_of_test *one = groups[i]; one->name != NULL; one++) {
      if (list) {
        puts(one->name);
      } else if (strcmp(one->name, words[4]) == 0) {
        one->run();
        puts("ok");
        return 0;
      }
    }
  }
  if (!list) {
    fprintf(stderr, "no case %s\n", words[4]);
  }
  return list ? 0 : 2;
}
