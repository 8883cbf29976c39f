#include "server/recent_lists.h"

#include <algorithm>

namespace meso::server {

RecentLists::List RecentLists::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(lists_.begin(), lists_.end(), [&](const auto& entry) { return entry.first == key; });
  if (found == lists_.end()) return nullptr;
  lists_.splice(lists_.begin(), lists_, found);
  return found->second;
}

void RecentLists::keep(const std::string& key, List list) {
  const std::lock_guard lock(mutex_);
  lists_.emplace_front(key, std::move(list));
  std::size_t patients = 0;
  std::size_t position = 0;
  for (auto entry = lists_.begin(); entry != lists_.end(); ++position) {
    patients += entry->second->size();
    entry =
        position > 0 && (position >= kKept || patients > kPatients) ? lists_.erase(entry) : std::next(entry);
  }
}

}  // namespace meso::server
