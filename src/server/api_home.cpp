// Where somebody begins, by role: what changed, what waits for them, what is due. Every line says where it
// leads, and none says a number that they may not see: figures come through their own view.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "access/agreements.h"
#include "access/who_looked.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

using access::Ability;
using access::Agreement;
using access::Grant;
using access::Relation;
using access::Role;

constexpr std::size_t kChanges = 3;
constexpr std::size_t kActsAmong = 2;        // of those, what people did
constexpr std::uint64_t kEnoughPeople = 50;  // below it, percents move by chance alone
constexpr std::int32_t kEndsSoon = 60;       // days
constexpr std::int32_t kStale = 45;          // days that an extract may be old
constexpr std::int32_t kNews = 30;           // days that something stays news

Json line(std::string text, std::string to) {
  return {{"text", std::move(text)}, {"to", std::move(to)}};
}

std::string day_words(Date day) {
  constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
  const CivilDate civil = civil_from_date(day);
  return fmt::format("{} {} {}", civil.day, kMonths[civil.month - 1], civil.year);
}

bool holds(const access::HeldRole& role, Ability ability) {
  return access::may(role.role, ability, Relation::kOwn) != Grant::kNo ||
         access::may(role.role, ability, Relation::kNotAgreed) != Grant::kNo;
}

bool has_page(const access::HeldRole& role, std::string_view path) {
  return std::ranges::any_of(
      each_page(), [&](const PageOf& page) { return page.path == path && page.needs.met_by(role.role); });
}

// The last day of the same month a year before: indicators fill up over a contract's year, so that any nearer
// day would show the calendar and not the care.
Date year_before(Date day) {
  const CivilDate civil = civil_from_date(day);
  return *date_from_civil(civil.year - 1, civil.month, days_in_month(civil.year - 1, civil.month));
}

// The indicators whose share of the whole network that one sees moved most since a year before, by
// percentage points, where enough people are counted at both ends and the rule is the same.
Result<Json> moved(const Asked& asked) {
  Json out = Json::array();
  const access::Lens& lens = asked.lens();
  const auto shown_on =
      [&](Date day) -> Result<std::pair<access::ShownFigures, std::shared_ptr<const rules::Model>>> {
    MESO_ASSIGN_OR_RETURN(const When time, when(asked, format_date(day), ""));
    MESO_ASSIGN_OR_RETURN(auto model, asked.pinned.model(time.year));
    MESO_ASSIGN_OR_RETURN(auto figures, lens.shown(*model, time.question));
    return std::pair(std::move(figures), std::move(model));
  };
  const Date day = lens.default_day(), before = year_before(day);
  MESO_ASSIGN_OR_RETURN(const auto present, shown_on(day));
  MESO_ASSIGN_OR_RETURN(const auto past, shown_on(before));
  struct Move {
    const rules::Indicator* indicator;
    double from, to;
  };
  std::vector<Move> moves;
  const auto enough = [](const access::ShownIndicator& figures) {
    return figures.denominator.has_value() && figures.numerator.has_value() &&
           figures.denominator.value >= kEnoughPeople;
  };
  const auto percent = [](const access::ShownIndicator& figures) {
    return 100.0 * static_cast<double>(figures.numerator.value) /
           static_cast<double>(figures.denominator.value);
  };
  for (std::size_t i = 0; i < present.second->indicators.size(); ++i) {
    const rules::Indicator& indicator = present.second->indicators[i];
    for (std::size_t k = 0; k < past.second->indicators.size(); ++k) {
      const rules::Indicator& then = past.second->indicators[k];
      if (then.name != indicator.name || then.provenance.text_hash != indicator.provenance.text_hash)
        continue;
      const auto& now_shown = present.first.network.indicators[i];
      const auto& then_shown = past.first.network.indicators[k];
      if (enough(now_shown) && enough(then_shown))
        moves.push_back({&indicator, percent(then_shown), percent(now_shown)});
    }
  }
  std::ranges::stable_sort(
      moves, [](const Move& a, const Move& b) { return std::abs(a.to - a.from) > std::abs(b.to - b.from); });
  for (const Move& move : moves) {
    if (out.size() == kChanges || std::abs(move.to - move.from) < 0.1) break;
    out.push_back(
        line(fmt::format("{}, {}: {:.1f}% on {}, {:.1f}% on {}", move.indicator->name, move.indicator->title,
                         move.from, day_words(before), move.to, day_words(day)),
             "/indicators/" + move.indicator->name));
  }
  return out;
}

bool concerns(const access::HeldRole& role, const Agreement& agreement) {
  return role.organisation == agreement.practice ||
         access::may(role.role, Ability::kWithdraw, Relation::kNotAgreed) == Grant::kYes ||
         std::ranges::find(agreement.recipients, role.organisation) != agreement.recipients.end();
}

// What entries of the last days say about agreements and roles that concern this person.
Status add_acts(const Asked& asked, const std::vector<Agreement>& agreements, Json& changed) {
  const access::HeldRole& role = *asked.visitor->role;
  const std::string to = has_page(role, "/access") ? "/access" : "/network?view=checks";
  journal::Filter filter;
  filter.since = Moment{now().microseconds - std::int64_t{kNews} * 86'400'000'000};
  Json news = Json::array();
  const auto each = [&](const journal::Entry& entry) -> Status {
    const std::string on = day_words(access::day_of(entry.at));
    if (entry.kind == "access.agreement_off" || entry.kind == "access.agreement_on") {
      const auto found = std::ranges::find_if(
          agreements, [&](const Agreement& each_one) { return entry.subject == "agreement/" + each_one.id; });
      if (found == agreements.end() || !concerns(role, *found)) return {};
      news.push_back(line(fmt::format("{} switched a sharing agreement {} on {}", found->practice,
                                      entry.kind.ends_with("_on") ? "on again" : "off", on),
                          to));
    } else if (entry.kind == "access.role_given" &&
               entry.subject == "person/" + asked.visitor->session.person) {
      news.push_back(line(fmt::format("You were given a role at {} on {}", entry.place, on), "/"));
    }
    return {};
  };
  MESO_RETURN_IF_ERROR(asked.reception.journal().entries(journal::Chain::kActs, filter, each));
  // The newest first.
  for (auto at = news.rbegin(); at != news.rend() && changed.size() < kActsAmong; ++at)
    changed.push_back(*at);
  return {};
}

Status add_waiting(const Asked& asked, Json& waiting) {
  const access::HeldRole& role = *asked.visitor->role;
  MESO_ASSIGN_OR_RETURN(const access::Ways ways, access::ways(asked.reception.journal()));
  if (holds(role, Ability::kPeople)) {
    MESO_ASSIGN_OR_RETURN(const auto people, asked.reception.accounts().people());
    const auto count = [&](const auto& is) { return std::ranges::count_if(people, is); };
    const auto some = [&](auto number, const char* one, const char* many) {
      if (number > 0)
        waiting.push_back(line(fmt::format("{} {}", number, number == 1 ? one : many), "/access"));
    };
    some(count([](const auto& p) { return !p.closed && !p.has_password; }), "person has no password yet",
         "people have no password yet");
    some(count([](const auto& p) { return !p.closed && p.roles.empty(); }), "person has no role",
         "people have no role");
  }
  if (holds(role, Ability::kWays)) {
    if (!ways.is_open(access::Way::kRecords))
      waiting.push_back(line("The way of records is shut: nobody sees a figure", "/access?show=ways"));
    if (!ways.is_open(access::Way::kDirectCare)) {
      std::string missing;
      for (const auto condition : ways.missing())
        missing += (missing.empty() ? "" : "; ") + std::string(access::condition_words(condition));
      if (!missing.empty()) waiting.push_back(line("Direct care waits for " + missing, "/access?show=ways"));
    }
  }
  if (holds(role, Ability::kReadLooks) && asked.visitor->acting) {
    access::LooksAsked looks;
    looks.since = Moment{now().microseconds - std::int64_t{kNews} * 86'400'000'000};
    MESO_ASSIGN_OR_RETURN(const auto report,
                          access::who_looked(asked.reception.journal(), *asked.visitor->acting, looks));
    const auto glass =
        std::ranges::count_if(report.lines, [](const access::LookLine& each) { return each.stands_out; });
    if (glass > 0) {
      waiting.push_back(
          line(fmt::format("{} {} about records that were opened without an agreement, in the last {} days",
                           glass, glass == 1 ? "entry" : "entries", kNews),
               "/access?show=looks"));
    }
  }
  if (asked.visitor->lens) {
    const auto hidden = asked.lens().not_shared();
    const bool own = access::may(role.role, Ability::kCounts, Relation::kAgreed) == Grant::kYes;
    if (own && !hidden.empty()) {
      waiting.push_back(
          line(fmt::format("{} {} nothing with you: every figure is without {}", fmt::join(hidden, ", "),
                           hidden.size() == 1 ? "shares" : "share", hidden.size() == 1 ? "it" : "them"),
               "/network"));
    }
    for (const auto& failure : asked.lens().failures()) {
      if (has_page(role, "/data"))
        waiting.push_back(line(fmt::format("The file of {} does not read", failure.practice), "/data"));
    }
  }
  return {};
}

void add_due(const Asked& asked, const std::vector<Agreement>& agreements, Json& due) {
  const access::HeldRole& role = *asked.visitor->role;
  const Date today = access::day_of(now());
  const std::string to = has_page(role, "/access") ? "/access?show=agreements" : "/network?view=checks";
  for (const Agreement& agreement : agreements) {
    if (!agreement.in_force(today) || !agreement.ends || !concerns(role, agreement)) continue;
    if (add_days(today, kEndsSoon) < *agreement.ends) continue;
    due.push_back(line(
        fmt::format("An agreement of {} ends on {}", agreement.practice, day_words(*agreement.ends)), to));
  }
  if (has_page(role, "/data")) {
    int old = 0;
    Date oldest = today;
    for (const auto& practice : asked.pinned.whole().practices()) {
      const bool loads =
          access::may(role.role, Ability::kLoad,
                      practice.practice == role.organisation ? Relation::kOwn : Relation::kNotAgreed) !=
          Grant::kNo;
      if (!loads || today < add_days(practice.as_at, kStale)) continue;
      ++old;
      oldest = std::min(oldest, practice.as_at);
    }
    if (old > 0) {
      due.push_back(line(fmt::format("{} {} older than {} days; the oldest is as at {}", old,
                                     old == 1 ? "extract is" : "extracts are", kStale, day_words(oldest)),
                         "/data"));
    }
  }
}

Result<Json> home_json(const Asked& asked) {
  const access::HeldRole& role = *asked.visitor->role;
  Json changed = Json::array(), waiting = Json::array(), due = Json::array();
  MESO_ASSIGN_OR_RETURN(const auto agreements, access::agreements(asked.reception.journal()));
  // In a preview only what figures say: what waits for the audience is not the visitor's to see.
  if (!asked.visitor->audience) {
    MESO_RETURN_IF_ERROR(add_acts(asked, agreements, changed));
    MESO_RETURN_IF_ERROR(add_waiting(asked, waiting));
    add_due(asked, agreements, due);
  }
  const bool counts = asked.visitor->lens && holds(role, Ability::kCounts);
  std::string nothing_seen;
  if (asked.visitor->lens &&
      (counts || access::may(role.role, Ability::kCounts, Relation::kAgreed) != Grant::kNo)) {
    const std::string key = fmt::format("moved\n{}\n{}\n{}", asked.pinned.digest(), asked.lens().heading(),
                                        asked.lens().view_digest());
    auto known = asked.pinned.recent_answers().find(key);
    if (!known) {
      const auto indicators = moved(asked);
      if (indicators.ok()) {
        known = std::make_shared<const std::string>(one_line(*indicators));
        asked.pinned.recent_answers().keep(key, known);
      } else {
        nothing_seen = indicators.error().text();
      }
    }
    if (known) {
      for (const Json& each : Json::parse(*known)) {
        if (changed.size() < kChanges) changed.push_back(each);
      }
    }
  }
  return Json{{"version", 1},
              {"changed", changed},
              {"waiting", waiting},
              {"due", due},
              {"nothing_seen", nothing_seen}};
}

}  // namespace

Response home_answer(const Asked& asked) {
  return answered([&] { return home_json(asked); });
}

}  // namespace meso::server
