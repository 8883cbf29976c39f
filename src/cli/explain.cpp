// meso explain: the rule path of one patient, in words.

#include "rules/explain.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/question.h"
#include "rules/language.h"

namespace meso::cli {
namespace {

using nlohmann::ordered_json;
using rules::Explanation;

void print_words(const Explanation& why, const std::string& patient) {
  fmt::print("{}  {}\n  {}\n\n", why.id, why.title, provenance_line(why.provenance));
  fmt::print("Patient {}: {}{}.\n", patient, why.standing,
             why.deciding_rule == 0 ? "" : fmt::format(", by rule {}", why.deciding_rule));
  if (!why.because.empty()) fmt::print("Because: {}.\n", why.because);

  std::string list;
  for (const rules::ExplainedRule& rule : why.rules) {
    if (rule.list != list) fmt::print("\n{}\n", rule.list);
    list = rule.list;
    fmt::print("  {:>3} {}\n      {} -> {}\n", rule.number == 0 ? "" : std::to_string(rule.number), rule.text,
               rule.truth, rule.outcome);
    for (const rules::ExplainedTest& test : rule.tests) {
      fmt::print("        {:<7} {}{}\n", test.truth, test.text,
                 test.because.empty() ? "" : ": " + test.because);
    }
  }
  if (!why.fields.empty()) fmt::print("\nfields\n");
  for (const rules::ExplainedField& field : why.fields) {
    fmt::print("  {} = {}\n      {}\n", field.name, field.value, field.text);
    for (const std::string& record : field.records) fmt::print("      record: {}\n", record);
  }
}

ordered_json explanation_json(const Explanation& why, const std::string& patient) {
  ordered_json out = {{"id", why.id},
                      {"title", why.title},
                      {"rule", provenance_json(why.provenance)},
                      {"patient", patient},
                      {"standing", rules::standing_word(why.code)},
                      {"in_words", why.standing},
                      {"because", why.because},
                      {"deciding_rule", why.deciding_rule}};
  out["rules"] = ordered_json::array();
  for (const rules::ExplainedRule& rule : why.rules) {
    ordered_json tests = ordered_json::array();
    for (const rules::ExplainedTest& test : rule.tests) {
      tests.push_back({{"text", test.text}, {"truth", test.truth}, {"because", test.because}});
    }
    out["rules"].push_back({{"list", rule.list},
                            {"number", rule.number},
                            {"text", rule.text},
                            {"truth", rule.truth},
                            {"outcome", rule.outcome},
                            {"tests", tests}});
  }
  out["fields"] = ordered_json::array();
  for (const rules::ExplainedField& field : why.fields) {
    out["fields"].push_back(
        {{"name", field.name}, {"text", field.text}, {"value", field.value}, {"records", field.records}});
  }
  return out;
}

Result<int> explain_or_error(const ExplainArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Opened opened, open_question(arguments.question));
  MESO_ASSIGN_OR_RETURN(rules::Model model, compile_opened(opened));
  MESO_RETURN_IF_ERROR(find_named(model, arguments.indicator));
  MESO_ASSIGN_OR_RETURN(model, rules::keep_only(model, {arguments.indicator}));
  MESO_ASSIGN_OR_RETURN(const Named named, find_named(model, arguments.indicator));
  MESO_ASSIGN_OR_RETURN(
      const Explanation why,
      opened.lens.explain(model, arguments.patient, named.is_register, named.id, opened.question));
  if (arguments.question.format == "json") {
    ordered_json out = preamble_json(opened, model);
    out.update(explanation_json(why, arguments.patient));
    print_json(out);
  } else {
    fmt::print("{}\n", preamble(opened, model));
    print_words(why, arguments.patient);
  }
  return answered(opened);
}

}  // namespace

int explain(const ExplainArguments& arguments) {
  const Result<int> code = explain_or_error(arguments);
  return code.ok() ? *code : fail(code.error());
}

}  // namespace meso::cli
