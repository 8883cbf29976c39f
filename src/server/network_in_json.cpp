#include "server/network_in_json.h"

#include <nlohmann/json.hpp>

namespace meso::server {
namespace {

using network::Model;
using network::footprint::Deprivation;
using network::footprint::Grouping;
using network::footprint::Indicator;
using network::footprint::Mean;
using network::footprint::Moved;
using network::footprint::Neighbourhood;
using network::footprint::Part;
using network::footprint::Profile;
using network::footprint::Touched;
using network::voice::Power;
using network::voice::Rule;
using network::voice::VoterPower;

std::string code_of(const ComparisonToTell& told, std::uint32_t group) {
  return group == network::footprint::kNoGroup ? "no network"
                                               : told.answer.supposed.grouping.groups[group].code;
}

bool is_wanted(const ComparisonToTell& told, const Indicator& one) {
  const network::Measure& measure = told.model.measures[one.measure];
  return measure.code.find(told.measure) != std::string::npos ||
         measure.title.find(told.measure) != std::string::npos;
}

Json mean_json(const Mean& mean) {
  if (mean.of == 0) return nullptr;
  return {{"value", mean.value}, {"patients", mean.of}};
}

Json deprivation_json(const Deprivation& one) {
  return {{"score", mean_json(one.score)},
          {"most_deprived_fifth", mean_json(one.most_deprived)},
          {"rural", mean_json(one.rural)}};
}

Json parts_json(const Model& model, const std::vector<Part>& parts) {
  Json out = Json::array();
  for (const Part& part : parts) {
    Json areas = Json::array(), between = Json::array();
    for (network::AreaId area : part.areas) areas.push_back(model.areas[area].code);
    for (network::AreaId area : part.between) between.push_back(model.areas[area].code);
    out.push_back({{"patients", part.patients},
                   {"areas", std::move(areas)},
                   {"between", std::move(between)},
                   {"words", part_in_words(model, part)}});
  }
  return out;
}

Json profile_json(const ComparisonToTell& told, const Grouping& grouping, const Profile& one) {
  const Model& model = told.model;
  Json out = {{"network", code_of(told, one.group)}, {"patients", one.patients}};
  out["practices"] = Json::array();
  for (network::OrganisationId practice : grouping.groups[one.group].practices) {
    out["practices"].push_back(model.organisations[practice].code);
  }
  out["practices_without_list"] = one.practices_without_list;
  out["area"] = {
      {"areas", one.footprint.areas.size()},
      {"patients", one.footprint.patients},
      {"inside", one.footprint.inside},
      {"placeless", one.footprint.placeless},
      {"abroad", one.footprint.abroad},
      {"on_no_map", one.footprint.areas_on_no_map},
      {"too_little_known",
       {{"areas", one.footprint.areas_too_little_known}, {"patients", one.footprint.patients_there}}},
      {"pieces", parts_json(model, one.footprint.parts)}};
  out["travel_km"] = {{"factor", one.travel.factor},
                      {"own", mean_json(one.travel.own)},
                      {"nearest", mean_json(one.travel.nearest)},
                      {"widest", one.travel.widest_km},
                      {"practices_not_placed", one.travel.practices_not_placed}};
  out["deprivation"] = deprivation_json(one.deprivation);
  out["indicators"] = Json::array();
  for (const Indicator& indicator : one.indicators) {
    if (!is_wanted(told, indicator)) continue;
    out["indicators"].push_back({{"measure", model.measures[indicator.measure].code},
                                 {"from", format_date(model.periods[indicator.period].from)},
                                 {"to", format_date(model.periods[indicator.period].to)},
                                 {"source", model.sources[indicator.source].file},
                                 {"computed", indicator.computed},
                                 {"numerator", indicator.numerator},
                                 {"denominator", indicator.denominator},
                                 {"practices", indicator.practices}});
  }
  out["voice"] = Json::array();
  for (std::size_t rule = 0; rule < one.voice.size(); ++rule) {
    Json voice = {{"rule", told.question.rules[rule].name}};
    if (!one.voice[rule].ok()) {
      voice["error"] = one.voice[rule].error().text();
    } else {
      for (const VoterPower& voter : one.voice[rule]->voters) {
        voice["voters"].push_back({{"code", voter.code},
                                   {"banzhaf", voter.banzhaf.value()},
                                   {"shapley_shubik", voter.shapley.value()},
                                   {"never_decides", voter.never_decides},
                                   {"can_block", voter.can_block},
                                   {"decides_alone", voter.decides_alone}});
      }
    }
    out["voice"].push_back(std::move(voice));
  }
  return out;
}

}  // namespace

Json comparison_json(const ComparisonToTell& told) {
  const Model& model = told.model;
  Json out = {{"version", 1},
              {"day", format_date(told.before.on)},
              {"policy", policy_text(told.question.policy)},
              {"residents", format_date(told.answer.residents)}};
  for (const char* list : {"moves", "before", "after", "touched", "neighbourhoods"})
    out[list] = Json::array();
  for (const Moved& one : told.answer.both.moves) {
    out["moves"].push_back({{"practice", model.organisations[one.practice].code},
                            {"from", code_of(told, one.from)},
                            {"to", code_of(told, one.to)}});
  }
  for (const Profile& one : told.answer.both.before) {
    out["before"].push_back(profile_json(told, told.before, one));
  }
  for (const Profile& one : told.answer.both.after)
    out["after"].push_back(profile_json(told, told.answer.supposed.grouping, one));
  for (const Touched& one : told.answer.both.touched) {
    out["touched"].push_back({{"network", code_of(told, one.group)}, {"what", one.what}});
  }
  for (const Neighbourhood& one : told.answer.both.neighbourhoods) {
    Json drawn = {{"name", one.drawn.name},
                  {"patients", one.patients},
                  {"deprivation", deprivation_json(one.deprivation)},
                  {"on_no_map", one.areas_on_no_map},
                  {"pieces", parts_json(model, one.parts)}};
    for (const auto& [practice, patients] : one.practices) {
      drawn["practices"].push_back(
          {{"practice", model.organisations[practice].code}, {"patients", patients}});
    }
    for (const auto& [group, patients] : one.groups) {
      drawn["networks"].push_back({{"network", code_of(told, group)}, {"patients", patients}});
    }
    out["neighbourhoods"].push_back(std::move(drawn));
  }
  return out;
}

Json power_json(const Rule& rule, const Power& power) {
  Json out = {{"rule", rule.name},
              {"title", rule.title},
              {"text", in_words(rule)},
              {"standing", rules::standing_name(rule.standing)},
              {"source", rule.source},
              {"sets", power.sets},
              {"carrying", power.carrying},
              {"fewest", power.fewest},
              {"fewest_patients", power.fewest_patients},
              {"contradicts_itself", power.contradicts_itself}};
  out["voters"] = Json::array();
  for (const VoterPower& voter : power.voters) {
    out["voters"].push_back(
        {{"code", voter.code},
         {"patients", voter.patients},
         {"swings", voter.swings},
         {"banzhaf", {{"part", voter.banzhaf.part}, {"whole", voter.banzhaf.whole}}},
         {"shapley_shubik", {{"part", voter.shapley.part}, {"whole", voter.shapley.whole}}},
         {"never_decides", voter.never_decides},
         {"can_block", voter.can_block},
         {"decides_alone", voter.decides_alone}});
  }
  return out;
}

Json report_json(const network::formation::Report& report) {
  Json out = {{"network", report.network.code}, {"name", report.network.name},
              {"day", format_date(report.on)},  {"practices", report.network.practices.size()},
              {"patients", report.patients},    {"findings", Json::array()}};
  for (const network::formation::Finding& one : report.findings) {
    out["findings"].push_back({{"requirement", one.requirement->id},
                               {"title", one.requirement->title},
                               {"status", status_word(one.status)},
                               {"found", one.what},
                               {"clause", one.requirement->provenance.clause},
                               {"remedy", one.requirement->remedy},
                               {"source", one.requirement->provenance.source},
                               {"standing", rules::standing_name(one.requirement->provenance.standing)}});
  }
  return out;
}

Json sensitivity_json(const network::footprint::Sensitivity& sensitivity) {
  Json out = {{"in_all", sensitivity.in_all}, {"in_any", sensitivity.in_any}, {"policies", Json::array()}};
  for (const network::footprint::PolicyOutcome& one : sensitivity.outcomes) {
    out["policies"].push_back({{"policy", policy_text(one.policy)},
                               {"areas", one.areas},
                               {"patients", one.inside},
                               {"pieces", one.borders_known ? Json(one.parts) : Json(nullptr)}});
  }
  return out;
}

}  // namespace meso::server
