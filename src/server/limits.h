// How often one address may ask: a bucket each, filled at a steady rate.

#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace meso::server {

class RateLimits {
 public:
  using Clock = std::chrono::steady_clock;
  // `rate` a second, saved up to `burst`. A rate of 0 is no limit.
  RateLimits(double rate, double burst) : rate_(rate), burst_(burst) {}

  // True, and one is taken, when this client may ask now. Full buckets are forgotten, so memory follows who
  // is here and not who ever was.
  bool take(const std::string& client, Clock::time_point at);
  std::size_t remembered() const;

 private:
  struct Bucket {
    double left;
    Clock::time_point filled;
  };
  double level(const Bucket& bucket, Clock::time_point at) const;

  double rate_;
  double burst_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
  Clock::time_point swept_{};
};

}  // namespace meso::server
