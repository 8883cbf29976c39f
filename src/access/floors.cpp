#include "access/floors.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "access/agreement_tables.h"

namespace meso::access {
namespace {

// By reader, in the order of StaffReader: - never, r when released, y yes.
struct KindRow {
  StaffKind kind;
  std::string_view words;
  std::uint32_t people, groups;
  bool own_first;
  std::string_view readers;
};
constexpr KindRow kRows[] = {
    {StaffKind::kSpeakingShare, "one person's share of speaking", 1, 1, true, "yy----"},
    {StaffKind::kPersonTrust, "how one person rated another", 1, 1, false, "-----y"},
    {StaffKind::kPracticePair, "how one practice rated another", 5, 1, true, "r--r-y"},
    {StaffKind::kPracticeOwnMean, "how the others rated a practice", 5, 2, true, "y--r-y"},
    {StaffKind::kPracticeAnswers, "a practice's own answers", 5, 1, true, "y--r-y"},
    {StaffKind::kNetworkMean, "the network's mean and spread", 5, 3, true, "yyyyry"},
    {StaffKind::kAskMinutes, "one person's minutes on an ask", 1, 1, true, "y-r---"},
};

constexpr std::string_view kReaderWords[] = {
    "whom it is about", "the group that agreed", "their practice", "the network", "outside", "a study"};

constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(static_cast<unsigned __int128>(a) * b % kPrime);
}
std::uint64_t inverse(std::uint64_t a) {
  std::uint64_t out = 1;
  for (std::uint64_t power = kPrime - 2; power != 0; power >>= 1, a = times(a, a)) {
    if ((power & 1) != 0) out = times(out, a);
  }
  return out;
}

std::size_t at(StaffReader reader) {
  return static_cast<std::size_t>(reader);
}

Error refused(std::string message, std::string hint = "") {
  return {ErrorKind::kRefused, std::move(message), {}, std::move(hint)};
}

Status write(journal::Journal& journal, const std::string& author, const std::string& what,
             const std::string& practice, const char* kind, const std::string& reason) {
  if (what.empty()) return Error{ErrorKind::kUsage, "nothing was named to release", {}, ""};
  const std::string owner = practice.empty() ? author : practice;
  journal::Act act;
  act.author = author;
  act.place = practice;
  act.subject = "released/" + what;
  act.kind = kind;
  act.reason = reason;
  act.body = nlohmann::json({{"what", what}, {"owner", owner}})
                 .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  act.seen = journal::kBesideOthers;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    return practice.empty() ? Status() : require_ability(tables, author, Ability::kAgree, practice);
  };
  MESO_RETURN_IF_ERROR(journal.append(act, rule));
  return {};
}

}  // namespace

std::string_view staff_kind_words(StaffKind kind) {
  return kRows[static_cast<std::size_t>(kind)].words;
}
std::string_view staff_reader_words(StaffReader reader) {
  return kReaderWords[at(reader)];
}
bool is_locked(StaffUse use) {
  return use >= StaffUse::kAppraisal;
}

Floor floor_of(StaffKind kind) {
  const KindRow& row = kRows[static_cast<std::size_t>(kind)];
  Floor out;
  out.people = row.people;
  out.groups = row.groups;
  out.own_first = row.own_first;
  for (std::size_t i = 0; i < out.readers.size(); ++i) {
    out.readers[i] = row.readers[i] != '-';
    out.released[i] = row.readers[i] == 'r';
  }
  return out;
}

Floor both(const Floor& a, const Floor& b) {
  Floor out;
  out.people = std::max(a.people, b.people);
  out.groups = std::max(a.groups, b.groups);
  out.own_first = a.own_first || b.own_first;
  for (std::size_t i = 0; i < out.readers.size(); ++i) {
    out.readers[i] = a.readers[i] && b.readers[i];
    out.released[i] = out.readers[i] && (a.released[i] || b.released[i]);
  }
  return out;
}

Status may_show(const Floor& floor, const StaffFact& fact, StaffReader reader, StaffUse use, Moment now) {
  if (is_locked(use))
    return refused(std::string("what is held about staff is locked: ") + std::string(kPurposeLock));
  if (!floor.readers[at(reader)]) {
    return refused(fmt::format("this is never shown to {}", staff_reader_words(reader)));
  }
  if (reader == StaffReader::kStudy && use != StaffUse::kStudy) {
    return refused("a study sees this for the study alone");
  }
  if (fact.people < floor.people || fact.groups < floor.groups) {
    return refused(fmt::format("too few answered: it takes {} people from {} or more {}", floor.people,
                               floor.groups, floor.groups == 1 ? "group" : "groups"),
                   "ask again when more have answered, or look at the whole network");
  }
  if (floor.released[at(reader)] && !fact.released) {
    return refused("those whom it is about have not released it", "ask them; they may also take it back");
  }
  // Those who agreed beforehand see it together and at once; a study sees no names.
  const bool waits =
      reader != StaffReader::kOwner && reader != StaffReader::kGroup && reader != StaffReader::kStudy;
  if (floor.own_first && waits) {
    if (!fact.owner_told) return refused("those whom it is about have not been able to see it yet");
    const Moment free{fact.owner_told->microseconds + kOwnFirstDays * 86'400'000'000};
    if (now < free) {
      return refused(fmt::format("those whom it is about have it to themselves until {}",
                                 format_moment(free).substr(0, 10)));
    }
  }
  return {};
}

std::vector<PooledGroup> pooled(std::span<const StaffGroup> groups, std::uint32_t least) {
  std::vector<StaffGroup> sorted(groups.begin(), groups.end());
  std::ranges::stable_sort(sorted, {}, &StaffGroup::people);
  PooledGroup others;
  std::size_t alone = 0;  // the first of those that stand alone
  for (; alone < sorted.size(); ++alone) {
    const bool is_small = sorted[alone].people < least;
    const bool is_needed = !others.members.empty() && others.people < least;
    if (!is_small && !is_needed) break;
    others.members.push_back(sorted[alone].name);
    others.people += sorted[alone].people;
  }
  std::vector<PooledGroup> out;
  if (!others.members.empty() && others.people < least) return out;
  for (; alone < sorted.size(); ++alone)
    out.push_back({sorted[alone].name, {sorted[alone].name}, sorted[alone].people});
  std::ranges::sort(out, {}, &PooledGroup::name);
  if (!others.members.empty()) out.push_back(std::move(others));
  return out;
}

// Sums that were shown are rows of a linear system in the people's answers. Fully reduced, somebody's answer
// follows from them exactly when one of the rows is that person alone.
bool AnswerAudit::show(std::span<const std::uint32_t> respondents) {
  if (respondents.size() < least_) return false;
  Row fresh(people_, 0);
  for (const std::uint32_t person : respondents) fresh[person] = 1;
  const auto subtract = [](Row& from, std::uint64_t factor, const Row& row) {
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (row[i] != 0) from[i] = (from[i] + kPrime - times(factor, row[i])) % kPrime;
    }
  };
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    if (const std::uint64_t factor = fresh[pivots_[r]]; factor != 0) subtract(fresh, factor, rows_[r]);
  }
  const auto first = std::ranges::find_if(fresh, [](std::uint64_t value) { return value != 0; });
  if (first == fresh.end()) return true;  // follows from what was shown
  const auto pivot = static_cast<std::uint32_t>(first - fresh.begin());
  const std::uint64_t scale = inverse(*first);
  for (std::uint64_t& value : fresh) value = times(value, scale);
  std::vector<Row> rows = rows_;
  for (Row& row : rows) {
    if (const std::uint64_t factor = row[pivot]; factor != 0) subtract(row, factor, fresh);
  }
  rows.push_back(std::move(fresh));
  const auto is_of_one = [](const Row& row) {
    return std::ranges::count_if(row, [](std::uint64_t value) { return value != 0; }) == 1;
  };
  if (std::ranges::any_of(rows, is_of_one)) return false;
  rows_ = std::move(rows);
  pivots_.push_back(pivot);
  return true;
}

Status release(journal::Journal& journal, const std::string& author, const std::string& what,
               const std::string& practice, const std::string& reason) {
  return write(journal, author, what, practice, kReleased, reason);
}
Status take_back(journal::Journal& journal, const std::string& author, const std::string& what,
                 const std::string& practice, const std::string& reason) {
  return write(journal, author, what, practice, kTakenBack, reason);
}

Result<bool> is_released(journal::Journal& journal, const std::string& what, const std::string& owner) {
  bool out = false;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(
        const auto found,
        tables.number("SELECT 1 FROM access_releases WHERE what = ? AND owner = ?", what, owner));
    out = found.has_value();
    return {};
  }));
  return out;
}

}  // namespace meso::access
