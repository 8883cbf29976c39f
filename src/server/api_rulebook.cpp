// What the rulebook holds, and one rule as a page that a clinician can read.

#include <algorithm>
#include <set>

#include "rules/explain.h"
#include "rules/language.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

Json rules_json(const rules::Model& model, const std::vector<rules::Rule>& list) {
  Json out = Json::array();
  for (const rules::Rule& rule : list) {
    out.push_back({{"number", rule.number},
                   {"text", model.conditions[static_cast<std::size_t>(rule.condition)].text},
                   {"then", rules::outcome_words(rule.then)},
                   {"otherwise", rules::outcome_words(rule.otherwise)}});
  }
  return out;
}

std::string base_of(const rules::Model& model, rules::RegisterId of) {
  return of == rules::kGms ? "GMS" : model.registers[static_cast<std::size_t>(of)].name;
}

// The lines of a register or indicator as they stand in their file: to the next of its kind.
std::string as_written(const std::vector<rules::SourceText>& sources, const Place& place) {
  const auto source = std::find_if(sources.begin(), sources.end(),
                                   [&](const rules::SourceText& text) { return text.file == place.file; });
  if (source == sources.end()) return {};
  std::string out;
  std::uint32_t number = 0;
  std::string_view rest = source->text;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (++number < place.line) continue;
    if (number > place.line && !line.empty() && line.front() != ' ' && line.front() != '\t') break;
    out += std::string(line) + "\n";
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace

Response rulebook_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const When time, when_asked(asked));
    MESO_ASSIGN_OR_RETURN(const auto model, asked.pinned.model(time.year));
    Json out = {{"version", 1},
                {"year", time.year},
                {"rules_hash", model->hash},
                {"cluster_releases", cluster_releases(*model)}};
    out["registers"] = Json::array();
    for (const rules::Register& reg : model->registers) {
      if (reg.clock != 0) continue;
      out["registers"].push_back({{"id", reg.name},
                                  {"title", reg.title},
                                  {"of", base_of(*model, reg.of)},
                                  {"rule", provenance_json(reg.provenance)}});
    }
    out["indicators"] = Json::array();
    for (const rules::Indicator& indicator : model->indicators) {
      out["indicators"].push_back({{"id", indicator.name},
                                   {"title", indicator.title},
                                   {"of", base_of(*model, indicator.of)},
                                   {"lower_is_better", indicator.lower_is_better},
                                   {"rule", provenance_json(indicator.provenance)}});
    }
    out["clusters"] = Json::array();
    for (const auto& [name, cluster] : asked.pinned.rulebook().clusters.all()) {
      out["clusters"].push_back(
          {{"name", name}, {"description", cluster.description}, {"codes", cluster.codes.size()}});
    }
    return out;
  });
}

Response rule_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const When time, when_asked(asked));
    MESO_ASSIGN_OR_RETURN(const auto whole, asked.pinned.model(time.year));
    MESO_RETURN_IF_ERROR(find_named(*whole, asked.values[0]));
    MESO_ASSIGN_OR_RETURN(const rules::Model model, rules::keep_only(*whole, {asked.values[0]}));
    MESO_ASSIGN_OR_RETURN(const Named named, find_named(model, asked.values[0]));
    const auto id = static_cast<std::size_t>(named.id);
    Json out = {{"version", 1}, {"kind", named.is_register ? "register" : "indicator"}};
    const auto describe = [&](const auto& rule) {
      out["id"] = rule.name;
      out["title"] = rule.title;
      out["of"] = base_of(model, rule.of);
      out["rule"] = provenance_json(rule.provenance);
      out["written"] = as_written(asked.pinned.rulebook().rules, rule.place);
      out["file"] = rule.place.file;
    };
    Json lists = Json::array();
    for (const rules::Register& reg : model.registers) {
      lists.push_back(
          {{"list", "register " + reg.name}, {"title", reg.title}, {"rules", rules_json(model, reg.rules)}});
    }
    if (named.is_register) {
      describe(model.registers[id]);
    } else {
      const rules::Indicator& indicator = model.indicators[id];
      describe(indicator);
      out["lower_is_better"] = indicator.lower_is_better;
      lists.push_back({{"list", "denominator"},
                       {"title", "Who is counted"},
                       {"rules", rules_json(model, indicator.denominator)}});
      lists.push_back({{"list", "numerator"},
                       {"title", "Who of them has it done"},
                       {"rules", rules_json(model, indicator.numerator)}});
    }
    out["lists"] = std::move(lists);
    out["fields"] = Json::array();
    std::set<std::string> told;
    for (const rules::Field& field : model.fields) {
      if (field.name.empty() || !told.insert(field.ruleset + "." + field.name).second) continue;
      out["fields"].push_back({{"name", field.ruleset + "." + field.name}, {"text", field.text}});
    }
    out["clusters"] = Json::array();
    for (const terms::Cluster& cluster : model.clusters) {
      out["clusters"].push_back({{"name", cluster.name},
                                 {"description", cluster.description},
                                 {"release", cluster.release},
                                 {"unit", terms::unit_name(cluster.unit)},
                                 {"codes", cluster.codes.size()}});
    }
    return out;
  });
}

}  // namespace meso::server
