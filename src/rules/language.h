// From rule text to a checked Model: parsing, checking, years, and the ad-hoc expression.
//
// The language is docs/rules.md. Parsing and checking collect every mistake, each with file, line, column and
// a hint; a rulebook with a mistake in it yields no Model.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/model.h"
#include "terms/terms.h"

namespace meso::rules {

struct SourceText {
  std::string file;  // for places
  std::string text;
};

struct Mistake {
  Place place;
  std::string message;
  std::string hint;
  std::string text() const;  // "file:3:14: message; hint"
  bool operator==(const Mistake&) const = default;
};

struct CompileOptions {
  FinancialYear financial_year;
  // The financial year asked for, "2025-26". A ruleset that has no such year is taken in its latest earlier
  // one, else its earliest; Provenance::year says which it was. Empty: the latest of each.
  std::string year;
};

struct Compiled {
  std::optional<Model> model;     // present when there are no mistakes
  std::vector<Mistake> mistakes;  // by file, line, column
};

// Compiles rule files together: registers are global among them, fields belong to their ruleset.
Compiled compile_rules(const std::vector<SourceText>& sources, const terms::ClusterSet& clusters,
                       const CompileOptions& options);

// Compiles the rulebook with one more register, `name`, of GMS, whose one rule is `expression` select
// otherwise reject. Places of mistakes in the expression are in file "expression". Only what the expression
// uses is kept.
Compiled compile_expression(const std::vector<SourceText>& sources, const terms::ClusterSet& clusters,
                            const CompileOptions& options, std::string_view expression,
                            std::string_view name);

// Keeps the named indicators and registers (any case) and all that they use.
// kNotFound names the nearest known one.
Result<Model> keep_only(const Model& model, const std::vector<std::string>& names);

}  // namespace meso::rules
