// Inside of a Lens: what is pinned, whose view it is, and the masks that make it that.

#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/lens.h"
#include "access/look_words.h"
#include "base/keys.h"
#include "records/store.h"

namespace meso::access {

// One committed state of a network, pinned, and the practices that turned out not to read.
struct Pinned {
  FileSystem* files = nullptr;
  std::string directory;
  KeyRing keys;
  std::unique_ptr<records::Snapshot> snapshot;
  std::vector<PracticeState> practices;  // all that opened
  Date oldest_as_at{};

  mutable std::mutex mutex;
  mutable std::vector<PracticeFailure> failures;  // under `mutex`

  bool failed(const std::string& practice) const {
    const std::lock_guard lock(mutex);
    return std::any_of(failures.begin(), failures.end(),
                       [&](const PracticeFailure& failure) { return failure.practice == practice; });
  }

  void leave_out(const std::string& practice, const Error& error) const {
    if (failed(practice)) return;
    const std::lock_guard lock(mutex);
    failures.push_back({practice, error});
  }

  // The files that a question is about, in practice order, without those that did not read.
  Result<std::vector<const records::PracticeFile*>> asked(const std::string& practice) const {
    std::vector<const records::PracticeFile*> out;
    for (const auto& file : snapshot->practices()) {
      if ((practice.empty() || file->practice() == practice) && !failed(file->practice()))
        out.push_back(file.get());
    }
    if (!out.empty()) return out;
    const std::lock_guard lock(mutex);
    for (const PracticeFailure& failure : failures) {
      if (practice.empty() || failure.practice == practice) return failure.error;
    }
    std::string known;
    for (const PracticeState& state : practices) known += (known.empty() ? "" : ", ") + state.practice;
    return Error{ErrorKind::kNotFound,
                 "no practice " + practice + " in this network",
                 {},
                 "its practices are " + known};
  }

  // Does `work` for each file asked for, and leaves a practice out where it fails. The error is that of the
  // first practice when all have failed.
  template <class Work>
  Status each_asked(const std::string& practice, const Work& work) const {
    MESO_ASSIGN_OR_RETURN(const auto files_asked, asked(practice));
    for (const records::PracticeFile* file : files_asked) {
      const Status done = work(*file);
      if (!done.ok()) leave_out(file->practice(), done.error());
    }
    MESO_RETURN_IF_ERROR(asked(practice));
    return {};
  }
};

struct Gate::State {
  journal::Journal& journal;
  Rulebook rulebook;
  rules::FinancialYear financial_year;
  std::function<Moment()> clock;

  std::mutex mutex;
  std::map<std::string, std::set<std::string>>
      known;                           // by rule year: digests of the rulebook's own; under `mutex`
  std::mutex asking;                   // held from answering a typed cohort until its entries are written
  std::unique_ptr<AskedBefore> asked;  // under `asking`
  std::int64_t newest_asked = 0;       // the last entry that `asked` knows; under `asking`

  State(journal::Journal& of, Rulebook book, rules::FinancialYear year, std::function<Moment()> time)
      : journal(of), rulebook(std::move(book)), financial_year(year), clock(std::move(time)) {}

  // Whether every register and indicator of the model is one of the rulebook's.
  bool is_of_rulebook(const rules::Model& model);
  // What was asked before, by this program, earlier ones and others that have the journal open: whatever was
  // written since the last call is read first. REQUIRES: `asking` is held.
  Result<AskedBefore*> asked_before(const Key& key);
  // Writes what was answered. False when another program wrote an answer meanwhile: answer again.
  // REQUIRES: `asking` is held since asked_before().
  Result<bool> keep_asked(const std::vector<journal::Act>& acts, const std::string& person);
};

// A practice that a question reaches, and how.
struct Reached {
  const records::PracticeFile* file = nullptr;
  Permission::View view;
};

// A model without the codes that are hidden from somebody, and what of it is left.
struct Masked {
  rules::Model model;
  std::vector<bool> registers, indicators;  // available
};

struct Lens::State {
  std::shared_ptr<const Pinned> pinned;
  Gate* gate = nullptr;  // for a person only, as the rest
  Acting acting;
  std::optional<Acting> viewer;  // of a preview: who looks at what `acting` would see

  Result<Permission> permission_now() const {
    return (viewer ? permission_as_if : permission)(gate->state().journal, acting, gate->state().clock());
  }
  // What may be seen of a practice, with a preview's limit to what its viewer may see themselves.
  static Permission::View seen(const Permission& allowed, const Permission* of_viewer, Ability ability,
                               const std::string& practice);
  Result<std::optional<Permission>> viewers_permission() const;
  // The practices of a question that this person may put with `ability`. kRefused when there is none.
  Result<std::vector<Reached>> reached(Ability ability, const std::string& practice) const;
  // kRefused when the view hides clusters that no rulebook defines: hiding nothing would be a lie.
  Result<Masked> mask(rules::Model model, const Permission::View& view) const;
  // kRefused when the indicator or register rests on what is hidden in one of the practices.
  Status require_available(const rules::Model& model, const std::vector<Reached>& practices, bool is_register,
                           std::int32_t id) const;
  bool is_left_out(std::uint16_t flags, const Permission::View& view) const;
  // Does `work` for each practice and leaves one out where it fails. The error is the first one's when all
  // fail.
  template <class Work>
  Status each(const std::vector<Reached>& practices, const Work& work) const {
    std::optional<Error> first;
    std::size_t failed = 0;
    for (const Reached& practice : practices) {
      const Status done = work(practice);
      if (done.ok()) continue;
      const ErrorKind kind = done.error().kind;
      if (kind != ErrorKind::kCorrupt && kind != ErrorKind::kNewer && kind != ErrorKind::kIo) return done;
      pinned->leave_out(practice.file->practice(), done.error());
      if (failed++ == 0) first = done.error();
    }
    if (first && failed == practices.size()) return *first;
    return {};
  }
  template <class MakePick, class MakeReason>
  Result<std::vector<ListedPatient>> list(const rules::Model& model, const Question& question,
                                          bool is_register, std::int32_t id, std::string_view what,
                                          const MakePick& make_pick, const MakeReason& make_reason) const;
  Status open_identities(const std::vector<ListedPatient>& patients, const std::string& command) const;
  // Writes one look per practice before anything is shown, with what opened it.
  struct LookedAt {
    std::uint64_t people = 0;
    Permission::View view{};
  };
  Status look(LookKind kind, const std::string& what, const std::map<std::string, LookedAt>& practices) const;
  // The same as one look at them together, which opened nobody's record.
  Status look_together(LookKind kind, const std::string& what, const std::vector<Reached>& practices) const;
};

// The first opt-out of the patient that acts, as a position in kEachOptOut.
std::optional<std::size_t> acting_opt_out(std::uint16_t flags, Purpose purpose, const Permission::View& view);

}  // namespace meso::access
