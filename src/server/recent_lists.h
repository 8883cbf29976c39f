// The lists that were asked for last, so that the pages of one list are of one answer and cost one pass.
//
// A list holds patients' own numbers: it lives in memory only, for one pinned state, and goes with it.

#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "access/lens.h"

namespace meso::server {

class RecentLists {
 public:
  using List = std::shared_ptr<const std::vector<access::ListedPatient>>;
  // The list of that key, or nothing.
  List find(const std::string& key);
  void keep(const std::string& key, List list);

 private:
  static constexpr std::size_t kKept = 16;
  static constexpr std::size_t kPatients = 200'000;  // in all of them together
  std::mutex mutex_;
  std::list<std::pair<std::string, List>> lists_;  // newest first
};

}  // namespace meso::server
