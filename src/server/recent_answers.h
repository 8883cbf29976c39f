// Answers that were worked out lately, for whoever asks the same with the same view: figures hold no patient,
// and the key names everything that the answer depends on. Lives in memory, for one pinned state.

#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace meso::server {

class RecentAnswers {
 public:
  using Answer = std::shared_ptr<const std::string>;
  Answer find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    for (auto at = answers_.begin(); at != answers_.end(); ++at) {
      if (at->first != key) continue;
      answers_.splice(answers_.begin(), answers_, at);
      return answers_.front().second;
    }
    return nullptr;
  }
  void keep(const std::string& key, Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_.emplace_front(key, std::move(answer));
    if (answers_.size() > kKept) answers_.pop_back();
  }

 private:
  static constexpr std::size_t kKept = 64;
  std::mutex mutex_;
  std::list<std::pair<std::string, Answer>> answers_;  // newest first
};

}  // namespace meso::server
