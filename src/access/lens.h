// The only way from a door to patients.
//
// A Lens holds what one person, in one role, for one purpose, may see of one network, pinned at one committed
// state. There is one maker now: `local_operator`, whoever can read the network's directory and keys on this
// machine, with the whole network, for analysis, in exact numbers. Every output says so (`heading`).
//
// Lists and explanations show the practice's own number for a patient. Names and NHS numbers are direct care:
// until its conditions are recorded they open only in networks made by `synth`, and each use is written to
// the journal's chain of looks before anything is shown.
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

#include "base/date.h"
#include "base/files.h"
#include "base/result.h"
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
  Lens(Lens&&) noexcept;
  Lens& operator=(Lens&&) noexcept;
  ~Lens();

  // "Seen by the local operator: whole network, for analysis, exact numbers."
  std::string heading() const;
  // The practices that read, as far as they were touched.
  std::vector<PracticeState> practices() const;
  std::vector<PracticeFailure> failures() const;
  // The oldest as-at date among the practices at opening: the default ACHV_DAT.
  Date oldest_as_at() const;

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
