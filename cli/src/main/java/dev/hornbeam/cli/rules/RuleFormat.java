package dev.hornbeam.cli.rules;

/** How the rules are printed. */
enum RuleFormat {
  TEXT,
  MARKDOWN
}
