#include "server/limits.h"

#include <algorithm>

namespace meso::server {

double RateLimits::level(const Bucket& bucket, Clock::time_point at) const {
  const double seconds = std::chrono::duration<double>(at - bucket.filled).count();
  return std::min(burst_, bucket.left + std::max(0.0, seconds) * rate_);
}

bool RateLimits::take(const std::string& client, Clock::time_point at) {
  if (rate_ <= 0) return true;
  const std::lock_guard lock(mutex_);
  if (at - swept_ > std::chrono::seconds(10)) {
    std::erase_if(buckets_, [&](const auto& entry) { return level(entry.second, at) >= burst_; });
    swept_ = at;
  }
  Bucket& bucket = buckets_.try_emplace(client, Bucket{burst_, at}).first->second;
  bucket = {level(bucket, at), at};
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

std::size_t RateLimits::remembered() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace meso::server
