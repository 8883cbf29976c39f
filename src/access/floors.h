// What may be shown about staff and about relations between people and practices, and to whom.
//
// Four rules, and a small algebra of them:
//
//   floor          shown only when at least so many people answered, from at least so many groups
//   own first      the person or practice concerned sees it before anybody else, and for 14 days alone
//   released       the owner let it go; an entry of the journal, taken back for the future by another
//   purpose lock   never for appraisal, pay, contract or performance, whoever asks
//
// `floor_of(kind)` is one table, printed in docs/access.md and tested cell by cell. What is made of two kinds
// has the stricter of both in each part (`both`): that is commutative, associative and idempotent, and never
// shows more. `may_show` applies a floor to one fact for one reader.
//
// SPLITS. A floor alone does not hold when many splits of the same answers are shown: their sums can be
// subtracted. `pooled` puts small groups together; `AnswerAudit` remembers every set of people whose mean or
// sum was shown, and refuses one with which a single person's answer could be worked out, from any
// combination of them.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/moment.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

enum class StaffKind : std::uint8_t {
  kSpeakingShare,    // how much one person spoke in a meeting
  kPersonTrust,      // how one person rated another
  kPracticePair,     // how one practice rated another
  kPracticeOwnMean,  // how the others rated a practice
  kPracticeAnswers,  // a practice's own survey answers: wellbeing, belonging
  kNetworkMean,      // mean and spread of the whole network
  kAskMinutes,       // how long one person spent on an ask
};
inline constexpr std::array kEachStaffKind = {StaffKind::kSpeakingShare,   StaffKind::kPersonTrust,
                                              StaffKind::kPracticePair,    StaffKind::kPracticeOwnMean,
                                              StaffKind::kPracticeAnswers, StaffKind::kNetworkMean,
                                              StaffKind::kAskMinutes};
std::string_view staff_kind_words(StaffKind kind);

// How the reader stands to what the fact is about.
enum class StaffReader : std::uint8_t {
  kOwner,     // the person, or a member of the practice, that it is about
  kGroup,     // those who agreed beforehand to see it together: the people of that meeting
  kPractice,  // somebody else of the person's own practice
  kNetwork,   // anybody else of the network
  kOutside,   // commissioners, evaluators without a protocol, the public
  kStudy,     // an evaluation under a protocol that the people consented to
};
inline constexpr std::array kEachStaffReader = {StaffReader::kOwner,    StaffReader::kGroup,
                                                StaffReader::kPractice, StaffReader::kNetwork,
                                                StaffReader::kOutside,  StaffReader::kStudy};
std::string_view staff_reader_words(StaffReader reader);

enum class StaffUse : std::uint8_t { kLearning, kStudy, kAppraisal, kPay, kContract, kPerformance };
bool is_locked(StaffUse use);  // true for the last four
inline constexpr std::string_view kPurposeLock = "Never for appraisal, pay, contract or performance.";

struct Floor {
  std::uint32_t people = 1;  // who answered
  std::uint32_t groups = 1;  // practices or staff groups that they come from
  bool own_first = false;
  std::array<bool, kEachStaffReader.size()> readers{};   // who may ever see it
  std::array<bool, kEachStaffReader.size()> released{};  // who of them only once it is released
  bool operator==(const Floor&) const = default;
};
Floor floor_of(StaffKind kind);
// The stricter of both, part by part.
Floor both(const Floor& a, const Floor& b);

inline constexpr std::int64_t kOwnFirstDays = 14;

struct StaffFact {
  std::uint32_t people = 0, groups = 0;
  std::optional<Moment> owner_told;  // since when the owner could see it
  bool released = false;             // by every owner: of a pair, by both
};
// kRefused with the rule in words.
Status may_show(const Floor& floor, const StaffFact& fact, StaffReader reader, StaffUse use, Moment at);

// Groups of `least` people and more stand alone, the others together as one more with an empty name; while
// that one is too small, the smallest that stands alone joins it. Nothing where all together are too few.
struct StaffGroup {
  std::string name;
  std::uint32_t people = 0;
  bool operator==(const StaffGroup&) const = default;
};
struct PooledGroup {
  std::string name;                  // "" for the others together
  std::vector<std::string> members;  // names of the groups in it
  std::uint32_t people = 0;
};
std::vector<PooledGroup> pooled(std::span<const StaffGroup> groups, std::uint32_t least);

// Which sums of the same answers were shown. Each wave of a survey has its own answers, so its own numbers
// for people.
class AnswerAudit {
 public:
  AnswerAudit(std::uint32_t people, std::uint32_t least) : people_(people), least_(least) {}
  // Whether the sum or mean over these people may be shown beside all that was; if so it counts as shown.
  // REQUIRES: below `people`, each once.
  bool show(std::span<const std::uint32_t> respondents);

 private:
  using Row = std::vector<std::uint64_t>;
  std::uint32_t people_, least_;
  std::vector<Row> rows_;  // fully reduced, modulo a prime
  std::vector<std::uint32_t> pivots_;
};

// RELEASES. `what` names the fact as its room does ("survey/12/practice/A81001"). A person releases what is
// theirs; for a practice, whoever may agree for it.
Status release(journal::Journal& journal, const std::string& author, const std::string& what,
               const std::string& practice, const std::string& reason);
Status take_back(journal::Journal& journal, const std::string& author, const std::string& what,
                 const std::string& practice, const std::string& reason);
// Whether the owner, a person or a practice, has it released now.
Result<bool> is_released(journal::Journal& journal, const std::string& what, const std::string& owner);

}  // namespace meso::access
