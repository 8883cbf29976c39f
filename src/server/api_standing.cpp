// How practices stand together in a network, and might: what each vote can do, what the contract asks, what a
// supposed change would come to. Everything is worked out anew from public files and the network's own texts.

#include "base/input_text.h"
#include "base/words.h"
#include "network/formation/check.h"
#include "network/formation/plan.h"
#include "network/own_texts.h"
#include "server/asking_places.h"
#include "server/network_in_json.h"
#include "server/routes.h"

namespace meso::server {
namespace {

namespace footprint = network::footprint;
namespace formation = network::formation;
namespace voice = network::voice;

constexpr std::size_t kMostAsked = 20;  // rules, lists or changes in one question
constexpr std::uint64_t kMostPatients = 100'000'000;

Status few_enough(const std::vector<std::string>& values, const char* name) {
  if (values.size() <= kMostAsked) return {};
  return Error{ErrorKind::kUsage, std::string("more than 20 of ") + name, {}, "ask for fewer"};
}

// A network that had members on the day.
Result<const footprint::Group*> group_of(const Place& place, const footprint::Grouping& grouping) {
  const auto& network = place.model().organisations[place.network];
  const std::uint32_t number = grouping.find(network.code);
  if (number != footprint::kNoGroup) return &grouping.groups[number];
  return Error{ErrorKind::kNotFound,
               network.code + " has no member practice on " + format_date(place.day),
               {},
               "ask for another day"};
}

// "A99901=12345"
Result<network::Lists> supposed_lists(const Request& request) {
  const auto asked = asked_values(request, "list");
  MESO_RETURN_IF_ERROR(few_enough(asked, "list"));
  network::Lists lists;
  for (const std::string& one : asked) {
    const auto sign = one.find('=');
    const auto patients = sign == std::string::npos
                              ? std::nullopt
                              : parse_whole_number(std::string_view(one).substr(sign + 1), kMostPatients);
    if (!patients)
      return Error{ErrorKind::kUsage, "a supposed list does not read", {}, "write it as A99901=12345"};
    lists.insert_or_assign(one.substr(0, sign), *patients);
  }
  return lists;
}

Result<footprint::AreaPolicy> policy_asked(const Request& request) {
  const auto policy = request.asked("policy");
  return footprint::parse_policy(policy.empty() ? "largest" : policy);
}

Json record_json(const formation::Contract& contract, const formation::Record& record, Date day) {
  Json out = {{"holders", Json::array()},    {"signed", Json::array()},         {"schedules", Json::array()},
              {"exceptions", Json::array()}, {"open_questions", Json::array()}, {"leavers", Json::array()}};
  for (const char* key : {"clinical-director", "payee"}) {
    const formation::Holder* holder = record.holder(key, day);
    if (holder == nullptr) continue;
    out["holders"].push_back(
        {{"role", key},
         {"practice", holder->practice},
         {"name", holder->name},
         {"from", day_or_null(holder->from == kFirstDate ? kUnknownDate : holder->from)}});
  }
  for (const auto& one : record.signatures)
    out["signed"].push_back({{"what", one.key}, {"on", day_or_null(one.on)}, {"yet", one.on <= day}});
  for (const auto& one : record.schedules) {
    out["schedules"].push_back({{"schedule", one.number},
                                {"complete", one.complete},
                                {"on", one.complete ? day_or_null(one.on) : Json(nullptr)},
                                {"missing", one.missing}});
  }
  for (const auto& one : record.exceptions) {
    out["exceptions"].push_back({{"requirement", one.id},
                                 {"agreed_by", one.agreed_by},
                                 {"on", day_or_null(one.on)},
                                 {"because", one.because}});
  }
  for (const std::string& question : formation::open_questions(record))
    out["open_questions"].push_back(question);
  for (const auto& leaver : record.leavers) {
    Json tasks = Json::array();
    for (const auto& task : formation::leaver_tasks(contract, leaver, day)) {
      tasks.push_back({{"task", task.task->id},
                       {"title", task.task->title},
                       {"due", day_or_null(task.due)},
                       {"done", day_or_null(task.done)},
                       {"overdue", task.overdue}});
    }
    out["leavers"].push_back({{"practice", leaver.practice},
                              {"on", day_or_null(leaver.on)},
                              {"because", leaver.because},
                              {"tasks", std::move(tasks)}});
  }
  return out;
}

}  // namespace

Response voice_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Place place, network_asked(asked));
    const auto wanted = asked_values(asked.request, "rule");
    MESO_RETURN_IF_ERROR(few_enough(wanted, "rule"));
    MESO_ASSIGN_OR_RETURN(const network::Lists lists, supposed_lists(asked.request));
    const footprint::Grouping grouping = footprint::grouping_on(place.model(), place.day);
    MESO_ASSIGN_OR_RETURN(const footprint::Group* group, group_of(place, grouping));
    MESO_ASSIGN_OR_RETURN(const auto rules,
                          network::voting_rules(asked.network.files(), place.own(), {place.day, wanted, {}}));
    MESO_ASSIGN_OR_RETURN(const auto known, network::voters_of(place.model(), *group, place.day, {}));
    MESO_ASSIGN_OR_RETURN(const auto voters, network::voters_of(place.model(), *group, place.day, lists));
    Json out = {{"version", 1},
                {"network", group->code},
                {"name", group->name},
                {"day", format_date(place.day)},
                {"usual", !place.own().rules},
                {"rules", Json::array()}};
    for (const voice::Rule& rule : rules) {
      MESO_ASSIGN_OR_RETURN(const voice::Power power, voice::power(rule, voters));
      out["rules"].push_back(power_json(rule, power));
      if (lists.empty()) continue;
      MESO_ASSIGN_OR_RETURN(const voice::Power before, voice::power(rule, known));
      out["rules"].back()["before"] = power_json(rule, before)["voters"];
    }
    return out;
  });
}

Response checks_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Place place, network_asked(asked));
    MESO_ASSIGN_OR_RETURN(const footprint::AreaPolicy policy, policy_asked(asked.request));
    MESO_ASSIGN_OR_RETURN(const auto records, network::own_records(asked.network.files(), place.own()));
    const network::Model& model = place.model();
    const footprint::Grouping grouping = footprint::grouping_on(model, place.day);
    MESO_ASSIGN_OR_RETURN(const footprint::Group* group, group_of(place, grouping));
    const formation::Contract contract = formation::builtin_contract();
    const formation::Record* record = network::record_of(records, group->code);
    formation::Checker checker(model, grouping, contract, policy, place.day);
    const formation::Report report = checker.check(*group, record);
    Json out = {{"version", 1}};
    out.update(report_json(report));
    out["policy"] = footprint::policy_text(policy);
    out["windows"] = Json::array();
    for (const auto* window : report.open_windows) {
      out["windows"].push_back({{"title", window->title}, {"until", format_date(window->provenance.until)}});
    }
    out["record"] = record == nullptr ? Json(nullptr) : record_json(contract, *record, place.day);
    if (const auto* table = model.residents_of(group->practices); table != nullptr) {
      const footprint::AreaMap map(model, *table, grouping);
      out["area"] =
          sensitivity_json(footprint::sensitivity(map, grouping.find(group->code), policy.least_known));
    }
    return out;
  });
}

Response what_if_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Place place, day_of_places(asked));
    const auto changes = asked_values(asked.request, "change");
    if (changes.empty()) {
      return Error{
          ErrorKind::kUsage, "no change is supposed", {}, "give one or more: change=move A99901 to U99901"};
    }
    MESO_RETURN_IF_ERROR(few_enough(changes, "change"));
    const auto wanted = asked_values(asked.request, "rule");
    MESO_RETURN_IF_ERROR(few_enough(wanted, "rule"));
    footprint::Question question;
    MESO_ASSIGN_OR_RETURN(question.policy, policy_asked(asked.request));
    MESO_ASSIGN_OR_RETURN(question.rules,
                          network::voting_rules(asked.network.files(), place.own(), {place.day, wanted, {}}));
    const footprint::Grouping before = footprint::grouping_on(place.model(), place.day);
    MESO_ASSIGN_OR_RETURN(const footprint::WhatIf told,
                          footprint::what_if(place.model(), before, changes, question));
    return comparison_json({place.model(), before, told, question, {}});
  });
}

}  // namespace meso::server
