// The whole way: texts, words, trees, editions, meaning.

#include <algorithm>
#include <set>

#include "rules/checker.h"
#include "rules/digests.h"
#include "rules/editions.h"
#include "rules/keep.h"
#include "rules/language.h"
#include "rules/parser.h"

namespace meso::rules {
namespace {

std::string chosen_year(const Editions& editions, const std::string& asked) {
  if (!asked.empty() || editions.years().empty()) return asked;
  return editions.years().back();
}

struct Compilation {
  Compilation(const std::vector<SourceText>& sources, const terms::ClusterSet& clusters,
              const CompileOptions& options) {
    parsed.reserve(sources.size());
    for (const SourceText& source : sources) parsed.push_back({&source, Parser(source, mistakes).file()});
    editions.emplace(parsed, mistakes);
    // Every year is checked, so that no mistake hides in one that is not asked for.
    const auto asked = editions->of_year(options.year);
    std::set<std::vector<const Edition*>> checked{asked};
    for (const std::string& year : editions->years()) {
      const auto other = editions->of_year(year);
      if (!mistakes.full() && checked.insert(other).second)
        Checker(other, clusters, options.financial_year, mistakes).check();
    }
    checker.emplace(asked, clusters, options.financial_year, mistakes);
    model = checker->check();
    model.year = chosen_year(*editions, options.year);
  }

  Mistakes mistakes;
  std::vector<ParsedSource> parsed;
  std::optional<Editions> editions;
  std::optional<Checker> checker;
  Model model;
};

}  // namespace

Compiled compile_rules(const std::vector<SourceText>& sources, const terms::ClusterSet& clusters,
                       const CompileOptions& options) {
  Compilation compilation(sources, clusters, options);
  Compiled out;
  if (compilation.mistakes.empty()) {
    put_digests(compilation.model);
    out.model = std::move(compilation.model);
  }
  out.mistakes = compilation.mistakes.take();
  return out;
}

Compiled compile_expression(const std::vector<SourceText>& sources, const terms::ClusterSet& clusters,
                            const CompileOptions& options, std::string_view expression,
                            std::string_view name) {
  Compilation compilation(sources, clusters, options);
  const SourceText source{"expression", std::string(expression)};
  const auto condition = Parser(source, compilation.mistakes).lone_condition();
  if (condition) compilation.checker->add_expression(source, *condition, name, compilation.model);
  Compiled out;
  if (compilation.mistakes.empty()) {
    Model& model = compilation.model;
    model.registers.back().provenance.year = model.year;
    out.model = keep_used(model, {static_cast<RegisterId>(model.registers.size() - 1)}, {});
  }
  out.mistakes = compilation.mistakes.take();
  return out;
}

}  // namespace meso::rules
