#include "network/formation/check.h"

#include <algorithm>

#include <fmt/format.h>

#include "locale/england/area_files.h"

#include "locale/england/financial_year.h"

namespace meso::network::formation {
namespace {

using footprint::Group;

// The last month-day on or before the first day of the year that holds `day`.
Date counted_on(const Ask& ask, Date day) {
  if (ask.count_month == 0) return day;
  const CivilDate civil = civil_from_date(day);
  const Date end = *date_from_civil(civil.year, england::kYearEndMonth, england::kYearEndDay);
  const std::int32_t first_year = day > end ? civil.year : civil.year - 1;
  const Date first = add_days(*date_from_civil(first_year, england::kYearEndMonth, england::kYearEndDay), 1);
  const Date counted = *date_from_civil(first_year, ask.count_month, ask.count_day);
  return counted <= first ? counted : *date_from_civil(first_year - 1, ask.count_month, ask.count_day);
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string key_in_words(std::string_view key) {
  std::string words(key);
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

}  // namespace

std::string_view status_word(Status status) {
  constexpr std::string_view kWords[] = {"met", "not met", "excepted", "advice", "not known"};
  return kWords[static_cast<int>(status)];
}

std::size_t Report::count(Status status) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(findings, [&](const Finding& one) { return one.status == status; }));
}

Checker::Checker(const Model& model, const footprint::Grouping& grouping, const Contract& contract,
                 const footprint::AreaPolicy& policy, Date day)
    : model_(model), grouping_(grouping), contract_(contract), policy_(policy), day_(day) {
  relations_.reserve(model.relations.size());
  for (const Relation& relation : model.relations) relations_.push_back(&relation);
  std::ranges::stable_sort(relations_, {}, [](const Relation* one) { return one->member; });
}

std::span<const Relation* const> Checker::relations_of(OrganisationId member) const {
  const auto range =
      std::ranges::equal_range(relations_, member, {}, [](const Relation* one) { return one->member; });
  return {range.begin(), range.end()};
}

// Up through whom it is commissioned by and what those are part of, as of the day.
std::vector<OrganisationId> Checker::bodies_of(OrganisationId practice, OrganisationKind kind) const {
  std::vector<OrganisationId> seen = {practice};
  std::vector<OrganisationId> found;
  for (std::size_t at = 0; at < seen.size(); ++at) {
    if (model_.organisations[seen[at]].kind == kind) found.push_back(seen[at]);
    for (const Relation* relation : relations_of(seen[at])) {
      const bool up =
          relation->kind == RelationKind::kCommissionedBy || relation->kind == RelationKind::kPartOf;
      if (!up || !relation->holds_on(day_) || std::ranges::find(seen, relation->whole) != seen.end())
        continue;
      seen.push_back(relation->whole);
    }
  }
  return found;
}

Report Checker::check(const Group& network, const Record* record) {
  Report report;
  report.network = network;
  report.on = day_;
  for (OrganisationId practice : network.practices) {
    const auto list = model_.list_size(practice, day_);
    if (list) report.patients += list->patients;
  }
  for (const Requirement& requirement : contract_.requirements) {
    if (!requirement.provenance.holds_on(day_)) continue;
    if (requirement.only_to_practices != 0 && network.practices.size() > requirement.only_to_practices)
      continue;
    Finding finding = answer(requirement, network, record);
    finding.requirement = &requirement;
    const Exception* exception = record == nullptr || requirement.unless.empty()
                                     ? nullptr
                                     : record->exception(requirement.unless, day_);
    if (finding.status == Status::kNotMet && exception != nullptr) {
      finding.status = Status::kExcepted;
      finding.what += fmt::format("; {} agreed on {}", exception->agreed_by, format_date(exception->on));
      if (!exception->because.empty()) finding.what += fmt::format(" because {}", exception->because);
    }
    if (finding.status == Status::kNotMet && requirement.advice) finding.status = Status::kAdvice;
    report.findings.push_back(std::move(finding));
  }
  for (const Window& window : contract_.windows) {
    if (window.provenance.holds_on(day_)) report.open_windows.push_back(&window);
  }
  return report;
}

Finding Checker::answer(const Requirement& requirement, const Group& network, const Record* record) {
  switch (requirement.ask.kind) {
    case Ask::Kind::kPatients:
      return patients(requirement, network);
    case Ask::Kind::kContiguous:
      return contiguous(requirement, network);
    case Ask::Kind::kOneNetwork:
      return one_network(requirement, network);
    case Ask::Kind::kOneBody:
      return one_body(requirement, network);
    case Ask::Kind::kRecorded:
      return recorded(requirement, network, record);
    case Ask::Kind::kSchedule:
      return schedule(requirement, record);
    case Ask::Kind::kFromMember:
      return from_member(requirement, network, record);
    case Ask::Kind::kPartner:
      return partner(requirement, network, record);
  }
  return {};
}

Finding Checker::patients(const Requirement& requirement, const Group& network) const {
  const Date counted = counted_on(requirement.ask, day_);
  std::uint64_t sum = 0;
  std::size_t without = 0;
  Date oldest = kLastDate, newest = kFirstDate;
  for (OrganisationId practice : network.practices) {
    const auto list = model_.list_size(practice, counted);
    if (!list) {
      ++without;
      continue;
    }
    sum += list->patients;
    oldest = std::min(oldest, list->on);
    newest = std::max(newest, list->on);
  }
  if (network.practices.empty()) return {nullptr, Status::kNotKnown, "it has no member practice on that day"};
  std::string what = fmt::format("{} patients", grouped(sum));
  if (without == network.practices.size()) return {nullptr, Status::kNotKnown, "no list size is known"};
  if (oldest == counted && newest == counted) {
    what += fmt::format(" on {}", format_date(counted));
  } else {
    what += fmt::format(" on {}{}; asked of {}", format_date(oldest),
                        oldest == newest ? "" : " to " + format_date(newest), format_date(counted));
  }
  if (without > 0) {
    what += fmt::format("; {} of {} practices have no known list", without, network.practices.size());
    if (sum < requirement.ask.number) return {nullptr, Status::kNotKnown, what};
  }
  const bool met = requirement.ask.at_most ? sum <= requirement.ask.number : sum >= requirement.ask.number;
  return {nullptr, met ? Status::kMet : Status::kNotMet, what};
}

Finding Checker::contiguous(const Requirement&, const Group& network) {
  const ResidentTable* table = model_.residents_of(network.practices);
  if (table == nullptr) return {nullptr, Status::kNotKnown, "no file says where its patients live"};
  auto map = maps_.find(table);
  if (map == maps_.end()) map = maps_.try_emplace(table, model_, *table, grouping_).first;
  // A proposed network takes its practices out of wherever they are.
  footprint::Footprint area;
  const std::uint32_t group = grouping_.find(network.code);
  if (group != footprint::kNoGroup && grouping_.groups[group].practices == network.practices) {
    area = map->second.footprint(group, policy_);
  } else {
    footprint::Grouping supposed = grouping_;
    for (OrganisationId practice : network.practices) {
      std::uint32_t& now = supposed.group_of[practice];
      if (now != footprint::kNoGroup) std::erase(supposed.groups[now].practices, practice);
      now = static_cast<std::uint32_t>(supposed.groups.size());
    }
    supposed.groups.push_back(network);
    area = footprint::AreaMap(model_, *table, supposed)
               .footprint(static_cast<std::uint32_t>(supposed.groups.size() - 1), policy_);
  }
  std::string what = fmt::format("by the policy \"{}\", patients of {}: {} areas", policy_text(policy_),
                                 format_date(table->on), area.areas.size());
  if (area.areas.empty()) return {nullptr, Status::kNotKnown, what};
  if (!area.borders_known()) {
    const bool of_2011 = table->edition == AreaEdition::k2011;
    return {nullptr, Status::kNotKnown,
            fmt::format("{}; {} of them are on no map, so no file says which edges they share. To settle it "
                        "import {}{}{}",
                        what, area.areas_on_no_map, of_2011 ? england::kAreasOf2011 : england::kAreasOf2021,
                        of_2011 ? "; most is settled by polygons of 2021 with " : "",
                        of_2011 ? england::kAreasOf2011To2021 : "")};
  }
  if (area.contiguous()) return {nullptr, Status::kMet, what + " in one piece"};
  std::uint64_t apart = 0;
  for (std::size_t i = 1; i < area.parts.size(); ++i) apart += area.parts[i].patients;
  what += fmt::format(" in {} pieces; {} of {} patients live apart from the largest", area.parts.size(),
                      grouped(apart), grouped(area.inside));
  constexpr std::size_t kTold = 3;
  for (std::size_t i = 1; i < std::min(area.parts.size(), kTold + 1); ++i) {
    what += "; " + part_in_words(model_, area.parts[i]);
  }
  if (area.parts.size() > kTold + 1) what += fmt::format("; and {} more", area.parts.size() - kTold - 1);
  return {nullptr, Status::kNotMet, what};
}

Finding Checker::one_network(const Requirement&, const Group& network) const {
  std::string what;
  for (OrganisationId practice : network.practices) {
    for (const Relation* relation : relations_of(practice)) {
      const Organisation& whole = model_.organisations[relation->whole];
      if (relation->kind != RelationKind::kMember || whole.kind != OrganisationKind::kNetwork ||
          relation->whole == network.network || !relation->holds_on(day_)) {
        continue;
      }
      what += fmt::format("{}{} is also a core member of {}", what.empty() ? "" : "; ",
                          model_.organisations[practice].code, whole.code);
    }
  }
  if (what.empty())
    return {nullptr, Status::kMet, fmt::format("{} practices, each here only", network.practices.size())};
  return {nullptr, Status::kNotMet, what};
}

Finding Checker::one_body(const Requirement& requirement, const Group& network) const {
  std::map<OrganisationId, std::size_t> bodies;
  std::size_t unknown = 0;
  for (OrganisationId practice : network.practices) {
    const auto found = bodies_of(practice, requirement.ask.body);
    if (found.empty()) ++unknown;
    for (OrganisationId body : found) ++bodies[body];
  }
  std::string what;
  for (const auto& [body, practices] : bodies) {
    what += fmt::format("{}{} {} with {}", what.empty() ? "" : ", ", practices,
                        practices == 1 ? "practice" : "practices", model_.organisations[body].code);
  }
  if (unknown > 0) what += fmt::format("{}{} with none known", what.empty() ? "" : ", ", unknown);
  if (bodies.size() > 1) return {nullptr, Status::kNotMet, what};
  return {nullptr, unknown > 0 || bodies.empty() ? Status::kNotKnown : Status::kMet, what};
}

Finding Checker::recorded(const Requirement& requirement, const Group& network, const Record* record) const {
  const std::string& key = requirement.ask.key;
  if (record != nullptr) {
    if (const Holder* holder = record->holder(key, day_)) {
      return {nullptr, Status::kMet,
              holder->practice.empty() ? "recorded" : fmt::format("recorded, of {}", holder->practice)};
    }
    for (const Signed& one : record->signatures) {
      if (one.key == key && one.on <= day_) return {nullptr, Status::kMet, "signed " + format_date(one.on)};
    }
  }
  if (key == "payee" && network.network != kNobody) {
    for (const Relation& relation : model_.relations_into(network.network)) {
      if (relation.kind != RelationKind::kPayee || !relation.holds_on(day_)) continue;
      return {nullptr, Status::kMet, model_.organisations[relation.member].code};
    }
  }
  return {nullptr, Status::kNotKnown, fmt::format("no {} is recorded", key_in_words(key))};
}

Finding Checker::schedule(const Requirement& requirement, const Record* record) const {
  const Schedule* last = nullptr;
  if (record != nullptr) {
    for (const Schedule& one : record->schedules) {
      if (one.number == requirement.ask.number && (!one.complete || one.on <= day_)) last = &one;
    }
  }
  if (last == nullptr) return {nullptr, Status::kNotKnown, "nothing is recorded of it"};
  if (last->complete) return {nullptr, Status::kMet, "complete " + format_date(last->on)};
  return {nullptr, Status::kNotMet, "missing: " + last->missing};
}

Finding Checker::from_member(const Requirement& requirement, const Group& network,
                             const Record* record) const {
  const Holder* holder = record == nullptr ? nullptr : record->holder(requirement.ask.key, day_);
  const std::string key = key_in_words(requirement.ask.key);
  if (holder == nullptr) return {nullptr, Status::kNotKnown, fmt::format("no {} is recorded", key)};
  if (holder->practice.empty()) return {nullptr, Status::kNotKnown, "recorded without a practice"};
  for (OrganisationId practice : network.practices) {
    if (model_.organisations[practice].code == holder->practice)
      return {nullptr, Status::kMet, "of " + holder->practice};
  }
  return {nullptr, Status::kNotMet, fmt::format("{} is no member on that day", holder->practice)};
}

Finding Checker::partner(const Requirement& requirement, const Group& network, const Record* record) const {
  if (record != nullptr) {
    for (const Partner& one : record->partners) {
      if (one.kind == requirement.ask.body && one.from <= day_) return {nullptr, Status::kMet, one.name};
    }
  }
  if (network.network != kNobody) {
    for (const Relation& relation : model_.relations_into(network.network)) {
      const Organisation& member = model_.organisations[relation.member];
      if (relation.kind == RelationKind::kPartner && member.kind == requirement.ask.body &&
          relation.holds_on(day_)) {
        return {nullptr, Status::kMet, member.code};
      }
    }
  }
  return {nullptr, Status::kNotKnown,
          fmt::format("no {} is recorded as a partner", kind_word(requirement.ask.body))};
}

Result<Group> group_of(const Model& model, const footprint::Grouping& grouping, const Record& record) {
  const std::uint32_t known = grouping.find(record.network);
  if (record.practices.empty()) {
    if (known != footprint::kNoGroup) return grouping.groups[known];
    return Error{ErrorKind::kNotFound, fmt::format("there is no network {} on that day", record.network),
                 record.place, "a proposed network names its practices: practices A99901, A99902"};
  }
  Group group{record.network, record.name.empty() ? record.network : record.name, kNobody, {}};
  for (const std::string& code : record.practices) {
    const OrganisationId practice = model.find(OrganisationKind::kPractice, code);
    if (practice == kNobody) {
      return Error{ErrorKind::kNotFound, fmt::format("there is no practice {}", code), record.place,
                   "meso network list tells the codes"};
    }
    group.practices.push_back(practice);
  }
  std::ranges::sort(group.practices);
  group.practices.erase(std::ranges::unique(group.practices).begin(), group.practices.end());
  return group;
}

}  // namespace meso::network::formation
