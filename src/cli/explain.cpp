// meso explain: the rule path of one patient, in words.

#include "rules/explain.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/question.h"
#include "rules/language.h"
#include "server/in_json.h"

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
    out.update(server::explanation_json(why, arguments.patient));
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
