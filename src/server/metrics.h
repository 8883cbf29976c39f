// Counts of what was answered, in the text that Prometheus reads. By operation and status, never by address,
// person or what was asked.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace meso::server {

class Metrics {
 public:
  void count(const std::string& operation, unsigned status, double seconds);
  // `connections`: open now.
  std::string text(std::size_t connections) const;

 private:
  static constexpr std::array<double, 8> kBounds = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};
  struct Timing {
    std::array<std::uint64_t, kBounds.size()> within{};  // cumulative
    std::uint64_t all = 0;
    double seconds = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, unsigned>, std::uint64_t> answered_;
  std::map<std::string, Timing> timings_;
};

}  // namespace meso::server
