#include "cli/network_together.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/input_text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "locale/england/financial_year.h"
#include "network/codes.h"
#include "network/formation/check.h"
#include "network/formation/standing_together.h"
#include "network/own_texts.h"
#include "network/sheet.h"
#include "network/store.h"

namespace meso::cli {
namespace {

using namespace network::formation;
using network::kNobody;
using network::OrganisationId;
using network::footprint::Group;
using Kind = WorkbookTable::Kind;
using Cell = WorkbookTable::Cell;
using Formula = WorkbookTable::Formula;

// One network with what it recorded.
struct Opened {
  Standing standing;
  Group group;
  Record record;
  std::vector<std::string> members;  // codes

  const network::Organisation& practice(OrganisationId id) const { return standing.model.organisations[id]; }
};

Result<Opened> open(const TogetherArguments& arguments, unsigned parts) {
  Opened opened;
  MESO_ASSIGN_OR_RETURN(opened.standing, open_standing(arguments.standing, parts));
  MESO_ASSIGN_OR_RETURN(const std::vector<Record> records, records_for(arguments.standing, arguments.record));
  const Record* record = network::record_of(records, arguments.wanted);
  if (record != nullptr) {
    MESO_ASSIGN_OR_RETURN(opened.group, group_of(opened.standing.model, opened.standing.grouping, *record));
  } else {
    MESO_ASSIGN_OR_RETURN(const std::uint32_t number, wanted_group(opened.standing, arguments.wanted));
    opened.group = opened.standing.grouping.groups[number];
    record = network::record_of(records, opened.group.code);
  }
  if (record != nullptr) opened.record = *record;
  for (const OrganisationId id : opened.group.practices) opened.members.push_back(opened.practice(id).code);
  if (!arguments.practice.empty() &&
      std::ranges::find(opened.members, arguments.practice) == opened.members.end()) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("{} is no practice of {}", arguments.practice, opened.group.code),
                 {},
                 "meso network show tells the codes"};
  }
  return opened;
}

std::string heading(const Opened& opened, const std::string& what) {
  return fmt::format("{} ({}), on {}: {}", opened.group.name, opened.group.code,
                     format_date(opened.standing.day), what);
}

Error nothing_recorded(const Opened& opened, const std::string& what, const std::string& line) {
  return Error{ErrorKind::kNotFound,
               fmt::format("{} has recorded no {}", opened.group.code, what),
               {},
               "docs/membership.md; a line of its record: " + line};
}

std::string day_or_nothing(Date day) {
  return day == kUnknownDate || day == kLastDate ? std::string() : format_date(day);
}

Result<int> give_all(const TogetherArguments& arguments, const std::vector<WorkbookTable>& lists) {
  MESO_RETURN_IF_ERROR(give_listing(lists, arguments.standing.format, arguments.output));
  return kDone;
}

}  // namespace

Result<int> network_pulse(const TogetherArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Opened opened, open(arguments, network::kNames));
  const std::vector<PulseRound> rounds = pulse_trend(opened.record, opened.standing.day);
  if (rounds.empty()) {
    return nothing_recorded(
        opened, "round of a pulse",
        "pulse \"This network is ours\" on 2026-05-01 asked 24 agree 9 neither 4 disagree 3");
  }
  WorkbookTable list;
  list.name = "Pulse";
  list.notes = {heading(opened, "how questions were answered, in sums"),
                fmt::format("Rounds with fewer than {} answers are not shown: they could be put to people.",
                            kFewestAnswers)};
  list.columns = {{"question", Kind::kText, 40}, {"on", Kind::kDay, 12},
                  {"asked", Kind::kCount, 8},    {"answered", Kind::kCount, 9},
                  {"agree", Kind::kShare, 9},    {"neither", Kind::kShare, 9},
                  {"disagree", Kind::kShare, 9}, {"agree before", Kind::kShare, 12}};
  for (const PulseRound& round : rounds) {
    const Pulse& one = *round.pulse;
    const auto share = [](std::uint64_t part, const Pulse& of) {
      return static_cast<double>(part) / static_cast<double>(of.answered());
    };
    std::vector<Cell> row = {one.question, format_date(one.on), static_cast<double>(one.asked)};
    if (!round.shown) {
      row.emplace_back(std::string("too few"));
    } else {
      row.insert(row.end(), {static_cast<double>(one.answered()), share(one.agree, one),
                             share(one.neither, one), share(one.disagree, one),
                             round.before ? Cell(share(round.before->agree, *round.before)) : Cell()});
    }
    list.rows.push_back(std::move(row));
  }
  return give_all(arguments, {list});
}

Result<int> network_brought(const TogetherArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Opened opened, open(arguments, network::kFacts));
  const network::Model& model = opened.standing.model;
  WorkbookTable list;
  list.name = "Brought";
  list.notes = {
      heading(opened, "what the network has brought"),
      "Recorded by people where the source says so; else as the file has it, the newest period of each."};
  list.columns = {{"practice", Kind::kText, 10},      {"what", Kind::kText, 44},
                  {"from", Kind::kDay, 12},           {"to", Kind::kDay, 12},
                  {"pounds", Kind::kDecimal, 14},     {"hours", Kind::kCount, 9},
                  {"appointments", Kind::kCount, 12}, {"FTE", Kind::kDecimal, 8},
                  {"source", Kind::kText, 40}};
  std::uint64_t patients = 0;
  for (const OrganisationId id : opened.group.practices) {
    if (const auto size = model.list_size(id, opened.standing.day)) patients += size->patients;
  }
  for (const OrganisationId id : opened.group.practices) {
    const std::string& code = opened.practice(id).code;
    if (!arguments.practice.empty() && arguments.practice != code) continue;
    for (const Brought& one : opened.record.brought) {
      if (one.practice != code || one.from > opened.standing.day) continue;
      const auto amount = static_cast<double>(one.amount);
      using enum Brought::Kind;
      list.rows.push_back(
          {code, one.what, format_date(one.from), format_date(one.to),
           one.kind == kMoney ? Cell(amount / 100) : Cell(), one.kind == kHours ? Cell(amount) : Cell(),
           one.kind == kAppointments ? Cell(amount) : Cell(), Cell(), std::string("recorded")});
    }
    const auto facts = model.facts_of(id);
    for (std::size_t i = 0; i < facts.size(); ++i) {
      const network::Measure& measure = model.measures[facts[i].measure];
      if (!measure.code.starts_with("payments PCN") || facts[i].value == 0) continue;
      const bool newer = std::ranges::any_of(facts, [&](const network::Fact& other) {
        return other.measure == facts[i].measure &&
               model.periods[other.period].to > model.periods[facts[i].period].to;
      });
      if (newer) continue;
      const network::Period& period = model.periods[facts[i].period];
      list.rows.push_back({code, measure.code.substr(std::string_view("payments ").size()),
                           format_date(period.from), format_date(period.to), facts[i].value, Cell(), Cell(),
                           Cell(), model.sources[facts[i].source].file});
    }
    // The file of staff does not say where they work: a practice's part by its list is what it would be,
    // evenly.
    const auto size = model.list_size(id, opened.standing.day);
    if (!size || patients == 0 || opened.group.network == kNobody) continue;
    const network::Fact* newest = nullptr;
    for (const network::Fact& fact : model.facts_of(opened.group.network)) {
      if (model.measures[fact.measure].code != "staff") continue;
      if (newest == nullptr || model.periods[newest->period].to < model.periods[fact.period].to)
        newest = &fact;
    }
    if (newest == nullptr) continue;
    const network::Period& period = model.periods[newest->period];
    list.rows.push_back({code, fmt::format("its part by list of {:.1f} network staff", newest->value),
                         format_date(period.from), format_date(period.to), Cell(), Cell(), Cell(),
                         newest->value * size->patients / static_cast<double>(patients),
                         "computed from " + model.sources[newest->source].file});
  }
  if (list.rows.empty()) {
    return nothing_recorded(
        opened, "such thing, and no file of payments or staff knows it",
        "brought A99901 hours 410 from 2025-04-01 to 2026-03-31 \"the shared pharmacist\"");
  }
  return give_all(arguments, {list});
}

Result<int> network_entitlements(const TogetherArguments& arguments) {
  const Contract contract = builtin_contract();
  Opened opened;
  if (arguments.wanted.empty()) {
    MESO_ASSIGN_OR_RETURN(opened.standing, open_standing(arguments.standing, network::kNames));
  } else {
    MESO_ASSIGN_OR_RETURN(opened, open(arguments, network::kNames));
  }
  const Date day = opened.standing.day;
  WorkbookTable list;
  list.name = "Entitlements";
  list.notes = {
      fmt::format("Payments on {}, in {}, and which state of membership unlocks them. Amounts are not here.",
                  format_date(day), england::financial_year(day)),
      "A practice in no network must still co-operate with one; its patients are served all the same."};
  list.columns = {{"payment", Kind::kText, 52},       {"paid to", Kind::kText, 10},
                  {"counted by", Kind::kText, 44},    {"core member", Kind::kText, 12},
                  {"in no network", Kind::kText, 14}, {"standing", Kind::kText, 12},
                  {"source", Kind::kText, 44}};
  for (const Entitlement& one : contract.entitlements) {
    if (!one.provenance.holds_on(day)) continue;
    list.rows.push_back({one.title, std::string(one.to_practice ? "practice" : "network"), one.per,
                         std::string("yes"), std::string(one.outside ? "yes" : "no"),
                         std::string(rules::standing_name(one.provenance.standing)), one.provenance.source});
  }
  if (arguments.wanted.empty()) return give_all(arguments, {list});

  // How much of the year each practice was a member: what a payment that runs through the year follows.
  const network::Model& model = opened.standing.model;
  const network::Period year = *network::period_of(england::financial_year(day));
  const std::int32_t all_days = year.to.days - year.from.days + 1;
  WorkbookTable states;
  states.name = "Membership in the year";
  states.notes = {heading(opened, fmt::format("who was a member when in {}", england::financial_year(day)))};
  states.columns = {{"practice", Kind::kText, 10},
                    {"state", Kind::kText, 16},
                    {"since", Kind::kDay, 12},
                    {"until", Kind::kDay, 12},
                    {"days of the year", Kind::kCount, 14},
                    {"share of the year", Kind::kShare, 14}};
  for (const network::Relation& one : model.relations_into(opened.group.network)) {
    if (one.kind != network::RelationKind::kMember) continue;
    const Date until = one.until == kUnknownDate ? year.to : std::min(one.until, year.to);
    const std::int32_t days = until.days - std::max(one.since, year.from).days + 1;
    if (days <= 0) continue;
    states.rows.push_back({opened.practice(one.member).code,
                           std::string(one.holds_on(day) ? "core member"
                                       : one.since > day ? "joins"
                                                         : "left"),
                           format_date(one.since), day_or_nothing(one.until), static_cast<double>(days),
                           static_cast<double>(days) / all_days});
  }
  return give_all(arguments, {list, states});
}

namespace {

std::string decision_words(const PriorWork& work) {
  using enum PriorWork::Decision;
  const char* word = work.decision == kKeep ? "keep" : work.decision == kAdapt ? "adapt" : "stop";
  if (work.decision == kNone) return work.protect ? "open, protected" : "open";
  return fmt::format("{}, {}{}", word, format_date(work.on), work.because.empty() ? "" : ": " + work.because);
}

// Rows of a person's own list of services, as lines that a record takes.
Result<int> existing_services(const TogetherArguments& arguments) {
  const std::string name(base_name(arguments.services));
  MESO_ASSIGN_OR_RETURN(const InputText text, InputText::open(real_files(), arguments.services, name));
  std::vector<network::Sheet> sheets;
  if (is_workbook(text.text())) {
    MESO_ASSIGN_OR_RETURN(std::vector<WorkbookSheet> pages, read_workbook(text.text(), name));
    for (WorkbookSheet& page : pages) sheets.emplace_back(name, std::move(page.rows));
  } else {
    sheets.emplace_back(name, text.text());
  }
  std::string lines;
  std::size_t rejected = 0;
  for (network::Sheet& sheet : sheets) {
    const auto is_header = [](const std::vector<std::string>& row) {
      return std::ranges::any_of(
          row, [](const std::string& word) { return word == "service" || word == "agreement"; });
    };
    const auto found = std::ranges::find_if(sheet.leading(), is_header);
    if (found == sheet.leading().end()) continue;
    sheet.begin(static_cast<std::size_t>(found - sheet.leading().begin()));
    const auto title = sheet.find({"service", "agreement"});
    const auto practices = sheet.find({"practices", "practice", "runby", "practicecode"});
    const auto evidence = sheet.find({"evidence"});
    const auto clause = sheet.find({"clause"});
    while (sheet.next()) {
      const auto quoted = [&](network::Column column) {
        std::string words(sheet.cell(column));
        std::ranges::replace(words, '"', '\'');
        return words;
      };
      if (!sheet.fault().empty() || sheet.cell(title).empty()) {
        ++rejected;
        fmt::print(stderr, "{}:{}: {}\n", name, sheet.line(),
                   sheet.fault().empty() ? "no service" : sheet.fault());
        continue;
      }
      lines += fmt::format("  work \"{}\"", quoted(title));
      std::string codes = quoted(practices);
      for (char& c : codes) c = c == ';' || c == '/' || c == ' ' ? ',' : c;
      std::string joined;
      for (std::size_t at = 0; at < codes.size();) {
        const std::size_t end = std::min(codes.find(',', at), codes.size());
        const std::string code = codes.substr(at, end - at);
        if (!code.empty() && network::code_fault(code).empty()) joined += (joined.empty() ? "" : ", ") + code;
        if (!code.empty() && !network::code_fault(code).empty()) {
          ++rejected;
          fmt::print(stderr, "{}:{}: {}\n", name, sheet.line(), network::code_fault(code));
        }
        at = end + 1;
      }
      if (!joined.empty()) lines += " by " + joined;
      if (const std::string words = quoted(evidence); !words.empty())
        lines += fmt::format(" evidence \"{}\"", words);
      if (const std::string words = quoted(clause); !words.empty())
        lines += fmt::format(" clause \"{}\"", words);
      lines += "\n";
    }
  }
  if (lines.empty()) {
    return Error{ErrorKind::kBadInput, "no service in it can be read", Place{name, 0, 0},
                 "columns: service, practices, evidence, clause"};
  }
  NetworkArguments out;
  out.output = arguments.output;
  MESO_RETURN_IF_ERROR(give(out, fmt::format("network {}\n{}", arguments.wanted, lines)));
  return rejected == 0 ? kDone : kFinding;
}

}  // namespace

Result<int> network_work(const TogetherArguments& arguments) {
  if (!arguments.services.empty()) return existing_services(arguments);
  MESO_ASSIGN_OR_RETURN(const Opened opened, open(arguments, network::kNames));
  if (opened.record.works.empty()) {
    return nothing_recorded(opened, "work that was there before",
                            "work \"Tuesday clinic\" by A99901 clause \"Enhanced access\" protect");
  }
  const Contract contract = builtin_contract();
  WorkbookTable list;
  list.name = "Work";
  list.notes = {heading(opened, "what the contract asks, and the local work that answers it")};
  list.columns = {{"clause", Kind::kText, 44},   {"local work", Kind::kText, 30},
                  {"run by", Kind::kText, 24},   {"evidence", Kind::kText, 30},
                  {"decision", Kind::kText, 34}, {"standing", Kind::kText, 12}};
  for (const ClauseWork& one : work_by_clause(contract, opened.record, opened.standing.day)) {
    const std::string clause = one.service ? one.service->title : "outside the contract";
    const std::string standing =
        one.service ? std::string(rules::standing_name(one.service->provenance.standing)) : std::string();
    if (one.works.empty() && one.service != nullptr)
      list.rows.push_back({clause, std::string("none recorded"), Cell(), Cell(), Cell(), standing});
    for (const PriorWork* work : one.works) {
      list.rows.push_back({clause, work->title, fmt::format("{}", fmt::join(work->practices, ", ")),
                           work->evidence, decision_words(*work), standing});
    }
  }
  return give_all(arguments, {list});
}

Result<int> network_services(const TogetherArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Opened opened, open(arguments, network::kNames));
  if (opened.record.services.empty())
    return nothing_recorded(opened, "services", "service \"Minor surgery\" at A99901 from 2019-04-01");
  const network::Model& model = opened.standing.model;
  const ServiceGrid grid = service_grid(model, opened.record, opened.group.practices, opened.standing.day);
  WorkbookTable list;
  list.name = "Services";
  list.notes = {heading(opened, "which practice gives which service; a blank is not known")};
  list.columns = {{"service", Kind::kText, 30}};
  for (const std::string& code : opened.members) list.columns.push_back({code, Kind::kText, 10});
  list.columns.push_back({"patients without", Kind::kCount, 14});
  list.columns.push_back({"not known", Kind::kCount, 12});
  WorkbookTable gaps;
  gaps.name = "Gaps";
  gaps.notes = {"What the network could supply: the nearest member that gives it, in a straight line"};
  gaps.columns = {{"service", Kind::kText, 30},
                  {"lacking at", Kind::kText, 12},
                  {"patients", Kind::kCount, 10},
                  {"could come from", Kind::kText, 26},
                  {"km", Kind::kDecimal, 8}};
  for (const ServiceGrid::Row& row : grid.rows) {
    using enum ServiceGrid::Given;
    std::vector<Cell> cells = {row.title};
    for (const auto given : row.given)
      cells.emplace_back(std::string(given == kYes ? "yes" : given == kNo ? "no" : ""));
    cells.emplace_back(static_cast<double>(row.patients_without));
    cells.emplace_back(static_cast<double>(row.patients_not_known));
    list.rows.push_back(std::move(cells));
    for (const auto& gap : row.gaps) {
      const auto size = model.list_size(gap.practice, opened.standing.day);
      gaps.rows.push_back(
          {row.title, opened.practice(gap.practice).code,
           size ? Cell(static_cast<double>(size->patients)) : Cell(),
           gap.giver == kNobody ? std::string("nobody in the network") : opened.practice(gap.giver).code,
           gap.km < 0 ? Cell() : Cell(gap.km)});
    }
  }
  std::vector<WorkbookTable> lists = {std::move(list)};
  if (!gaps.rows.empty()) lists.push_back(std::move(gaps));
  return give_all(arguments, lists);
}

Result<int> network_open(const TogetherArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Opened opened, open(arguments, network::kNames));
  const std::vector<OpenMatter> matters = open_matters(opened.record, builtin_contract(), opened.members,
                                                       opened.standing.day, arguments.practice);
  WorkbookTable list;
  list.name = "Open";
  list.notes = {heading(opened, arguments.practice.empty()
                                    ? "what waits for an answer"
                                    : "what waits for an answer, as " + arguments.practice + " sees it"),
                fmt::format("What is about one practice is that practice's alone for {} days.", kOwnDays)};
  list.columns = {{"what", Kind::kText, 12},       {"title", Kind::kText, 60}, {"with", Kind::kText, 20},
                  {"about", Kind::kText, 10},      {"since", Kind::kDay, 12},  {"due", Kind::kDay, 12},
                  {"days open", Kind::kCount, 10}, {"", Kind::kText, 9}};
  for (const OpenMatter& one : matters) {
    list.rows.push_back({one.kind, one.title, one.holder, one.about, day_or_nothing(one.since),
                         day_or_nothing(one.due),
                         one.since == Date{} || one.since > opened.standing.day
                             ? Cell()
                             : Cell(static_cast<double>(opened.standing.day.days - one.since.days)),
                         std::string(one.overdue ? "overdue" : "")});
  }
  if (matters.empty()) list.notes.emplace_back("Nothing waits.");
  return give_all(arguments, {list});
}

}  // namespace meso::cli
