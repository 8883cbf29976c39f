#include "server/jobs.h"

#include <algorithm>
#include <chrono>

namespace meso::server {

const char* job_state_word(Job::State state) {
  switch (state) {
    case Job::State::kWaiting:
      return "waiting";
    case Job::State::kRunning:
      return "running";
    case Job::State::kDone:
      return "done";
    case Job::State::kFailed:
      return "failed";
  }
  return "";
}

Jobs::Jobs(std::function<void()> changed) : changed_(std::move(changed)), worker_([this] { run(); }) {}

Jobs::~Jobs() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    planned_.clear();
  }
  more_.notify_all();
  worker_.join();
}

Result<std::string> Jobs::begin(std::string title, std::string of, std::string by, Work work) {
  std::string id;
  {
    const std::lock_guard lock(mutex_);
    if (planned_.size() >= kWaiting) {
      return Error{ErrorKind::kLocked, "as much work waits already as may wait", {}, "ask again in a while"};
    }
    id = std::to_string(++number_);
    Job job;
    job.id = id;
    job.title = std::move(title);
    job.of = std::move(of);
    job.by = std::move(by);
    job.begun = now();
    jobs_.push_back(std::move(job));
    while (jobs_.size() > kKept && jobs_.front().ended != Moment{}) jobs_.pop_front();
    planned_.push_back({id, std::move(work)});
  }
  more_.notify_all();
  changed_();
  return id;
}

std::vector<Job> Jobs::all() const {
  const std::lock_guard lock(mutex_);
  return {jobs_.rbegin(), jobs_.rend()};
}

bool Jobs::works_on(const std::string& of) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(jobs_.begin(), jobs_.end(),
                     [&](const Job& job) { return job.of == of && job.ended == Moment{}; });
}

void Jobs::change(const std::string& id, const std::function<void(Job&)>& change) {
  {
    const std::lock_guard lock(mutex_);
    for (Job& job : jobs_) {
      if (job.id == id) change(job);
    }
  }
  changed_();
}

void Jobs::run() {
  using std::chrono::steady_clock;
  while (true) {
    Planned next;
    {
      std::unique_lock lock(mutex_);
      more_.wait(lock, [this] { return ending_ || !planned_.empty(); });
      if (planned_.empty()) return;
      next = std::move(planned_.front());
      planned_.pop_front();
    }
    change(next.id, [](Job& job) { job.state = Job::State::kRunning; });
    auto told = steady_clock::now();
    const Progress progress = [&](std::string_view step, double done) {
      const auto at = steady_clock::now();
      if (at - told < std::chrono::milliseconds(300)) return;
      told = at;
      change(next.id, [&](Job& job) {
        job.step = step;
        job.done = done;
      });
    };
    Result<Json> made = Error{ErrorKind::kIo, "the work ended where it should not", {}, "begin it again"};
    try {
      made = next.work(progress);
    } catch (const std::exception&) {
      // The library threw where it could not go on: this job has failed, the server goes on.
    }
    change(next.id, [&](Job& job) {
      job.ended = now();
      job.state = made.ok() ? Job::State::kDone : Job::State::kFailed;
      if (made.ok()) {
        job.report = std::move(*made);
      } else {
        job.error = made.error();
      }
    });
  }
}

}  // namespace meso::server
