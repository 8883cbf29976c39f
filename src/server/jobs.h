// Work that takes longer than a question may: it goes on when the page that began it has gone, and says how
// far it is to whoever asks.
//
// One job runs at a time, on a thread of its own, so answering stays quick; a few may wait. What a job did is
// in the network's directory; the list of jobs is memory, and begins anew with the program.

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/moment.h"
#include "base/result.h"
#include "server/in_json.h"

namespace meso::server {

struct Job {
  enum class State : std::uint8_t { kWaiting, kRunning, kDone, kFailed };
  std::string id;
  std::string title;  // "Loading 4 files": never what is in them
  std::string of;     // what it works on: an upload
  std::string by;     // who began it
  State state = State::kWaiting;
  std::string step;
  double done = 0;  // of the step, 0 to 1
  Moment begun{}, ended{};
  Json report;                 // of one that is done
  std::optional<Error> error;  // of one that failed
};
const char* job_state_word(Job::State state);  // "waiting", "running", "done", "failed"

class Jobs {
 public:
  using Progress = std::function<void(std::string_view step, double done)>;
  using Work = std::function<Result<Json>(const Progress&)>;

  // `changed` is called when a job begins, moves on or ends: from several threads, not more than a few times
  // a second while one runs.
  explicit Jobs(std::function<void()> changed);
  // Lets the running one finish and drops those that wait.
  ~Jobs();

  // The job's id. kLocked when too many wait.
  Result<std::string> begin(std::string title, std::string of, std::string by, Work work);
  std::vector<Job> all() const;  // newest first
  bool works_on(const std::string& of) const;

 private:
  static constexpr std::size_t kWaiting = 8;
  static constexpr std::size_t kKept = 30;
  struct Planned {
    std::string id;
    Work work;
  };
  void run();
  void change(const std::string& id, const std::function<void(Job&)>& change);

  std::function<void()> changed_;
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::deque<Job> jobs_;  // oldest first; under `mutex_`, as what follows
  std::deque<Planned> planned_;
  std::uint64_t number_ = 0;
  bool ending_ = false;
  std::thread worker_;
};

}  // namespace meso::server
