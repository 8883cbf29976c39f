// The network, kept open between questions.
//
// A Pinned is one committed state: a Lens on it, the rulebook that was there with it, and the models compiled
// from that, one a rule year, each at first need. Whoever holds one is answered from one state however long
// the answer takes. `now` looks whether a load has committed or a rule file has changed since, and if so
// opens the new state; questions that are under way finish on the old one.
//
// This is the one place where the server comes by the whole of a network. What people ask goes through the
// lens that the reception makes of it for each of them (reception.h).

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "access/lens.h"
#include "access/rulebooks.h"
#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"
#include "rules/language.h"
#include "rules/model.h"
#include "server/changes.h"
#include "server/jobs.h"
#include "server/recent_answers.h"
#include "server/recent_lists.h"
#include "server/uploads.h"
#include "server/warm_places.h"

namespace meso::server {

class Pinned {
 public:
  Pinned(access::Lens whole, journal::Journal& journal, access::Rulebook rulebook, std::string digest);

  // The whole network, for what is made of it for people; no answer is.
  const access::Lens& whole() const { return whole_; }
  access::Gate& gate() const { return *gate_; }
  const access::Rulebook& rulebook() const { return rulebook_; }
  // Differs when the loaded practices, their readability or the rules do.
  std::string digest() const;
  // kBadInput when the rules have mistakes.
  Result<std::shared_ptr<const rules::Model>> model(const std::string& year) const;
  // The rulebook with one more register of that name, and only what it uses.
  rules::Compiled cohort(const std::string& year, std::string_view expression, std::string_view name) const;
  RecentLists& recent_lists() const { return recent_lists_; }
  RecentAnswers& recent_answers() const { return recent_answers_; }

 private:
  access::Lens whole_;
  std::unique_ptr<access::Gate> gate_;
  access::Rulebook rulebook_;
  std::string digest_;
  mutable RecentLists recent_lists_;
  mutable RecentAnswers recent_answers_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const rules::Model>> models_;  // by year, under `mutex_`
};

class WarmNetwork {
 public:
  // The network gets a journal, if it had none. Errors as access::Lens::local_operator,
  // access::load_rulebook and journal::Journal::open.
  static Result<std::unique_ptr<WarmNetwork>> open(FileSystem& files, const std::string& directory,
                                                   const std::string& keys_path);

  // The newest committed state. Where that does not open, the last one that did is answered from, until it
  // does: a load that is half seen costs nobody an answer.
  std::shared_ptr<const Pinned> now();

  // What public files say, beside the records.
  WarmPlaces& places() { return places_; }
  journal::Journal& journal() const { return *journal_; }
  Changes& changes() { return changes_; }
  Uploads& uploads() { return *uploads_; }
  Jobs& jobs() { return *jobs_; }
  // Looks what has changed since it last looked, and tells who listens.
  void watch();

  const std::string& directory() const { return directory_; }
  const std::string& keys_path() const { return keys_path_; }
  FileSystem& files() const { return files_; }

 private:
  WarmNetwork(FileSystem& files, std::string directory, std::string keys_path);
  std::string look() const;
  Result<std::shared_ptr<const Pinned>> pin(const std::string& digest) const;

  FileSystem& files_;
  std::string directory_;
  std::string keys_path_;
  std::unique_ptr<journal::Journal> journal_;
  WarmPlaces places_;
  std::mutex mutex_;
  std::shared_ptr<const Pinned> pinned_;  // under `mutex_`
  std::string seen_;                      // what `look` answered when it was pinned, or failed to be
  std::string watched_records_, watched_places_;
  std::uint64_t watched_act_ = 0;  // the newest
  std::uint64_t newest_act() const;
  Changes changes_;
  std::unique_ptr<Uploads> uploads_;
  std::unique_ptr<Jobs> jobs_;  // last: what it still works on uses the rest
};

}  // namespace meso::server
