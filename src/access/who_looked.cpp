#include "access/who_looked.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <fmt/format.h>

#include "access/agreement_tables.h"
#include "access/entry_body.h"

namespace meso::access {
namespace {

using journal::Chain;
using journal::Entry;

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

std::string day_in_words(Moment at) {
  const CivilDate day = civil_from_date(day_of(at));
  return fmt::format("{} {} {}", day.day, kMonths[day.month - 1], day.year);
}

std::string in_words(Moment at) {
  return fmt::format("{} at {} UTC", day_in_words(at), format_moment(at).substr(11, 5));
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return out;
}

std::string whose(const LookLine& line) {
  if (line.practices.empty()) return " of the network";
  return fmt::format(" of {} {}{}", line.practices.size() == 1 ? "practice" : "practices",
                     listed(line.practices), line.and_others ? " and others" : "");
}

std::string patients_in(const LookLine& line) {
  return fmt::format("{} {}{}", line.people, line.people == 1 ? "patient" : "patients", whose(line));
}

std::string who(const LookLine& line) {
  constexpr std::string_view kLocal = "local/";
  if (line.person.starts_with(kLocal)) {
    return fmt::format("{}, at the machine's own terminal,", line.person.substr(kLocal.size()));
  }
  std::string out = line.name.empty() ? line.person : line.name;
  if (line.words.role) {
    out += fmt::format(", {} at {},", role_words(*line.words.role), line.words.organisation);
  }
  return out;
}

std::string did(const LookLine& line) {
  const std::string& what = line.words.what;
  switch (line.words.kind) {
    case LookKind::kList:
      return fmt::format("saw a list of {} ({})", patients_in(line), what);
    case LookKind::kNames:
      return fmt::format("opened the names and NHS numbers of {} ({})", patients_in(line), what);
    case LookKind::kExplanation:
      return fmt::format("read the record of {}, for why {} decides as it does", patients_in(line), what);
    case LookKind::kExport:
      return fmt::format("took a file of figures{} out of Meso ({})", whose(line), what);
    case LookKind::kTypedCohort:
      return fmt::format("asked how many patients{} meet a condition of their own ({})", whose(line), what);
    case LookKind::kBrokenGlass:
      return fmt::format("broke the glass{} for an hour", whose(line));
    case LookKind::kEntriesOfPeople:
      break;
  }
  return fmt::format("opened what the journal holds about {} {} ({})", line.people,
                     line.people == 1 ? "person" : "people", what);
}

std::string sentence_of(const LookLine& line) {
  std::string out = fmt::format("On {} {} {}", in_words(line.at), who(line), did(line));
  if (line.words.purpose) out += fmt::format(", for {}", purpose_words(*line.words.purpose));
  if (!line.words.agreements.empty()) {
    out += fmt::format(", under {} {}", line.words.agreements.size() == 1 ? "agreement" : "agreements",
                       listed(line.words.agreements));
  }
  if (line.words.glass) out += ", after breaking the glass";
  out += ".";
  if (!line.reason.empty()) out += fmt::format(" The reason given: \"{}\"", line.reason);
  return out;
}

// Takes away the practices that the asker does not read. False when nothing of the line is theirs.
using Reads = std::function<bool(const std::string& practice)>;
bool cut(LookLine& line, const LooksAsked& asked, const Reads& reads) {
  if (!asked.person.empty() && line.person != asked.person) return false;
  if (line.practices.empty()) return asked.practice.empty() && reads("");
  const bool is_asked =
      asked.practice.empty() || std::ranges::find(line.practices, asked.practice) != line.practices.end();
  const std::size_t all = line.practices.size();
  std::erase_if(line.practices, [&](const std::string& practice) { return !reads(practice); });
  line.and_others = line.practices.size() < all;
  return is_asked && !line.practices.empty();
}

Result<std::map<std::string, std::string>> names_of_people(journal::Journal& journal) {
  std::map<std::string, std::string> out;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(auto rows, tables.prepare("SELECT person, name FROM access_people"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) return {};
      out.emplace(rows.text(0), rows.text(1));
    }
  }));
  return out;
}

std::string heading_of(const LooksAsked& asked, const std::vector<LookLine>& lines,
                       const std::string& scope) {
  std::set<std::string> people;
  for (const LookLine& line : lines) people.insert(line.person);
  std::string out = "Who looked at " + scope;
  if (asked.since) out += " since " + day_in_words(*asked.since);
  if (asked.before) out += " until before " + day_in_words(*asked.before);
  return fmt::format("{}: {} {} by {} {}.", out, lines.size(), lines.size() == 1 ? "entry" : "entries",
                     people.size(), people.size() == 1 ? "person" : "people");
}

Result<WhoLooked> report(journal::Journal& journal, const LooksAsked& asked, const Reads& reads,
                         const std::string& scope) {
  struct Found {
    LookLine line;
    Entry entry;
  };
  std::vector<Found> found;
  journal::Filter filter;
  filter.author = asked.person;
  filter.since = asked.since;
  filter.before = asked.before;
  const auto take = [&](const Entry& entry) -> Status {
    LookLine line;
    line.at = entry.at;
    line.is_look = entry.chain == Chain::kLooks;
    line.sequence = entry.sequence;
    line.person = entry.author;
    if (line.is_look) {
      line.words = look_words(entry.reason);
    } else {
      line.words.kind = LookKind::kBrokenGlass;
      line.reason = entry.reason;
    }
    line.stands_out = line.words.glass || !line.is_look;
    line.practices = line.words.practices;
    if (!entry.place.empty()) line.practices = {entry.place};
    if (cut(line, asked, reads)) found.push_back({std::move(line), entry});
    return {};
  };
  MESO_RETURN_IF_ERROR(journal.entries(Chain::kLooks, filter, take));
  filter.kind = kGlassBroken;
  MESO_RETURN_IF_ERROR(journal.entries(Chain::kActs, filter, take));
  std::ranges::sort(found, [](const Found& a, const Found& b) {
    return std::tuple(a.line.at, a.line.is_look, a.line.sequence) >
           std::tuple(b.line.at, b.line.is_look, b.line.sequence);
  });
  if (asked.last != 0 && found.size() > asked.last) found.resize(asked.last);

  MESO_ASSIGN_OR_RETURN(const auto names, names_of_people(journal));
  WhoLooked out;
  for (Found& each : found) {
    LookLine& line = each.line;
    MESO_ASSIGN_OR_RETURN(each.entry.body, journal.body(each.entry));
    MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(each.entry));
    if (line.is_look) {
      MESO_ASSIGN_OR_RETURN(const std::int64_t people, body.number("people"));
      line.people = static_cast<std::uint64_t>(people);
    } else {
      MESO_ASSIGN_OR_RETURN(const std::string role, body.text("role"));
      MESO_ASSIGN_OR_RETURN(line.words.organisation, body.text("organisation"));
      line.words.role = role_from_name(role);
    }
    if (const auto name = names.find(line.person); name != names.end()) line.name = name->second;
    line.sentence = sentence_of(line);
    out.lines.push_back(std::move(line));
  }
  out.heading = heading_of(asked, out.lines, scope);
  return out;
}

}  // namespace

std::string WhoLooked::text() const {
  std::string out = heading + "\n";
  const auto tell = [&](std::string_view title, bool stands_out) {
    bool first = true;
    for (const LookLine& line : lines) {
      if (line.stands_out != stands_out) continue;
      if (first) out += fmt::format("\n{}\n", title);
      first = false;
      out += "  " + line.sentence + "\n";
    }
  };
  tell("Breaking the glass, and what it opened", true);
  tell("Everything else", false);
  return out;
}

Result<WhoLooked> who_looked(journal::Journal& journal, const Acting& acting, const LooksAsked& asked,
                             Moment at) {
  MESO_ASSIGN_OR_RETURN(const Permission allowed, permission(journal, acting, at));
  const auto reads = [&](const std::string& practice) {
    return allowed.view(Ability::kReadLooks, practice).grant == Grant::kYes;
  };
  const std::string& practice = asked.practice.empty() ? acting.organisation : asked.practice;
  if (!reads(practice)) return allowed.refusal(Ability::kReadLooks, practice);
  const bool all = reads("");
  return report(journal, asked, reads,
                !asked.practice.empty() ? "practice " + asked.practice
                : all                   ? std::string("the network's practices")
                                        : "ours, practice " + acting.organisation);
}

Result<WhoLooked> who_looked_at_terminal(journal::Journal& journal, const LooksAsked& asked) {
  return report(
      journal, asked, [](const std::string&) { return true; },
      asked.practice.empty() ? std::string("the network's practices") : "practice " + asked.practice);
}

}  // namespace meso::access
