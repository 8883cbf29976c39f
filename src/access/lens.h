// The only way from a door to patients.
//
// A Lens holds what one person, in one role, for one purpose, may see of one network, pinned at one committed
// state. It has two makers. `local_operator` is whoever can read the network's directory and keys on this
// machine: the whole network, for analysis, in exact numbers. `for_person` is somebody who has signed in:
// what roles, agreements and ways allow them (permission.h), asked again for every question, so that what is
// switched off in the journal is off with the next one. Every output says whose view it is (`heading`).
//
// For a person, figures come from `shown`, each number as this person may see it: exact, rounded, with noise,
// held back, or not available. The mask is applied when the plan is compiled: codes that are hidden from them
// are taken out of the plan, and whatever rests on one is not available, in figures, lists and explanations
// alike, and never 0. Patients who opted out of the purpose are in no figure and no list, and each figure
// says how many they are. Every list, name and explanation that a person gets is written to the journal's
// looks first, a practice each.
//
// Lists and explanations show the practice's own number for a patient. Names and NHS numbers are direct care.
// For the local operator they open in networks made by `synth`, and in networks whose journal says that
// direct care is open; each use is written to the journal's chain of looks first.
//
// A practice whose file does not read costs that practice only: it is left out of every figure and list, and
// told by `failures`. Much is found when the file is opened; a damaged section is found when a question first
// touches it, and the practice is left out from then on, so ask for `failures` after the answer.
//
// A Lens answers from one state and is safe to use from several threads, except where identities are opened.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/disclosure.h"
#include "access/opt_outs.h"
#include "access/permission.h"
#include "access/rulebooks.h"
#include "base/date.h"
#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"
#include "rules/explain.h"
#include "rules/model.h"

namespace meso::access {

struct PracticeState {
  std::string practice;
  Date as_at;
  std::uint64_t patients = 0;
  std::uint64_t events = 0;
  bool synthetic = false;
  bool leavers_missing = false;
  bool registrations_assumed = false;
  std::string source;
};

struct PracticeFailure {
  std::string practice;
  Error error;
};

// Figures of one register or indicator in one practice, or summed over the practices asked for.
struct RegisterFigures {
  std::uint64_t base = 0;
  std::uint64_t size = 0;
};
struct IndicatorFigures {
  std::uint64_t reg = 0;  // on the register that the indicator is of
  std::uint64_t exclusions = 0;
  std::uint64_t adjusted[6] = {};  // by category 1 to 6
  std::uint64_t denominator = 0;
  std::uint64_t numerator = 0;
  std::vector<std::uint64_t> decided;  // per denominator rule
  std::uint64_t eligible() const { return reg - exclusions; }
};
struct PracticeFigures {
  std::string practice;  // "" for the network
  std::uint64_t patients = 0;
  std::uint64_t registered = 0;  // GMS on the day
  std::uint64_t unit_missing = 0;
  std::vector<RegisterFigures> registers;    // as in the model
  std::vector<IndicatorFigures> indicators;  // as in the model
};
struct Figures {
  std::vector<PracticeFigures> practices;
  PracticeFigures network;
};

struct Identified {
  std::string nhs_number, given_name, family_name, address, postcode, telephone;
  Date birth;
};

struct ListedPatient {
  std::string practice;
  std::string own_number;
  rules::PatientStanding standing = rules::PatientStanding::kNotInBase;
  std::int32_t rule = 0;  // the deciding rule's number as written
  std::string rule_text;
  std::string outcome;  // in words
  std::string because;  // what made it decide so; of the numerator for those in the denominator
  std::optional<Identified> identity;
};

// Figures as one person may see them.
struct ShownRegister {
  ShownCount base, size;
};
struct ShownIndicator {
  ShownCount reg, denominator, numerator;
  ShownCount exclusions;               // these two where the row is exact, else not available
  std::array<ShownCount, 6> adjusted;  // by category 1 to 6
};
struct ShownPractice {
  std::string practice;  // "" for all of them together
  Grant grant = Grant::kNo;
  ShownCount registered;  // GMS on the day, without those left out
  // Left out of every number here, by the first opt-out that acts: as in kEachOptOut.
  std::array<ShownCount, kEachOptOut.size()> left_out;
  ShownCount unit_missing;                 // values whose unit is not the cluster's; where the row is exact
  std::vector<ShownRegister> registers;    // as in the model
  std::vector<ShownIndicator> indicators;  // as in the model
};
struct ShownFigures {
  std::vector<ShownPractice> practices;  // those of which the person may see anything
  ShownPractice network;                 // these together
};

// What outlives a question: the journal, the rulebook against which a question counts as one of its own or as
// typed, and what was asked before. One for each running program; it outlives its lenses. Thread safe.
class Gate {
 public:
  // `financial_year` and `rulebook` say which registers and indicators are the network's own; all others are
  // typed. REQUIRES: the journal was opened with projection() and outlives this.
  Gate(journal::Journal& journal, Rulebook rulebook, rules::FinancialYear financial_year,
       std::function<Moment()> clock = now);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  struct State;
  State& state() const { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

enum class ListWhich : std::uint8_t { kMissing, kMet, kAdjusted, kExcluded, kRegister };

struct Question {
  rules::ReferenceDates dates;
  std::string practice;  // "" for all
  int threads = 2;
};

class Lens {
 public:
  // Pins the network's newest committed state. Errors as records::Snapshot::open.
  static Result<Lens> local_operator(FileSystem& files, const std::string& directory,
                                     const std::string& keys_path);
  // The same pinned state as somebody who has signed in may see it. kRefused when they do not hold the role,
  // or the role does not have the purpose. `gate` outlives the lens.
  static Result<Lens> for_person(const Lens& pinned, Gate& gate, const Acting& acting);
  // What an audience would see, shown to the person of `viewer`: figures of the rulebook, of those practices
  // of which this person may see no less themselves. Without one of them there is no total. It looks at
  // nobody and writes nothing.
  static Result<Lens> preview(const Lens& viewer, const Acting& audience);
  Lens(Lens&&) noexcept;
  Lens& operator=(Lens&&) noexcept;
  ~Lens();

  // "Seen by the local operator: whole network, for analysis, exact numbers."
  std::string heading() const;
  // The practices that read, as far as they were touched.
  std::vector<PracticeState> practices() const;
  std::vector<PracticeFailure> failures() const;
  // The practices that read and of which nothing may be seen.
  std::vector<std::string> not_shared() const;
  // What may be seen of one practice.
  Grant grant(Ability ability, const std::string& practice) const;
  // Differs when what may be seen does: roles, agreements, ways, glass, hidden codes.
  std::string view_digest() const;
  // The oldest as-at date among the practices at opening.
  Date oldest_as_at() const;
  // The day of a question that names none: that one, or where a fixed table is among the answers, fixed_day.
  Date default_day() const;

  // The newest day at which fixed tables are to be had: the last end of a month that every practice has
  // reached. Others are refused, because two tables a day apart differ by single people.
  Date fixed_day() const;
  // Figures as this person may see them; the local operator sees exact ones. Registers and indicators that
  // are not the rulebook's own make it a typed cohort. kRefused where nothing may be seen.
  Result<ShownFigures> shown(const rules::Model& model, const Question& question) const;
  // Writes to the journal that figures left Meso in a file, a practice each. kRefused where the role may not.
  Status record_export(const std::string& what, const Question& question) const;

  // Exact: for the local operator only. A person asks for `shown`.
  // These answer for the practices asked for that read; an error is that of the first, when none of them
  // does.
  Result<Figures> figures(rules::Model model, const Question& question) const;
  // Patients behind one number of an indicator (or on a register), by practice, then own number.
  Result<std::vector<ListedPatient>> list(rules::Model model, rules::IndicatorId indicator, ListWhich which,
                                          const Question& question) const;
  Result<std::vector<ListedPatient>> list_register(rules::Model model, rules::RegisterId reg,
                                                   const Question& question) const;
  // Adds names to a list. kRefused where the network was not made by `synth`.
  // `command` is what the look is logged as.
  Status identify(std::vector<ListedPatient>& patients, const std::string& command) const;

  // `patient` is an own number, or PRACTICE/own-number where two practices have the same. kNotFound, kUsage.
  Result<rules::Explanation> explain(const rules::Model& model, const std::string& patient, bool is_register,
                                     std::int32_t id, const Question& question) const;

 private:
  struct State;
  explicit Lens(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace meso::access
