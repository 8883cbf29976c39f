#include "server/in_json.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace meso::server {

std::vector<std::string> cluster_releases(const rules::Model& model) {
  std::vector<std::string> out;
  for (const terms::Cluster& cluster : model.clusters) {
    out.push_back(cluster.release.empty() ? "release not stated" : cluster.release);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Json practice_json(const access::PracticeState& practice) {
  return {{"practice", practice.practice},
          {"as_at", format_date(practice.as_at)},
          {"patients", practice.patients},
          {"events", practice.events},
          {"synthetic", practice.synthetic},
          {"leavers_missing", practice.leavers_missing},
          {"registrations_assumed", practice.registrations_assumed},
          {"source", practice.source}};
}

Json preamble_json(const access::Lens& lens, const access::Question& question, const std::string& year,
                   const rules::Model& model) {
  Json practices = Json::array();
  for (const auto& practice : lens.practices()) {
    Json row = practice_json(practice);
    if (lens.grant(access::Ability::kCounts, practice.practice) != access::Grant::kYes)
      row["patients"] = row["events"] = nullptr;
    row["may_list"] = lens.grant(access::Ability::kLists, practice.practice) == access::Grant::kYes;
    practices.push_back(std::move(row));
  }
  Json unreadable = Json::array();
  for (const auto& failure : lens.failures()) {
    unreadable.push_back({{"practice", failure.practice}, {"error", failure.error.text()}});
  }
  return {{"version", 1},
          {"seen_by", lens.heading()},
          {"on", format_date(question.dates.achievement)},
          {"period_end", format_date(question.dates.period_end)},
          {"year", year},
          {"cluster_releases", cluster_releases(model)},
          {"rules_hash", model.hash},
          {"practices", practices},
          {"not_shared", lens.not_shared()},
          {"unreadable", unreadable}};
}

Json shown_json(const access::ShownCount& count) {
  constexpr const char* kKinds[] = {"exact", "rounded", "noised", "too_few", "held_back", "not_available"};
  Json out = {{"kind", kKinds[static_cast<std::size_t>(count.kind)]}};
  out["value"] = count.has_value() ? Json(count.value) : Json(nullptr);
  return out;
}

Json shown_percent(const access::ShownCount& part, const access::ShownCount& whole) {
  if (!part.has_value() || !whole.has_value() || whole.value == 0) return nullptr;
  const double percent = 100.0 * static_cast<double>(part.value) / static_cast<double>(whole.value);
  const bool exact = part.kind == access::ShownCount::Kind::kExact && whole.kind == part.kind;
  return exact ? percent : std::min(100.0, std::round(10 * percent) / 10);
}

Json shown_indicator_json(const access::ShownIndicator& figures) {
  Json adjusted = Json::array();
  for (const access::ShownCount& count : figures.adjusted) adjusted.push_back(shown_json(count));
  return {{"register", shown_json(figures.reg)},
          {"exclusions", shown_json(figures.exclusions)},
          {"adjusted", adjusted},
          {"denominator", shown_json(figures.denominator)},
          {"numerator", shown_json(figures.numerator)},
          {"percent", shown_percent(figures.numerator, figures.denominator)}};
}

Json provenance_json(const rules::Provenance& provenance) {
  return {{"ruleset", provenance.ruleset},    {"year", provenance.year},
          {"version", provenance.version},    {"standing", rules::standing_name(provenance.standing)},
          {"level", provenance.level},        {"source", provenance.source},
          {"text_hash", provenance.text_hash}};
}

Json indicator_json(const access::IndicatorFigures& figures) {
  Json out = {
      {"register", figures.reg},      {"exclusions", figures.exclusions},   {"eligible", figures.eligible()},
      {"adjusted", figures.adjusted}, {"denominator", figures.denominator}, {"numerator", figures.numerator}};
  out["percent"] =
      figures.denominator == 0
          ? Json(nullptr)
          : Json(100.0 * static_cast<double>(figures.numerator) / static_cast<double>(figures.denominator));
  return out;
}

Json patient_json(const access::ListedPatient& patient) {
  Json out = {{"practice", patient.practice},
              {"patient", patient.own_number},
              {"standing", rules::standing_word(patient.standing)},
              {"rule", patient.rule},
              {"rule_text", patient.rule_text},
              {"outcome", patient.outcome},
              {"because", patient.because}};
  if (patient.identity) {
    out["identity"] = {{"nhs_number", patient.identity->nhs_number},
                       {"family_name", patient.identity->family_name},
                       {"given_name", patient.identity->given_name},
                       {"born", format_date(patient.identity->birth)}};
  }
  return out;
}

Json explanation_json(const rules::Explanation& why, const std::string& patient) {
  Json out = {{"id", why.id},
              {"title", why.title},
              {"rule", provenance_json(why.provenance)},
              {"patient", patient},
              {"standing", rules::standing_word(why.code)},
              {"in_words", why.standing},
              {"because", why.because},
              {"deciding_rule", why.deciding_rule}};
  out["rules"] = Json::array();
  for (const rules::ExplainedRule& rule : why.rules) {
    Json tests = Json::array();
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
  out["fields"] = Json::array();
  for (const rules::ExplainedField& field : why.fields) {
    out["fields"].push_back(
        {{"name", field.name}, {"text", field.text}, {"value", field.value}, {"records", field.records}});
  }
  return out;
}

Json mistakes_json(const std::vector<rules::Mistake>& mistakes) {
  Json out = Json::array();
  for (const rules::Mistake& mistake : mistakes) {
    out.push_back({{"file", mistake.place.file},
                   {"line", mistake.place.line},
                   {"column", mistake.place.column},
                   {"message", mistake.message},
                   {"hint", mistake.hint}});
  }
  return out;
}

const char* which_words(access::ListWhich which) {
  switch (which) {
    case access::ListWhich::kMet:
      return "in the numerator";
    case access::ListWhich::kAdjusted:
      return "adjusted: left out for a recorded reason";
    case access::ListWhich::kExcluded:
      return "excluded: not part of the indicator";
    case access::ListWhich::kMissing:
      return "in the denominator, not in the numerator";
    case access::ListWhich::kRegister:
      return "on the register";
  }
  return "";
}

std::string one_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace meso::server
