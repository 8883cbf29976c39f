// An indicator or register beside itself and beside others: at earlier month-ends, at the thresholds that it
// is paid by, and in the counts that came with public files.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/words.h"
#include "locale/england/financial_year.h"
#include "rules/language.h"
#include "rules/thresholds.h"
#include "server/asking_places.h"
#include "server/routes.h"

namespace meso::server {
namespace {

using network::kNobody;
using network::Model;
using network::OrganisationId;
using network::OrganisationKind;

constexpr int kMostMonths = 36;
constexpr int kUsualMonths = 24;

// The last days of months up to `day`, oldest first; `day` itself ends them.
std::vector<Date> month_ends(Date day, int months) {
  std::vector<Date> out = {day};
  const CivilDate civil = civil_from_date(day);
  int year = civil.year, month = civil.month;
  while (static_cast<int>(out.size()) < months) {
    const auto first = date_from_civil(year, month, 1);
    if (!first) break;
    const Date end = add_days(*first, -1);
    if (end != out.back()) out.push_back(end);
    if (--month == 0) {
      month = 12;
      --year;
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

Json point_json(const access::ShownPractice& row, const Named& named) {
  const auto id = static_cast<std::size_t>(named.id);
  if (named.is_register)
    return {{"numerator", shown_json(row.registers[id].size)},
            {"denominator", shown_json(row.registers[id].base)}};
  return {{"numerator", shown_json(row.indicators[id].numerator)},
          {"denominator", shown_json(row.indicators[id].denominator)}};
}

// Which bodies a practice answers to on a day, through its network where that is what a file says.
class Bodies {
 public:
  Bodies(const Model& model, Date day) : model_(model) {
    for (const network::Relation& relation : model.relations) {
      const bool up = relation.kind == network::RelationKind::kCommissionedBy ||
                      relation.kind == network::RelationKind::kPartOf ||
                      (relation.kind == network::RelationKind::kMember &&
                       model.organisations[relation.whole].kind == OrganisationKind::kNetwork);
      if (up && relation.holds_on(day)) above_[relation.member].push_back(relation.whole);
    }
  }
  std::set<OrganisationId> of(OrganisationId practice) const {
    std::set<OrganisationId> seen;
    std::vector<OrganisationId> open = {practice};
    while (!open.empty()) {
      const auto found = above_.find(open.back());
      open.pop_back();
      if (found == above_.end()) continue;
      for (const OrganisationId whole : found->second) {
        if (seen.insert(whole).second) open.push_back(whole);
      }
    }
    return seen;
  }

 private:
  const Model& model_;
  std::map<OrganisationId, std::vector<OrganisationId>> above_;
};

// "QOF HYP register" counts who is on HYP_REG; a measure that ends with an indicator's name counts it.
bool is_of(const network::Measure& measure, const std::string& id) {
  if (measure.code == id) return true;
  if (id.ends_with("_REG"))
    return measure.code == fmt::format("QOF {} register", id.substr(0, id.size() - 4));
  return measure.code.ends_with(" " + id);
}

struct Sum {
  double numerator = 0, denominator = 0;
  std::size_t practices = 0;
  void add(const network::Fact& fact) {
    numerator += fact.numerator;
    denominator += fact.denominator;
    practices += 1;
  }
  Json json() const {
    return {{"numerator", numerator}, {"denominator", denominator}, {"practices", practices}};
  }
};

// One measure of one source in its newest period: the practices of our network, and the sums around them.
struct Counted {
  network::PeriodId period = 0;
  std::vector<const network::Fact*> facts;
};

Json counts_json(const Model& model, const std::string& id, OrganisationId own, Date day) {
  std::map<std::pair<network::MeasureId, network::SourceId>, Counted> counted;
  for (const network::Fact& fact : model.facts) {
    const auto& of = model.organisations[fact.organisation];
    if (of.kind != OrganisationKind::kPractice || !is_of(model.measures[fact.measure], id)) continue;
    if (std::isnan(fact.numerator) || std::isnan(fact.denominator)) continue;
    Counted& one = counted[{fact.measure, fact.source}];
    if (one.facts.empty() || model.periods[one.period].to < model.periods[fact.period].to) {
      one.facts.clear();
      one.period = fact.period;
    }
    if (one.period == fact.period) one.facts.push_back(&fact);
  }
  const Bodies bodies(model, day);
  const auto members = own == kNobody ? std::vector<OrganisationId>{} : model.members(own, day);
  std::set<OrganisationId> around;
  for (const OrganisationId member : members) around.merge(bodies.of(member));
  Json out = Json::array();
  for (const auto& [key, one] : counted) {
    std::map<OrganisationId, Sum> sums;
    Sum everybody;
    Json practices = Json::array();
    for (const network::Fact* fact : one.facts) {
      everybody.add(*fact);
      for (const OrganisationId body : bodies.of(fact->organisation)) {
        if (around.contains(body)) sums[body].add(*fact);
      }
      if (std::ranges::find(members, fact->organisation) == members.end()) continue;
      Json row = name_json(model, fact->organisation);
      row["numerator"] = fact->numerator;
      row["denominator"] = fact->denominator;
      practices.push_back(std::move(row));
    }
    Json levels = Json::array();
    for (const auto& [body, sum] : sums) {
      Json row = name_json(model, body);
      row["kind"] = network::kind_word(model.organisations[body].kind);
      row.update(sum.json());
      levels.push_back(std::move(row));
    }
    Json all = {{"code", nullptr}, {"name", "every practice in the file"}, {"kind", "all"}};
    all.update(everybody.json());
    levels.push_back(std::move(all));
    const network::Period& period = model.periods[one.period];
    const network::Source& source = model.sources[key.second];
    out.push_back({{"measure", model.measures[key.first].code},
                   {"title", model.measures[key.first].title},
                   {"from", day_or_null(period.from)},
                   {"to", day_or_null(period.to)},
                   {"source", source.file},
                   {"levels", std::move(levels)},
                   {"practices", std::move(practices)}});
  }
  return out;
}

}  // namespace

Response trend_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const When time, when_asked(asked));
    MESO_ASSIGN_OR_RETURN(const auto whole, asked.pinned.model(time.year));
    MESO_RETURN_IF_ERROR(find_named(*whole, asked.values[0]));
    int months = kUsualMonths;
    if (const auto given = asked.request.asked("months"); !given.empty()) {
      const auto number = parse_whole_number(given, kMostMonths);
      if (!number || *number == 0)
        return Error{ErrorKind::kUsage, "`months` is not a number from 1 to 36", {}, ""};
      months = static_cast<int>(*number);
    }
    MESO_ASSIGN_OR_RETURN(const rules::Model model, rules::keep_only(*whole, {asked.values[0]}));
    MESO_ASSIGN_OR_RETURN(const Named named, find_named(model, asked.values[0]));
    Json out = preamble_json(asked.lens(), time.question, time.year, model);
    out["id"] = named.is_register ? model.registers[static_cast<std::size_t>(named.id)].name
                                  : model.indicators[static_cast<std::size_t>(named.id)].name;
    out["points"] = Json::array();
    for (const Date day : month_ends(time.question.dates.achievement, months)) {
      access::Question question = time.question;
      question.dates = rules::reference_dates(day, {england::kYearEndMonth, england::kYearEndDay});
      const auto figures = asked.lens().shown(model, question);
      // A day that this view may not be shown is a gap and no error: the other days stand.
      if (!figures.ok() && figures.error().kind != ErrorKind::kRefused) return figures.error();
      Json rows = Json::object();
      if (figures.ok()) {
        for (const access::ShownPractice& row : figures->practices)
          rows[row.practice] = point_json(row, named);
        rows["network"] = point_json(figures->network, named);
      }
      out["points"].push_back(
          {{"on", format_date(day)}, {"shown", figures.ok()}, {"figures", std::move(rows)}});
    }
    return out;
  });
}

Response thresholds_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const When time, when_asked(asked));
    MESO_ASSIGN_OR_RETURN(const auto model, asked.pinned.model(time.year));
    Json rows = Json::array();
    for (const rules::Indicator& indicator : model->indicators) {
      const auto* one = rules::threshold_of(asked.pinned.rulebook().thresholds, indicator.name, time.year);
      if (one == nullptr) continue;
      rows.push_back({{"id", indicator.name},
                      {"year", one->year},
                      {"lower", one->lower / 10.0},
                      {"upper", one->upper / 10.0},
                      {"standing", rules::standing_name(one->standing)},
                      {"source", one->source}});
    }
    return Json{{"version", 1}, {"year", time.year}, {"thresholds", std::move(rows)}};
  });
}

Response beside_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const When time, when_asked(asked));
    MESO_ASSIGN_OR_RETURN(const auto model, asked.pinned.model(time.year));
    MESO_ASSIGN_OR_RETURN(const Named named, find_named(*model, asked.values[0]));
    const auto at = static_cast<std::size_t>(named.id);
    const std::string id = named.is_register ? model->registers[at].name : model->indicators[at].name;
    Json out = {{"version", 1}, {"id", id}, {"own", nullptr}, {"counts", Json::array()}};
    const auto places = asked.network.places().now();
    if (!places.ok()) {
      // Nothing was imported: there is nothing beside it, and that is an answer.
      if (places.error().kind == ErrorKind::kNotFound) return out;
      return places.error();
    }
    const Model& known = (*places)->model;
    const OrganisationId own = own_network(asked, known);
    if (own != kNobody) out["own"] = name_json(known, own);
    out["counts"] = counts_json(known, id, own, known.newest_day());
    return out;
  });
}

}  // namespace meso::server
